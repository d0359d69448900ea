"""Many hostile documents at once: they are refused in words, and others are not kept waiting."""

from __future__ import annotations

import io

import pytest
from django.core.cache import cache
from django.core.files import File

from hub.documents.docx_fields import DEEPEST, MOST_MARKS, clean_fields
from hub.documents.findings import RefusedError
from hub.documents.markup import parse
from hub.uploads import UploadRefused, receive
from hub.uploads.child import DOOR
from hub.uploads.receiving import MOST_REFUSED_AN_HOUR
from hub.uploads.refusals import BUSY, TOO_MANY, YOURS
from tests.factories.files import make_pdf
from tests.factories.hub import make_person

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def hand_in(person, content):
    return receive(actor=person, file=File(io.BytesIO(content), name="a.pdf"), purpose="hub.test")


def refused(person, content):
    with pytest.raises(UploadRefused) as refusal:
        hand_in(person, content)
    return str(refusal.value)


def test_who_comes_when_all_places_are_taken_is_refused_at_once(db):
    person, taken = make_person(), 0
    while DOOR.acquire(blocking=False):
        taken += 1
    try:
        assert taken < 4  # The threads of a web process: one stays free.
        assert refused(person, make_pdf()) == BUSY
    finally:
        for _ in range(taken):
            DOOR.release()
    hand_in(person, make_pdf())


def test_one_document_of_a_person_is_looked_at_at_a_time(db):
    person, other = make_person("a@example.com"), make_person("b@example.com")
    cache.add(f"hub:uploads:now:{person.pk}", True, 60)
    assert refused(person, make_pdf()) == YOURS
    hand_in(other, make_pdf())


def test_refused_documents_are_counted_too(db):
    person = make_person()
    for _ in range(MOST_REFUSED_AN_HOUR):
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
