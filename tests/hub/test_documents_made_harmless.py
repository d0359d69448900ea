"""Documents as strangers made them: what is kept does nothing, and costs the web process little."""

from __future__ import annotations

import os
import re
import resource
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.urls import reverse
from pikepdf import Dictionary, Name

from hub import health
from hub.models import Upload
from hub.models.upload import upload_storage
from hub.uploads import UploadRefused, receive
from hub.uploads.child import run
from hub.uploads.examining import examine
from hub.uploads.handlers import LostFile, RoomyUploadHandler
from hub.uploads.refusals import NO_ROOM, Limits
from hub.uploads.storing import stored
from tests.factories.files import (
    OFFICE,
    make_docx,
    make_odt,
    make_pdf,
    relations,
    upload,
    zipped,
)
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
def test_many_pages_are_shown_some_at_a_time_each_once_and_in_order():
    """Ten at most, and fewer where drawing takes long: the link says with which page it goes on."""
    row = handed_in(make_pdf(pages=12))
    address = reverse("upload_read", args=[row.reference])
    client = signed_in(row.owner)
    following, seen = "1", []
    while following:
        html = client.get(address, {"page": following}).content.decode()
        shown = re.findall(r"Page (\d+) of 12", html)
        assert html.count("<img") == len(shown)
        assert 1 <= len(shown) <= 10
        seen += shown
        following = "".join(re.findall(r"\?page=(\d+)", html)[-1:]) if seen[-1] != "12" else ""
        assert following in ("", str(int(seen[-1]) + 1))
    assert seen == [str(number) for number in range(1, 13)]
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


# --- What cannot be read --------------------------------------------------------------------------


def drawn_pdf(pages: int = 2) -> bytes:
    """A PDF whose objects stand in it one by one, with words on each page."""
    pdf = pikepdf.Pdf.new()
    for number in range(pages):
        pdf.add_blank_page()
        page = pdf.pages[-1].obj
        font = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica}
        page.Resources = Dictionary(Font=Dictionary(F1=Dictionary(**font)))
        words = f"BT /F1 24 Tf 50 50 Td (Page {number + 1} of my career) Tj ET\n"
        page.Contents = pdf.make_stream(words.encode() * 20)
    written = BytesIO()
    pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


def without_second_content(content: bytes) -> bytes:
    """Cut where the second page's words began, so that its page is found and they are not."""
    return content[: content.rindex(b" 0 obj", 0, content.rindex(b"\nstream"))]


def rotten(content: bytes) -> bytes:
    """The first words, packed, with other bytes in their place."""
    start = content.index(b"stream\n") + 7
    return content[:start] + b"\xff" * 40 + content[start + 40 :]


def words_of(content: bytes) -> str:
    document = pdfium.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.django_db
@pytest.mark.parametrize("spoilt", [without_second_content, rotten])
def test_a_pdf_of_which_a_page_cannot_be_read_is_refused_and_not_kept_blank(spoilt):
    with pytest.raises(UploadRefused, match=r"damaged\. Open it, print it to a new PDF"):
        handed_in(spoilt(drawn_pdf()))
    assert Upload.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("lost", [b"\nstartxref", b"\ntrailer", b"\nxref"])
def test_what_is_kept_of_a_pdf_without_its_end_opens_in_a_reader_that_mends_nothing(lost):
    content = drawn_pdf()
    made = kept(handed_in(content[: content.rindex(lost)]))
    with pikepdf.open(BytesIO(made), attempt_recovery=False) as pdf:
        assert (len(pdf.pages), "/Size" in pdf.trailer) == (2, True)
    assert "Page 2 of my career" in words_of(made)


@pytest.mark.django_db
def test_a_pdf_without_its_end_is_mended_where_all_of_it_is_there():
    content = drawn_pdf()
    cut = content[: content.rindex(b"\nxref")]
    assert "Page 2 of my career" in words_of(kept(handed_in(cut)))


def with_places(content: bytes) -> bytes:
    """The file with its table of where the objects stand."""
    found = {int(f[1]): f.start(1) for f in re.finditer(rb"^(\d+) 0 obj", content, re.MULTILINE)}
    rows = b"".join(
        b"%010d 00000 n \n" % found[n] if n in found else b"0000000000 65535 f \n"
        for n in range(max(found) + 1)
    )
    body, _, trailer = content.rpartition(b"trailer << ")
    table = b"xref\n0 %d\n%strailer << /Size %d %s" % (
        max(found) + 1,
        rows,
        max(found) + 1,
        trailer.replace(b"%%EOF", b"startxref\n%d\n%%%%EOF" % len(body)),
    )
    return body + table


TREE = b"""%PDF-1.7
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [6 0 R 3 0 R 6 0 R 9 0 R] /Count 4 /MediaBox [0 0 595 842]
 /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >> >> endobj
3 0 obj << /Type /Pages /Kids [4 0 R] /Count 1 >> endobj
4 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
6 0 obj << /Type /Page /Parent 2 0 R /Contents [7 0 R] >> endobj
7 0 obj << /Length 47 >> stream
BT /F1 24 Tf 50 700 Td (All of my career) Tj ET
endstream endobj
trailer << /Root 1 0 R >>
%%EOF
"""


@pytest.mark.django_db
def test_a_pdf_whose_tree_of_pages_leads_back_to_itself_is_read():
    content = kept(handed_in(with_places(TREE)))
    # One page is there twice; what leads nowhere is none.
    assert (words_of(content).count("All of my career"), acts_in("pdf", content)) == (2, [])


