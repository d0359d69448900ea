"""What assessors read of a document without opening it: all that it says, and once."""

from __future__ import annotations

import base64
import re
from html import unescape
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from pikepdf import Dictionary, Name
from PIL import Image

from hub.documents.reading import read
from tests.factories.files import OFFICE, WORDS, make_docx, make_odt, relations
from tests.factories.hub import signed_in
from tests.hub.test_documents_made_harmless import drawn_pdf, handed_in, kept


def shown(row) -> str:
    """The words of the page on which somebody reads a file without opening it."""
    page = signed_in(row.owner).get(reverse("upload_read", args=[row.reference])).text
    return unescape(re.sub(r"<[^>]*>", " ", page))


def said_in(part: str, words: str) -> str:
    return f'<w:{part} xmlns:w="{WORDS}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:{part}>'


def cell(inside: str) -> str:
    return f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>"


def paragraph(inside: str) -> str:
    return f"<w:p><w:r>{inside}</w:r></w:p>"


@pytest.mark.django_db
def test_what_stands_at_the_ends_of_pages_in_notes_and_in_boxes_is_read_without_opening_the_file():
    box = "<w:pict><w:txbxContent>" + paragraph("<w:t>in a box</w:t>") + "</w:txbxContent></w:pict>"
    inner = cell(paragraph("<w:t>in an inner table</w:t>"))
    for _ in range(5):
        inner = cell(paragraph("<w:t>round it</w:t>") + inner)
    noted = said_in("footnote", "in a note")
    more = {
        "word/_rels/document.xml.rels": relations(
            ("header", "header1.xml", False),
            ("footer", "footer1.xml", False),
            ("footnotes", "footnotes.xml", False),
            ("diagramData", "diagrams/data1.xml", False),
        ),
        "word/header1.xml": said_in("hdr", "at the top"),
        "word/footer1.xml": said_in("ftr", "at the bottom"),
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{WORDS}">{noted}</w:footnotes>',
    }
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    more["word/diagrams/data1.xml"] = (
        f'<d:dataModel xmlns:d="{drawing}/diagram" xmlns:a="{drawing}/main"><d:ptLst><d:pt><d:t>'
        "<a:p><a:r><a:t>in a diagram</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>"
    )
    diagram = (
        f'<w:drawing><a:graphic xmlns:a="{drawing}/main"><a:graphicData>'
        f'<d:relIds xmlns:d="{drawing}/diagram" xmlns:r="{OFFICE}" r:dm="r3"/>'
        "</a:graphicData></a:graphic></w:drawing>"
    )
    body = cell(paragraph(box)) + paragraph(diagram) + inner
    row = handed_in(make_docx(more, body=body))
    words = shown(row)
    told = (
        "at the top",
        "at the bottom",
        "in a note",
        "in a box",
        "in a diagram",
        "in an inner table",
    )
    assert {each: words.count(each) for each in told} == dict.fromkeys(told, 1)
    assert words.count("round it") == 5


@pytest.mark.django_db
def test_of_a_long_table_the_rows_that_fit_are_shown():
    row_of_it = f"<w:tr><w:tc>{paragraph('<w:t>' + 'word ' * 200 + '</w:t>')}</w:tc></w:tr>"
    row = handed_in(make_docx(body=f"<w:tbl>{row_of_it * 400}</w:tbl>"))
    page = signed_in(row.owner).get(reverse("upload_read", args=[row.reference])).text
    assert page.count('<table class="govuk-table">') == 1
    assert 200 < page.count('<tr class="govuk-table__row">') < 400
    assert "The file is longer than what is shown here" in page


@pytest.mark.django_db
def test_an_opendocument_text_shows_its_heads_and_boxes_in_cells_too():
    style = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    styles = (
        f'<office:document-styles xmlns:office="{office}" xmlns:style="{style}" '
        f'xmlns:text="{text}"><office:master-styles><style:master-page><style:header>'
        "<text:p>at the top</text:p></style:header><style:footer><text:p>at the bottom</text:p>"
        "</style:footer></style:master-page></office:master-styles></office:document-styles>"
    )
    box = "<draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box></draw:frame>"
    inside = (
        '<table:table xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
        f"<table:table-row><table:table-cell><text:p>{box}</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    words = shown(handed_in(make_odt({"styles.xml": styles}, inside=inside)))
    told = ("at the top", "at the bottom", "in a box")
    assert {each: words.count(each) for each in told} == dict.fromkeys(told, 1)


@pytest.mark.django_db
def test_what_was_typed_into_a_pdf_form_is_in_the_picture_and_in_the_words():
    with pikepdf.open(BytesIO(drawn_pdf(1))) as pdf:
        look = {"Rect": [50, 600, 400, 660], "Type": pikepdf.Name.Annot, "F": 4}
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                **look, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="t1", TU="Your name",
                V="Ada Lovelace", DA="/Helv 24 Tf 0 g",
            )
        )  # fmt: skip
        tick = pdf.make_indirect(
            pikepdf.Dictionary(
                **look | {"Rect": [50, 500, 70, 520]}, Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Btn, T="t2", TU="I can travel", V=pikepdf.Name.Yes,
                AS=pikepdf.Name.Yes,
            )
        )  # fmt: skip
        note = pdf.make_indirect(
            pikepdf.Dictionary(
                **look | {"Rect": [50, 300, 400, 360]}, Subtype=pikepdf.Name.FreeText,
                Contents="Written beside it", DA="/Helv 24 Tf 0 g",
            )
        )  # fmt: skip
        pdf.pages[0].Annots = pikepdf.Array([field, tick, note])
        pdf.Root.AcroForm = pikepdf.Dictionary(
            Fields=[field, tick], NeedAppearances=True, DA="/Helv 24 Tf 0 g",
            DR={"Font": {"Helv": {"Type": pikepdf.Name.Font, "Subtype": pikepdf.Name.Type1,
                                  "BaseFont": pikepdf.Name.Helvetica}}},
        )  # fmt: skip
        written = BytesIO()
        pdf.save(written)
    filled, empty = handed_in(written.getvalue()), handed_in(drawn_pdf(1))
    assert "Your name: Ada Lovelace" in shown(filled)
    assert "Written beside it" in shown(filled)
    drawn = [read(kept(row))["pages"][0]["image"] for row in (filled, empty)]
    pictures = [Image.open(BytesIO(base64.b64decode(each))).convert("L") for each in drawn]
    dark = [sum(picture.histogram()[:128]) for picture in pictures]
    assert dark[0] > dark[1] + 200


