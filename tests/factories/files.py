"""Files as people hand them in, good and bad, made anew by each test that needs one."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

# In two pieces, so that no scanner takes this file for an infected one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OUTSIDE = ' TargetMode="External"'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def upload(content: bytes, name: str = "cv.pdf") -> SimpleUploadedFile:
    """What a browser sends."""
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def make_pdf(
    *,
    pages: int = 1,
    password: str = "",
    owner_password: str = "",
    inside: bytes = b"",
    notes: list[DictionaryObject] | None = None,
    **root: Any,
) -> bytes:
    """A PDF; ``root`` adds to its catalogue, ``inside`` is in a picture of its first page.

    ``notes`` are annotations of the first page; with ``owner_password`` anybody may read it.
    """
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    for name, value in root.items():
        value = BooleanObject(value) if isinstance(value, bool) else value
        writer.root_object[NameObject(f"/{name}")] = value
    if notes:
        writer.pages[0][NameObject("/Annots")] = ArrayObject(notes)
    if inside:
        stream = DecodedStreamObject()
        stream.set_data(inside)
        drawn = DictionaryObject({NameObject("/Drawn"): writer._add_object(stream)})
        resources = DictionaryObject({NameObject("/XObject"): drawn})
        writer.pages[0][NameObject("/Resources")] = resources
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    if owner_password:
        writer.encrypt("", owner_password, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def action(kind: str, **more: Any) -> DictionaryObject:
    """A PDF action, such as one that opens with the document."""
    return DictionaryObject(
        {
            NameObject("/S"): NameObject(f"/{kind}"),
            **{NameObject(f"/{name}"): value for name, value in more.items()},
        }
    )


def pdf_with_attachment() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_attachment("other.txt", b"hello")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def pdf_with_field_script() -> bytes:
    """A script that is not the document's but a form field's."""
    script = action("JavaScript", JS=TextStringObject("app.alert(1)"))
    field = DictionaryObject({NameObject("/AA"): DictionaryObject({NameObject("/K"): script})})
    return make_pdf(
        AcroForm=DictionaryObject({NameObject("/Fields"): ArrayObject([field])}),
    )


def zipped(members: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip file of these members in this order."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=how)
    return written.getvalue()


def relations(*items: tuple[str, str, bool]) -> str:
    """A part of relationships: kind, target, whether it is outside."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{OUTSIDE if outside else ''}/>"
        for number, (kind, target, outside) in enumerate(items)
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def docx_members(
    *,
    text: str = "I led a service from alpha to live.",
    main: str = MAIN,
    types: str = "",
    body: str = "",
) -> dict[str, bytes | str]:
    """The parts of a small DOCX, to be spoilt by a test."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{types}</Types>',
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body><w:p><w:r><w:t>{text}</w:t>'
        f"</w:r></w:p>{body}</w:body></w:document>",
    }


def make_docx(more: dict[str, bytes | str] | None = None, **parts: str) -> bytes:
    """A DOCX with more members, or with parts of its own."""
    return zipped(docx_members(**parts) | (more or {}))


def make_odt(
    more: dict[str, bytes | str] | None = None,
    *,
    mime: str = "application/vnd.oasis.opendocument.text",
    text: str = "I led a service from alpha to live.",
    inside: str = "",
    manifest: str = "",
) -> bytes:
    """An ODT with more members; ``inside`` stands in its text."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    members = {
        "mimetype": mime,
        "content.xml": f'<office:document-content xmlns:office="{office}" xmlns:text="{words}" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><office:scripts/><office:body><office:text>'
        f"<text:p>{text}</text:p>{inside}</office:text></office:body></office:document-content>",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{space}">{manifest}'
        "</manifest:manifest>",
    }
    return zipped(members | (more or {}), stored=("mimetype",))


def docx_with_picture(content: bytes) -> bytes:
    """A DOCX with a picture of this content on its page."""
    drawing = (
        '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        f' xmlns:r="{OFFICE}" r:embed="r0"/></w:drawing></w:r></w:p>'
    )
    picture = relations(("image", "media/image1.png", False))
    more = {"word/_rels/document.xml.rels": picture, "word/media/image1.png": content}
    return make_docx(more, body=drawing)


def locked_zip(content: bytes) -> bytes:
    """The same zip file with every member marked as encrypted."""
    marked = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(mark)
        while at >= 0:
            marked[at + place] |= 1
            at = marked.find(mark, at + 4)
    return bytes(marked)
