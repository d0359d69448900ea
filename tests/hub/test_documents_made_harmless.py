"""Documents as strangers made them: what is kept does nothing, and costs the web process little."""

from __future__ import annotations

import os
import resource
import time
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.urls import reverse

from hub import health
from hub.models import Upload
from hub.models.upload import upload_storage
from hub.uploads import UploadRefused, receive
from hub.uploads.child import run
from hub.uploads.examining import examine
from hub.uploads.handlers import LostFile, RoomyUploadHandler
from hub.uploads.refusals import NO_ROOM, Limits
from hub.uploads.storing import stored
from tests.factories.files import make_docx, make_odt, make_pdf, upload, zipped
from tests.factories.hub import make_person, signed_in
from tests.harmless import acts_in

DOCUMENTS = sorted((Path(__file__).parent.parent / "data" / "documents").iterdir())
LIMITS = Limits(largest=10_000_000, expanded=100_000_000, members=1_000)


def handed_in(content: bytes) -> Upload:
    return receive(actor=make_person(), file=upload(content), purpose="hub.test")


def kept(row: Upload) -> bytes:
    with row.file.open("rb") as file:
        return file.read()


# --- Strangers' documents -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_strangers_document_is_taken_and_what_is_kept_does_nothing(path):
    """Honest ones (r) are taken; of those that act or fetch (x) nothing that does is kept."""
    row = handed_in(path.read_bytes())
    content = kept(row)
    assert row.kind == path.suffix.removeprefix(".")
    assert (row.size, acts_in(row.kind, content)) == (len(content), [])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_strangers_document_can_be_read_without_opening_it(path):
    with path.open("rb") as file:
        _, cleaned = run("clean", file, {"expanded": LIMITS.expanded, "members": LIMITS.members})
    with cleaned:
        found, shown = run("read", cleaned, {"first": 1})
    with shown:
        text = shown.read().decode()
    assert "refused" not in found
    assert "Sam Example" in text or path.name == "x47-pdf-stream-from-outside.pdf"


@pytest.mark.django_db
def test_what_was_cleaned_is_clean_when_it_is_handed_in_again():
    for content in (make_pdf(pages=2), make_docx(), make_odt()):
        once = kept(handed_in(content))
        again = handed_in(once)
        assert (kept(again), again.taken_out) == (once, [])


@pytest.mark.django_db
def test_the_owner_is_told_what_was_taken_out():
    path = next(path for path in DOCUMENTS if path.name.startswith("r44"))
    row = handed_in(path.read_bytes())
    words = "we removed: files inside it"
    assert words in row.was_changed
    assert words in signed_in(row.owner).get(reverse("uploads")).content.decode()


# --- What a document costs ------------------------------------------------------------------------


def bomb() -> bytes:
    """53 KB that would be 3.5 GB of elements."""
    return make_docx(body="<w:p/>" * 6_000_000)


