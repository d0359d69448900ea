"""Honest documents as large as people have: taken whole, and shown page by page."""

from __future__ import annotations

import io
import random

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from hub.models import Upload
from hub.uploads import receive
from tests.factories.files import OFFICE, make_docx, relations, upload
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def _other_tests_run_side_by_side(settings):
    """The processor's seconds are those of the product; others may take it meanwhile."""
    settings.HUB_DOCUMENT_SECONDS = 600


def photograph(width: int, height: int, quality: int) -> bytes:
    """A JPEG with as much in it as a photograph or a scan has."""
    picture = Image.frombytes("L", (width, height), random.Random(1).randbytes(width * height))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()


def pdf_of(pages: int, jpeg: bytes, *, size: tuple[int, int], text: bool) -> bytes:
    """Pages with a picture of its own on each, and forty lines of text where it is wanted."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for number in range(pages):
        picture = pikepdf.Stream(pdf, jpeg + str(number).encode())
        picture.update(
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": size[0],
                "/Height": size[1],
                "/ColorSpace": pikepdf.Name.DeviceGray,
                "/BitsPerComponent": 8,
                "/Filter": pikepdf.Name.DCTDecode,
            }
        )
        drawn = b"q 500 0 0 400 40 40 cm /Im Do Q "
        if text:
            lines = b"".join(
                b"(Page %d, line %d. I led a service from alpha to live.) ' " % (number, line)
                for line in range(40)
            )
            drawn += b"BT /F 9 Tf 40 800 Td 9 TL " + lines + b"ET"
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im=picture), Font=pikepdf.Dictionary(F=font)
        )
        page.Contents = pikepdf.Stream(pdf, drawn)
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def docx_of(pages: int, pictures: int, jpeg: bytes) -> bytes:
    """Twelve paragraphs of three runs and a page break each, and pictures on some of the pages."""
    run = "<w:r><w:rPr><w:b/></w:rPr><w:t>I led a service from alpha to live. </w:t></w:r>" * 3
    body, more = [], {}
    for number in range(pages):
        body.append(f"<w:p>{run}</w:p>" * 12 + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
        if number < pictures:
            more[f"word/media/image{number}.jpeg"] = jpeg + str(number).encode()
            body.append(
                "<w:p><w:r><w:drawing><a:blip "
                'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
                f'xmlns:r="{OFFICE}" r:embed="r{number}"/></w:drawing></w:r></w:p>'
            )
    more["word/_rels/document.xml.rels"] = relations(
        *(("image", f"media/image{number}.jpeg", False) for number in range(pictures))
    )
    return make_docx(more, body="".join(body))


def taken(content: bytes) -> Upload:
    return receive(actor=make_person(), file=upload(content), purpose="hub.test")


def shown(row: Upload, page: int = 1) -> str:
    address = reverse("upload_read", args=[row.reference])
    return signed_in(row.owner).get(address, {"page": page}).content.decode()


def test_a_pdf_of_a_hundred_pages_with_text_and_pictures_is_taken_whole_and_shown():
    row = taken(pdf_of(100, photograph(400, 300, 60), size=(400, 300), text=True))
    assert row.size > 5 * MEGABYTE
    with row.file.open("rb") as kept:
        assert len(pikepdf.open(kept).pages) == 100
    first, last = shown(row), shown(row, 100)
    assert "Page 1 of 100" in first
    assert "Page 0, line 39. I led a service" in first
    assert "Page 100 of 100" in last


def test_a_scan_just_below_the_largest_size_is_taken_whole_and_shown():
    jpeg = photograph(1240, 1754, 20)
    pages = 9_900_000 // len(jpeg)
    row = taken(pdf_of(pages, jpeg, size=(1240, 1754), text=False))
    assert 9 * MEGABYTE < row.size < 10 * MEGABYTE
    assert f"Page 1 of {pages}" in shown(row)
    assert "There is no text on this page that can be read aloud" in shown(row)


def test_a_docx_of_two_hundred_pages_with_pictures_is_taken_whole_and_shown():
    row = taken(docx_of(200, 100, photograph(400, 200, 50)))
    assert row.size > 3 * MEGABYTE
    html = shown(row)
    assert "I led a service from alpha to live" in html
    assert "The file is longer than what is shown here" in html
