"""Which files are taken, by content and structure; every bad one is refused with what to do."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import TextStringObject

from hub.models import HubPolicy, Upload
from hub.uploads import UploadRefused, receive
from hub.uploads.examining import examine
from hub.uploads.refusals import Limits
from tests.factories.files import (
    MAIN,
    action,
    docx_members,
    locked_zip,
    make_docx,
    make_odt,
    make_pdf,
    pdf_with_attachment,
    pdf_with_field_script,
    relations,
    upload,
    zipped,
)
from tests.factories.hub import make_person

KINDS = set(Upload.Kind.values)
LIMITS = Limits(largest=10_000_000, expanded=20_000_000, members=100)
WRONG = "must be a PDF, DOCX or ODT"
MACROS = "has macros or scripts"
INSIDE = "other files inside"
OUTSIDE = "gets parts of itself from somewhere else"
BOMB = "too large when it is unpacked"
DAMAGED = "is damaged"
LOCKED = "is protected"
TWO = "more than one kind"
NOTHING = "has nothing in it"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def found(content: bytes, limits: Limits = LIMITS) -> str:
    """The kind of a file, or why it is refused."""
    try:
        return examine(io.BytesIO(content), len(content), limits)
    except UploadRefused as refusal:
        return str(refusal)


def cases(names: str, pairs: list[tuple[bytes, str]]):
    """A test for each file, named by its place in the list and not by its bytes."""
    ids = [f"{number}-{says[:12]}" for number, (_, says) in enumerate(pairs)]
    return pytest.mark.parametrize(names, pairs, ids=ids)


LINK = relations(("hyperlink", "https://www.gov.uk", True), ("hyperlink", "mailto:a@b.uk", True))
ODT_LINK = '<text:a xlink:href="https://www.gov.uk">a link</text:a>'


@cases(
    "content, kind",
    [
        (make_pdf(), "pdf"),
        (make_pdf(pages=30), "pdf"),
        (make_pdf() + b"\n\n", "pdf"),
        (make_docx(), "docx"),
        (make_docx({"word/media/image1.png": PNG}), "docx"),
        (make_docx({"word/_rels/document.xml.rels": LINK}), "docx"),
        (make_docx(text="名前"), "docx"),
        (make_odt(), "odt"),
        (make_odt({"Pictures/1.png": PNG}, text=""), "odt"),
        (make_odt(inside=ODT_LINK), "odt"),
    ],
)
def test_good_files_are_known_by_what_is_in_them(content, kind):
    assert found(content) == kind


SCRIPT = action("JavaScript", JS=TextStringObject("app.alert(1)"))
LAUNCH = action("Launch", F=TextStringObject("cmd.exe"))


@cases(
    "content, why",
    [
        (b"", "is empty"),
        (b"hello", WRONG),
        (b"\x89PNG\r\n\x1a\n", WRONG),
        (b"MZ" + b"\0" * 200, WRONG),
        (b"{\\rtf1 hello}", WRONG),
        (b"<html><script>alert(1)</script></html>", WRONG),
        (OLE, "old Word format or has a password"),
        (b"%PDF-1.7\n" + b"x" * 200, DAMAGED),
        (make_pdf()[:-300], DAMAGED),
        (b"%PDF-1.7\nnonsense\n%%EOF", DAMAGED),
        (make_pdf(pages=0), NOTHING),
        (make_pdf(password="secret"), LOCKED),
        (make_pdf(OpenAction=SCRIPT), MACROS),
        (make_pdf(OpenAction=LAUNCH), MACROS),
        (pdf_with_field_script(), MACROS),
        (pdf_with_attachment(), INSIDE),
        (make_pdf() + make_docx(), TWO),
        (b"GIF89a" + make_pdf(), WRONG),
    ],
)
def test_bad_files_and_bad_pdfs_are_refused(content, why):
    assert why in found(content)


def external(kind: str, target: str = "https://evil.example/x") -> bytes:
    return make_docx({"word/_rels/document.xml.rels": relations((kind, target, True))})


def field(words: str) -> bytes:
    halves = (words[:2], words[2:])
    runs = "".join(f"<w:r><w:instrText>{half}</w:instrText></w:r>" for half in halves)
    return make_docx(body=f"<w:p>{runs}</w:p>")


MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
VBA = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
TEMPLATE = MAIN.replace("document.main", "template.main")
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document/>'


@cases(
    "content, why",
    [
        (make_docx(main=MACRO_MAIN), MACROS),
        (make_docx({"word/vbaProject.bin": b"x"}), MACROS),
        (make_docx({"word/other.bin": b"x"}, types=VBA), MACROS),
        (make_docx(main=TEMPLATE), WRONG),
        (make_docx(text=" "), NOTHING),
        (external("attachedTemplate"), OUTSIDE),
        (external("attachedTemplate", "file:///C:/Normal.dotm"), OUTSIDE),
        (external("image"), OUTSIDE),
        (external("hyperlink", "file://server/share"), OUTSIDE),
        (external("hyperlink", "javascript:alert(1)"), OUTSIDE),
        (external("oleObject"), INSIDE),
        (field("DDEAUTO c:\\\\cmd.exe"), OUTSIDE),
        (field("INCLUDEPICTURE http://evil.example/x"), OUTSIDE),
        (make_docx({"word/embeddings/a.xlsx": zipped({"a": "b"})}), INSIDE),
        (make_docx({"word/embeddings/a.bin": OLE}), INSIDE),
        (make_docx({"word/media/a.png": b"MZ" + b"\0" * 300}), INSIDE),
        (make_docx({"word/media/a.png": make_pdf()}), INSIDE),
        (make_docx({"../../etc/passwd": "x"}), DAMAGED),
        (make_docx({"/etc/passwd": "x"}), DAMAGED),
        (make_docx({"C:\\x": "x"}), DAMAGED),
        (make_docx({"word/Document.xml": "x"}), DAMAGED),
        (make_docx({"word/document.xml": "<w:document"}), DAMAGED),
        (make_docx({"word/document.xml": ENTITY}), DAMAGED),
        (make_docx({"mimetype": "application/vnd.oasis.opendocument.text"}), TWO),
        (zipped({"a.txt": "hello"}), WRONG),
        (zipped({"xl/workbook.xml": "<x/>"} | {"[Content_Types].xml": "<Types/>"}), WRONG),
        (make_docx() + b"%PDF-1.7 trailing", TWO),
        (make_docx()[:-30], DAMAGED),
        (locked_zip(make_docx()), LOCKED),
        (make_docx({"big.xml": b"\0" * 21_000_000}), BOMB),
        (make_docx({f"word/{number}.xml": "<x/>" for number in range(100)}), BOMB),
    ],
)
def test_bad_word_documents_are_refused(content, why):
    assert why in found(content)


ENCRYPTION = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
OLE_FRAME = '<draw:frame><draw:object-ole xlink:href="./Object 1"/></draw:frame>'
PICTURE = '<draw:image xlink:href="https://evil.example/x.png"/>'
PARENT = '<draw:image xlink:href="../../x.png"/>'
BAD_LINK = '<text:a xlink:href="javascript:alert(1)">x</text:a>'


@cases(
    "content, why",
    [
        (make_odt(mime="application/vnd.oasis.opendocument.spreadsheet"), WRONG),
        (make_odt(text=" "), NOTHING),
        (make_odt(manifest=ENCRYPTION), LOCKED),
        (make_odt({"Basic/Standard/Module1.xml": "<x/>"}), MACROS),
        (make_odt({"Scripts/python/x.py": "print()"}), MACROS),
        (make_odt(inside="<script:event-listener/>"), MACROS),
        (make_odt(inside=OLE_FRAME), INSIDE),
        (make_odt(inside=PICTURE), OUTSIDE),
        (make_odt(inside=PARENT), OUTSIDE),
        (make_odt(inside=BAD_LINK), OUTSIDE),
        (make_odt(inside="<text:dde-connection/>"), OUTSIDE),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), DAMAGED),
    ],
)
def test_bad_opendocument_texts_are_refused(content, why):
    assert why in found(content)


def test_a_member_that_lies_about_its_size_is_refused():
    """The directory says one byte, the data holds far more."""
    honest = make_docx({"z.xml": b"a" * 4_000})
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("z.xml").file_size
    lying = honest.replace(size.to_bytes(4, "little"), (1).to_bytes(4, "little"))
    assert lying != honest
    assert DAMAGED in found(lying)


def test_a_prefix_before_a_zip_file_is_no_document():
    assert WRONG in found(b"#!/bin/sh\n" + make_docx())
    body = make_docx()
    members = docx_members()
    comment = io.BytesIO()
    with zipfile.ZipFile(comment, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = b"%PDF-1.7 hidden"
    assert found(body) == "docx"
    assert found(comment.getvalue()).startswith("The selected file")


GOOD = [make_pdf(pages=2), make_docx(), make_odt(), make_docx({"word/media/1.png": PNG})]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12), st.integers(0, 40)), min_size=1),
)
def test_a_file_with_any_damage_is_taken_or_refused_and_never_breaks_the_page(content, damages):
    for place, put, cut in damages:
        at = int(place * len(content))
        content = content[:at] + put + content[at + cut :]
    assert found(content) in KINDS or found(content).startswith("The selected file")


@pytest.mark.django_db
def test_the_size_is_policy_and_the_name_of_the_file_says_nothing():
    person = make_person()
    taken = receive(actor=person, file=upload(make_docx(), "cv.exe"), purpose="hub.test")
    assert (taken.kind, "cv" in taken.file.name) == (Upload.Kind.DOCX, False)
    policy = HubPolicy.load()
    policy.upload_megabytes = 1
    policy.save()
    large = make_pdf() + b"\n" * 1_000_000
    with pytest.raises(UploadRefused, match="must be smaller than 1MB"):
        receive(actor=person, file=upload(large), purpose="hub.test")
    assert Upload.objects.count() == 1