@pytest.mark.django_db
def test_a_small_file_that_unpacks_to_gigabytes_costs_the_web_process_nothing():
    content = bomb()
    assert len(content) < 120_000
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(UploadRefused, match="too large or complex"):
        handed_in(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes
    assert time.monotonic() - began < 15
    assert Upload.objects.count() == 0


def test_the_process_of_a_document_has_neither_our_settings_nor_our_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for documents")
    found, content = run("clean", BytesIO(make_pdf()), {"expanded": 1_000, "members": 10})
    content.close()
    assert found["kind"] == "pdf"
    start = "from hub.uploads.child import START; assert 'django' not in START"
    exec(start)


@pytest.mark.parametrize(
    "content",
    [
        make_docx({"word/document.xml": "<a>" * 100_000}),
        make_docx({"word/document.xml": f"<w {'a' * 30_000_000}='1'/>"}),
        zipped({"[Content_Types].xml": " " * 90_000_000}),
        b"%PDF-1.7\n" + b"1 0 obj\n" + b"[" * 1_000_000,
        b"%PDF-1.7\n" + b"<<" * 500_000 + b"%%EOF",
    ],
    ids=["deep", "long name", "blank", "deep list", "deep dictionary"],
)
def test_a_hostile_document_is_refused_in_words_and_in_time(content):
    began = time.monotonic()
    with pytest.raises(UploadRefused, match="The selected file"):
        examine(BytesIO(content), min(len(content), LIMITS.largest), LIMITS)
    assert time.monotonic() - began < 12


# --- Reading --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_pdf_is_shown_page_by_page_as_pictures_with_their_text():
    path = next(path for path in DOCUMENTS if path.name.startswith("r40"))
    row = handed_in(path.read_bytes())
    page = signed_in(row.owner).get(reverse("upload_read", args=[row.reference]))
    html = page.content.decode()
    assert ("Page 1 of 1" in html, "Sam Example. Curriculum vitae." in html) == (True, True)
    assert 'src="data:image/png;base64,' in html
    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_many_pages_are_shown_ten_at_a_time():
    row = handed_in(make_pdf(pages=12))
    address = reverse("upload_read", args=[row.reference])
    client = signed_in(row.owner)
    html = client.get(address).content.decode()
    assert (html.count("<img"), "?page=11" in html) == (10, True)
    html = client.get(address, {"page": "11"}).content.decode()
    assert (html.count("<img"), "Page 12 of 12" in html) == (2, True)
    assert client.get(address, {"page": "99"}).status_code == 404
    assert client.get(address, {"page": "-1"}).status_code == 200


TABLE = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2019</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
SCRIPTED = "<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt;</w:t></w:r></w:p>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        make_docx(body=TABLE + SCRIPTED),
        make_odt(
            inside="<text:h>2019</text:h><text:p>&lt;script&gt;alert(1)&lt;/script&gt;</text:p>"
        ),
    ],
)
def test_a_document_is_shown_as_text_and_its_signs_as_signs(content):
    row = handed_in(content)
    page = signed_in(row.owner).get(reverse("upload_read", args=[row.reference]))
    html = page.content.decode()
    assert "I led a service from alpha to live." in html
    assert "2019" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.django_db
def test_a_file_is_not_shown_before_the_scanner_has_seen_it(clamd):
    row = handed_in(make_pdf())
    clamd.stop()
    page = signed_in(row.owner).get(reverse("upload_read", args=[row.reference]))
    assert "We are checking this file" in page.content.decode()


# --- No room --------------------------------------------------------------------------------------


@pytest.fixture
def small_disk():
    """Files may not grow past a megabyte: what a full disk does to whoever writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_room_to_take_a_file_in_the_form_gets_a_file_that_says_so(small_disk, settings):
    settings.FILE_UPLOAD_HANDLERS = ["hub.uploads.handlers.RoomyUploadHandler"]
    request = RequestFactory().post("/x/", {"file": upload(b"x" * 3_000_000), "name": "Sam"})
    assert isinstance(request.FILES["file"], LostFile)
    assert (request.POST["name"], RoomyUploadHandler.chunk_size) == ("Sam", 64 * 2**10)


@pytest.mark.django_db
def test_a_file_that_was_lost_on_its_way_is_told_in_words():
    with pytest.raises(UploadRefused, match="We cannot store files at the moment"):
        receive(actor=make_person(), file=LostFile("cv.pdf", b""), purpose="hub.test")


def test_without_room_to_look_at_a_file_it_is_told_in_words(small_disk):
    content = BytesIO(make_pdf(inside=os.urandom(3_000_000)))
    with pytest.raises(UploadRefused, match="We cannot store files at the moment"):
        examine(content, 3_000_000, LIMITS)


def test_without_room_in_the_store_no_part_of_a_file_stays_behind(small_disk):
    before = files_in_the_store()
    with pytest.raises(UploadRefused) as refusal, stored(Upload(), BytesIO(b"x" * 3_000_000)):
        pass
    assert (str(refusal.value), files_in_the_store()) == (NO_ROOM, before)


def test_a_file_whose_row_could_not_be_written_does_not_stay_in_the_store():
    before = files_in_the_store()
    with pytest.raises(ZeroDivisionError), stored(Upload(), BytesIO(b"x")):
        _ = 1 / 0
    assert files_in_the_store() == before


def files_in_the_store() -> set[Path]:
    folder = Path(upload_storage().path(""))
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.django_db
def test_healthz_says_when_the_disk_is_nearly_full(client, monkeypatch):
    assert client.get("/healthz").json()["disk"] == "ok"
    monkeypatch.setattr(health, "LEAST_ROOM", 10**18)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["disk"].endswith(" MB are free for temporary files")
    assert upload_storage().save("aa/room", ContentFile(b"x"))
    upload_storage().delete("aa/room")
