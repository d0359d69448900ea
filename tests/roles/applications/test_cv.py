"""A CV in an application: whoever sent it knows what became of its words."""

from __future__ import annotations

import pytest

from tests.factories.adverts import make_advert, make_draft
from tests.factories.files import OFFICE, make_docx, make_pdf, relations, upload
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db
GONE = "Some of your text was removed. Read the file here to check what is left"
CHUNKED = make_docx(
    {
        "word/_rels/document.xml.rels": relations(("aFChunk", "chunk.html", False)),
        "word/chunk.html": "<p>ALL MY EXPERIENCE IS HERE</p>",
    },
    body=f'<w:altChunk xmlns:r="{OFFICE}" r:id="r0"/>',
)


def test_a_candidate_reads_at_once_and_on_the_task_list_that_words_of_the_cv_are_gone():
    draft = make_draft(make_advert(experience="cv"))
    client = signed_in(draft.candidate)
    address = f"/applications/{draft.reference}/"
    after = client.post(f"{address}cv/", {"cv": upload(CHUNKED)}, follow=True).content.decode()
    assert GONE in after
    for page in (address, f"{address}cv/", f"{address}check/"):
        assert GONE in client.get(page, follow=True).content.decode(), page
    # Another file takes its place, and nothing is missing any more.
    client.post(f"{address}cv/", {"cv": upload(make_pdf())}, follow=True)
    assert GONE not in client.get(address).content.decode()