def form_of(*fields: dict, is_listed: bool = True) -> bytes:
    """A page with fields of a form; of one that programs merged, nothing lists them."""
    with pikepdf.open(BytesIO(drawn_pdf(1))) as pdf:
        made = []
        for number, field in enumerate(fields):
            place = {"Rect": [50, 600 - 40 * number, 300, 630 - 40 * number], "F": 4}
            given = {"Type": Name.Annot, "Subtype": Name.Widget, "DA": "/Helv 12 Tf 0 g"}
            made.append(
                pdf.make_indirect(Dictionary(**place | given | {"T": f"t{number}"} | field))
            )
        pdf.pages[0].Annots = pikepdf.Array(made)
        if is_listed:
            pdf.Root.AcroForm = Dictionary(Fields=made, NeedAppearances=True, DA="/Helv 12 Tf 0 g")
        written = BytesIO()
        pdf.save(written)
    return written.getvalue()


def drawn_state(pdf_state: str) -> dict:
    """The looks of a box with a state beside "off"."""
    return {"AP": Dictionary(N=Dictionary({f"/{pdf_state}": Dictionary(), "/Off": Dictionary()}))}


@pytest.mark.django_db
def test_of_boxes_it_is_said_which_is_ticked_and_a_password_is_said_as_it_is_shown():
    ticked = {"FT": Name.Btn, "V": Name("/no"), "AS": Name("/no"), **drawn_state("no")}
    off = {"FT": Name.Btn, "AS": Name.Off, **drawn_state("yes")}
    row = handed_in(
        form_of(
            {**ticked, "TU": "Right to work in the UK?"},
            {**off, "TU": "I can travel"},
            {"FT": Name.Tx, "V": "s3cretPW", "Ff": 1 << 13, "TU": "Password"},
            {
                "FT": Name.Ch, "Ff": 1 << 17, "V": "g6", "TU": "Grade",
                "Opt": [["g7", "Grade 7"], ["g6", "Grade 6"]],
            },
            {"FT": Name.Tx, "V": "on paper only", "F": 4 | 32, "TU": "Unseen"},
        )
    )  # fmt: skip
    words = shown(row)
    assert "Right to work in the UK?: no (ticked)" in words
    assert "Password: ********" in words
    assert "Grade: Grade 6" in words
    unsaid = ("I can travel", "s3cretPW", "on paper only")
    assert [word for word in unsaid if word in words] == []


@pytest.mark.django_db
def test_a_field_that_no_form_lists_is_read_like_the_others():
    row = handed_in(
        form_of({"FT": Name.Tx, "V": "Ada", "TU": "Name"}, {"V": "Lovelace"}, is_listed=False)
    )
    words = shown(row)
    assert ("Name: Ada" in words, "Lovelace" in words) == (True, True)


@pytest.mark.django_db
def test_what_is_chosen_in_an_old_form_and_signs_that_are_no_letters_are_read():
    def field(kind: str, inside: str) -> str:
        data = f'<w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar>'
        asks, ends = f"<w:instrText> {kind} </w:instrText>", '<w:fldChar w:fldCharType="end"/>'
        return f"<w:p>{''.join(f'<w:r>{part}</w:r>' for part in (data, asks, ends))}</w:p>"

    entries = '<w:listEntry w:val="Grade 7"/><w:listEntry w:val="Grade 6"/>'
    body = (
        field("FORMDROPDOWN", f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>')
        + field("FORMCHECKBOX", '<w:checkBox><w:checked w:val="1"/></w:checkBox>')
        + paragraph("<w:t>2019</w:t><w:noBreakHyphen/><w:t>2021</w:t>")
        + paragraph('<w:sym w:font="Wingdings" w:char="F0A8"/><w:t> no</w:t>')
    )
    words = shown(handed_in(make_docx(body=body)))
    told = ("Grade 6", "☒", "2019-2021", "☐ no")
    assert [word for word in told if word not in words] == []
    assert "Grade 7" not in words


@pytest.mark.django_db
def test_what_is_typed_and_ticked_in_the_form_of_an_opendocument_text_is_read():
    form = "urn:oasis:names:tc:opendocument:xmlns:form:1.0"
    inside = (
        f'<office:forms xmlns:form="{form}"><form:form>'
        '<form:text form:id="c1" form:current-value="Ada"/>'
        '<form:checkbox form:id="c2" form:label="I can travel" form:current-state="checked"/>'
        '<form:listbox form:id="c3"><form:option form:label="Leeds"/>'
        '<form:option form:label="York" form:current-selected="true"/></form:listbox>'
        "</form:form></office:forms>"
        '<text:p>Name <draw:control draw:control="c1"/></text:p>'
        '<text:p><draw:control draw:control="c2"/></text:p><draw:control draw:control="c3"/>'
    )
    words = shown(handed_in(make_odt(inside=inside)))
    told = ("Name Ada", "I can travel ☒", "York")
    assert [word for word in told if word not in words] == []
    assert "Leeds" not in words
