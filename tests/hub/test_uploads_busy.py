"""Many hostile documents at once: they are refused in words, and others are not kept waiting."""

from __future__ import annotations

import io
import os
import threading
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.urls import reverse

from hub.documents.docx_fields import DEEPEST, MOST_MARKS, clean_fields
from hub.documents.findings import RefusedError
from hub.documents.markup import parse
from hub.models import Upload
from hub.uploads import UploadRefused, receive
from hub.uploads.child import run
from hub.uploads.refusals import BUSY, NO_ROOM, TOO_MANY, YOURS
from tests.busy import a_place_free, every_place_taken
from tests.factories.files import make_docx, make_pdf
from tests.factories.hub import make_person, signed_in

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def hand_in(person, content):
    return receive(actor=person, file=File(io.BytesIO(content), name="a.pdf"), purpose="hub.test")


def refused(person, content):
    with pytest.raises(UploadRefused) as refusal:
        hand_in(person, content)
    return str(refusal.value)


@pytest.fixture
def full_house():
    with every_place_taken() as taken:
        yield taken


def test_documents_leave_half_of_the_threads_free(full_house):
    assert full_house == 2 * settings.HUB_DOCUMENTS_AT_A_TIME
    assert full_house <= settings.WEB_THREADS / 2


def test_who_comes_when_all_places_are_taken_is_refused_at_once_and_it_is_not_counted(
    db, full_house
):
    person = make_person()
    for _ in range(settings.HUB_REFUSED_UPLOADS_AN_HOUR + 1):
        assert refused(person, make_pdf()) == BUSY
    assert Upload.objects.count() == 0
    with a_place_free():
        hand_in(person, make_pdf())


def test_a_document_that_gets_no_time_is_refused_as_busy_and_counts(db, settings):
    """It says nothing of the document that the processors are busy with others."""
    settings.HUB_DOCUMENT_SECONDS = 0
    settings.HUB_REFUSED_UPLOADS_AN_HOUR = 2
    person = make_person()
    assert [refused(person, make_pdf()) for _ in range(3)] == [BUSY, BUSY, TOO_MANY]


def test_a_document_that_uses_up_its_time_is_refused_as_complex_and_counts(db, settings):
    settings.HUB_DOCUMENT_PROCESSOR_SECONDS = 1
    settings.HUB_DOCUMENT_SECONDS = 600  # Other tests run side by side.
    settings.HUB_REFUSED_UPLOADS_AN_HOUR = 1
    person = make_person()
    settings.HUB_DOCUMENT_MEGABYTES = 4096
    content = make_docx(body="<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1_000_000)
    assert "too large or complex for us to check" in refused(person, content)
    assert refused(person, make_pdf()) == TOO_MANY


def test_the_memory_of_a_document_is_what_the_setting_says(db, settings):
    content = make_docx(body="<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 100_000)
    person = make_person()
    hand_in(person, content)
    settings.HUB_DOCUMENT_MEGABYTES = 120
    assert "too large or complex for us to check" in refused(person, content)


def test_the_process_of_a_document_gives_way_to_pages_and_ends_first_for_want_of_memory(settings):
    settings.HUB_DOCUMENT_SECONDS = settings.HUB_DOCUMENT_PROCESSOR_SECONDS = 600
    content, seen, found = make_pdf_of_objects(200_000), set(), []

    def look():
        said, cleaned = run("clean", io.BytesIO(content), {"expanded": 10**8, "members": 10})
        cleaned.close()
        found.append(said["kind"])

    thread = threading.Thread(target=look)
    thread.start()
    while thread.is_alive():
        thread.join(0.01)
        for child in children():
            with suppress(OSError, IndexError):
                nice = int((child / "stat").read_text().rpartition(")")[2].split()[16])
                seen.add((nice, (child / "oom_score_adj").read_text().strip()))
    assert found == ["pdf"]
    assert (min(os.nice(0) + 5, 19), "1000") in seen


def children() -> list[Path]:
    found = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found += [Path("/proc", pid) for pid in (task / "children").read_text().split()]
    return found


def make_pdf_of_objects(number: int) -> bytes:
    """A PDF of one page with very many small things behind it, which take long to go through."""
    whole = make_pdf()
    pdf = pikepdf.open(io.BytesIO(whole))
    pdf.pages[0].Resources = pikepdf.Object.parse(
        b"<</Drawn[" + b"<</A<</B 1>>>>" * (number // 2) + b"]>>"
    )
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def test_that_our_program_fails_is_not_said_of_the_document(db, settings):
    settings.HUB_DOCUMENT_MEGABYTES = "not a number"
    settings.HUB_REFUSED_UPLOADS_AN_HOUR = 1
    person = make_person()
    assert [refused(person, make_pdf()) for _ in range(2)] == [NO_ROOM, NO_ROOM]


# --- Reading --------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_shown_now_is_offered_again_and_to_download(db, full_house):
    person = make_person()
    with a_place_free():
        row = hand_in(person, make_pdf())
    address = reverse("upload_read", args=[row.reference])
    html = signed_in(person).get(address, {"page": 1}).content.decode()
    assert "We cannot show this file here at the moment. Wait a minute, then" in html
    assert f'href="{address}?page=1">try again</a>' in html
    assert "Download the file" in html


def test_a_file_that_takes_too_much_to_show_says_so_and_is_offered_to_download(db, settings):
    person = make_person()
    row = hand_in(person, make_docx(body="<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 200_000))
    settings.HUB_DOCUMENT_MEGABYTES = 100
    html = signed_in(person).get(reverse("upload_read", args=[row.reference])).content.decode()
    assert "We cannot show this file here, because it is damaged, or too large or complex" in html
    assert "try again" not in html
    assert "Download the file" in html


# --- One person -----------------------------------------------------------------------------------


def test_one_document_of_a_person_is_looked_at_at_a_time(db):
    person, other = make_person("a@example.com"), make_person("b@example.com")
    cache.add(f"hub:uploads:now:{person.pk}", True, 60)
    assert refused(person, make_pdf()) == YOURS
    hand_in(other, make_pdf())


def test_refused_documents_are_counted_too(db):
    person = make_person()
    for _ in range(settings.HUB_REFUSED_UPLOADS_AN_HOUR):
        assert refused(person, b"nothing of ours") != TOO_MANY
    assert refused(person, make_pdf()) == TOO_MANY


@pytest.mark.parametrize(
    "fields",
    [
        '<w:fldChar w:fldCharType="end"/>' * (MOST_MARKS + 1),
        '<w:fldChar w:fldCharType="begin"/>' * (DEEPEST + 1),
    ],
    ids=["many", "deep"],
)
def test_more_fields_than_anybody_writes_are_refused(fields):
    with pytest.raises(RefusedError):
        clean_fields(parse(f'<w:r xmlns:w="{W}">{fields}</w:r>'.encode()))