LOCK = b"/V 4 /R 4 /Length 128 /P -4 /EncryptMetadata false /Filter /Standard /O <%s> /U <%s>" % (
    b"2A" * 32,
    b"5B" * 32,
)
# Only what is inside needs the password: text and pages are as they are (EFF beside Identity).
LOCKED_FILE = b"""%%PDF-1.7
1 0 obj << /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a.txt) 5 0 R] >> >> >>
endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R
 /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >> >> endobj
4 0 obj << /Length 47 >> stream
BT /F1 24 Tf 50 700 Td (All of my career) Tj ET
endstream endobj
5 0 obj << /Type /Filespec /F (a.txt) /EF << /F 6 0 R >> >> endobj
6 0 obj << /Type /EmbeddedFile /Length 32 >> stream
................................
endstream endobj
7 0 obj << %s /StmF /%s /StrF /%s /EFF /StdCF
 /CF << /StdCF << /AuthEvent /EFOpen /CFM /AESV2 /Length 16 >> >> >> endobj
trailer << /Root 1 0 R /Encrypt 7 0 R /ID [<00> <00>] >>
%%%%EOF
"""


@pytest.mark.django_db
def test_a_pdf_of_which_only_a_file_inside_is_locked_is_taken_without_that():
    row = handed_in(LOCKED_FILE % (LOCK, b"Identity", b"Identity"))
    assert (row.taken_out, acts_in("pdf", kept(row))) == (["files"], [])
    assert "All of my career" in words_of(kept(row))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [LOCKED_FILE % (LOCK, b"StdCF", b"StdCF"), make_pdf(password="secret")],
    ids=["pages too", "everything"],
)
def test_a_pdf_that_needs_a_password_to_be_read_is_refused(content):
    with pytest.raises(UploadRefused, match="needs a password to open"):
        handed_in(content)


# --- Words that are gone --------------------------------------------------------------------------

CHUNK = {
    "word/_rels/document.xml.rels": relations(("aFChunk", "chunk.html", False)),
    "word/chunk.html": "<p>ALL MY EXPERIENCE IS HERE</p>",
}
CHUNKED = make_docx(
    CHUNK,
    body=f'<w:altChunk xmlns:r="{OFFICE}" r:id="r0"/>',
)
GONE = "Some of your text was removed. Read the file here to check what is left"


@pytest.mark.django_db
def test_the_owner_is_told_that_words_are_gone_with_what_was_taken_out():
    row = handed_in(CHUNKED)
    assert row.taken_out == ["files", "text"]
    assert row.was_changed == f"For security, we removed: files inside it. {GONE}"
    assert GONE in signed_in(row.owner).get(reverse("uploads")).content.decode()
    assert handed_in(make_docx()).lost_text == ""


# --- Addresses that no click opens ----------------------------------------------------------------


@pytest.mark.django_db
def test_the_address_a_picture_came_from_is_not_kept():
    picture = (
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
        'href="https://example.com/me" xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<v:imagedata o:href="https://evil.example/p.png"/></v:shape></w:pict></w:r></w:p>'
    )
    row = handed_in(make_docx(body=picture))
    with zipfile.ZipFile(BytesIO(kept(row))) as archive:
        written = archive.read("word/document.xml").decode()
    assert ("evil.example" in written, "https://example.com/me" in written) == (False, True)
    assert row.taken_out == ["remote"]


@pytest.mark.django_db
def test_a_field_of_a_database_keeps_its_words_and_not_the_database():
    field = '<text:database-display text:database-name="staff">Sam</text:database-display>'
    row = handed_in(make_odt(inside=f"<text:p>Dear {field}</text:p>"))
    with zipfile.ZipFile(BytesIO(kept(row))) as archive:
        written = archive.read("content.xml").decode()
    assert ("database" in written, "Dear Sam" in written) == (False, True)
    assert row.taken_out == ["remote"]


FORM = """
<office:forms xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0">
<form:form form:datasource="staff" form:command="SELECT 1">
<form:image form:image-data="http://evil.example/1"/>
<form:button form:label="Send" form:image-data="//evil.example/2">
<form:properties><form:property form:property-name="ImageURL"
office:string-value="http://evil.example/3"/></form:properties></form:button>
<form:listbox form:list-source="SELECT 2"/><form:text form:current-value="Sam"/>
</form:form></office:forms>
"""


@pytest.mark.django_db
def test_a_form_in_a_document_keeps_what_was_typed_and_fetches_nothing():
    settings_of = (
        '<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"><config:config-item '
        'config:name="ColorTableURL">http://evil.example/4</config:config-item><config:config-item '
        'config:name="AddFrameOffsets">true</config:config-item></office:document-settings>'
    )
    row = handed_in(make_odt({"settings.xml": settings_of}, inside=FORM))
    with zipfile.ZipFile(BytesIO(kept(row))) as archive:
        written = archive.read("content.xml").decode()
        kept_settings = archive.read("settings.xml").decode()
    assert [word for word in ("evil", "SELECT", "staff") if word in written + kept_settings] == []
    assert ('current-value="Sam"' in written, "AddFrameOffsets" in kept_settings) == (True, True)
    assert row.taken_out == ["remote"]


@pytest.mark.django_db
def test_a_drawing_in_a_pdf_brings_no_program_for_a_printer():
    with pikepdf.open(BytesIO(drawn_pdf())) as pdf:
        drawing = pdf.make_stream(
            b"0 0 m 9 9 l S",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 9, 9],
            Subtype2=pikepdf.Name.PS,
            PS=pdf.make_stream(b"(evil) run"),
        )
        pdf.pages[0].add_resource(drawing, pikepdf.Name.XObject)
        written = BytesIO()
        pdf.save(written)
    row = handed_in(written.getvalue())
    with pikepdf.open(BytesIO(kept(row))) as pdf:
        found = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        assert [item for item in found if "/PS" in item] == []
        assert [item for item in found if b"evil" in item.read_bytes()] == []
    assert row.taken_out == ["scripts"]
