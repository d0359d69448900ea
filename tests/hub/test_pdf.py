"""PDFs to take away: tagged, with title, language and alternatives, and never markup from words."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pypdf
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.audit import log
from hub.indicators import close_period
from hub.models import FigureCorrection, FigureSnapshot, LogEntry, Membership
from hub.pdf import Document, Section, made
from hub.periods import Quarter
from hub.permissions import StaffGroup
from hub.pictures import Bar, Bars, Picture
from hub.tables import Column, Link, Table, Tag, lines
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in
from tests.hub.test_figures_over_time import COUNT, a_number, closed  # noqa: F401

pytestmark = pytest.mark.django_db
TABLE = Table("People", (Column("Who", lambda row: row), Column("How many", len, is_numeric=True)))


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A")


@pytest.fixture
def analyst():
    return make_person("analyst@hub.example", StaffGroup.ANALYSTS)


def picture(label: str = "Sent", number: int = 1) -> Picture:
    bars = tuple(Bar(f"{label} {n}", "25", 0, n) for n in range(1, number + 1))
    drawing = Bars("At each stage", "Sent: about 25.", bars, 0, 25, ("0", "25"))
    return Picture(drawing, TABLE.of([label]))


def document(*sections: Section, **changed) -> Document:
    given = {"title": "A title", "of": date(2013, 7, 2), "caption": "Whose"} | changed
    return Document(sections=sections, **given)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def tags_of(pdf: bytes) -> list[tuple[str, str]]:
    """Every tag of a document with its alternative, in the order in which it is read."""
    found = []

    def walk(item) -> None:
        if isinstance(item, pikepdf.Array):
            for part in item:
                walk(part)
        elif isinstance(item, pikepdf.Dictionary):
            if "/S" in item:
                found.append((str(item.S), str(item.get("/Alt", ""))))
            if "/K" in item:
                walk(item.K)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        walk(opened.Root.StructTreeRoot)
    return found


def test_a_document_has_title_language_tags_and_what_its_drawings_show():
    pdf = made(document(Section("A heading", "11", ("Words.",), (picture(),))))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert str(opened.docinfo.Title) == "A title"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert str(opened.docinfo.CreationDate).startswith("D:20130702")
        assert b"pdfuaid" in opened.Root.Metadata.read_bytes()
    tags = tags_of(pdf)
    assert ("/Figure", "At each stage. Sent: about 25.") in tags
    assert {"/H1", "/P", "/Figure", "/Table", "/TH", "/TD"} <= {tag for tag, _ in tags}
    assert "A title Whose A heading 11 Words." in text_of(pdf)
    assert "Who How many Sent 4" in text_of(pdf)


def test_what_somebody_typed_is_words_and_what_the_font_lacks_is_marked():
    typed = '#panic("x") *b* $y$ `z` <a> @b "q" \\ ŵŷ – 日\x00😀 </svg><script>'
    shown = document(Section(typed, typed, (typed,), (picture(typed),)), title=typed)
    read = text_of(made(shown))
    for words in ('#panic("x") *b* $y$ `z` <a> @b "q" \\ ŵŷ –', "</svg><script>"):
        assert read.count(words) >= 4
    assert "日" not in read


def test_cells_are_in_words_and_what_leads_to_a_form_is_left_out():
    table = Table(
        "Records",
        (
            Column("Link", lambda row: Link(row, "/x/")),
            Column("State", lambda row: Tag("Open")),
            Column("Lines", lambda row: lines("a", "b")),
            Column("Day", lambda row: date(2013, 7, 2)),
            Column("Change", lambda row: Link("Change it", "/y/"), is_action=True),
        ),
        caption_is_hidden=True,
    )
    read = text_of(made(document(Section(tables=(table.of(["N-1"]), table.of([]))))))
    assert "Link State Lines Day N-1 Open a, b 2 July 2013" in read
    assert "There is nothing to show." in read
    assert "Change" not in read


@pytest.mark.parametrize("number", [0, 1, 60])
def test_a_long_drawing_stays_on_its_page(number):
    pdf = made(document(Section("A heading", pictures=(picture(number=number),))))
    opened = pypdfium2.PdfDocument(pdf)
    page = opened[len(opened) - 1]
    bitmap = page.render(scale=0.5).to_pil().convert("L")
    margin = bitmap.crop((0, 0, bitmap.width, int(bitmap.height * 0.04)))
    assert margin.getextrema() == (255, 255)
    opened.close()


def test_a_closed_quarter_is_public_and_the_same_bytes_each_time(closed, client):  # noqa: F811
    address = reverse("monitoring") + "?period=2013-Q3"
    assert f'href="{address}&amp;export=pdf"' in client.get(address).text
    taken = client.get(f"{address}&export=pdf")
    assert taken["Content-Type"] == "application/pdf"
    assert taken["Content-Disposition"] == 'attachment; filename="figures-2013-Q3.pdf"'
    read = text_of(taken.content)
    assert "How we are doing: July to September 2013 All of government" in read
    assert "These figures are final." in read
    alternatives = [words for tag, words in tags_of(taken.content) if tag == "/Figure"]
    assert any("July to September 2013: 3." in words for words in alternatives)
    assert Client().get(f"{address}&export=pdf").content == taken.content
    assert not LogEntry.objects.filter(action="hub.pdf_exported").exists()


def test_a_correction_stands_in_the_document_and_dates_it(closed, analyst):  # noqa: F811
    figure = FigureSnapshot.objects.get(
        period__code="2013-Q3", slug=COUNT, organisation__isnull=True
    )
    FigureCorrection.objects.create(
        figure=figure, text="5", reason="Two were missed.", corrected_at=timezone.now()
    )
    taken = signed_in(analyst).get(reverse("monitoring") + "?period=2013-Q3&export=pdf").content
    assert "5. Two were missed." in text_of(taken)
    with pikepdf.open(io.BytesIO(taken)) as opened:
        assert f"D:{timezone.localdate():%Y%m%d}" in str(opened.docinfo.CreationDate)


def test_whoever_may_not_see_the_figures_has_no_document_of_them(closed, department):  # noqa: F811
    address = reverse("monitoring") + "?period=2013-Q3&department=AAA&export=pdf"
    leader = make_member(Membership.Role.DIGITAL_LEADER, department)
    taken = signed_in(leader).get(address)
    assert 'filename="figures-2013-Q3-aaa.pdf"' in taken["Content-Disposition"]
    assert "Department of A" in text_of(taken.content)
    entry = LogEntry.objects.get(action="hub.pdf_exported")
    assert (entry.user, entry.data["detail"]) == (
        leader,
        "How we are doing: July to September 2013",
    )
    assert signed_in(make_person()).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_thread_of_a_need_is_a_document_for_who_may_see_the_need():
    need = make_need(organisation=make_organisation("BBB", name="Department of B"))
    address = need.get_absolute_url()
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    assert f'href="{address}?export=pdf"' in signed_in(lead).get(address).text
    taken = signed_in(lead).get(f"{address}?export=pdf")
    assert f'filename="need-{need.reference}.pdf"' in taken["Content-Disposition"]
    assert f"Need {need.reference}" in text_of(taken.content)
    assert "Department of B" in text_of(taken.content)
    assert [words[:27] for tag, words in tags_of(taken.content) if tag == "/Figure"] == [
        "How long each part took. 0 "
    ]
    stranger = make_member(Membership.Role.REQUESTER, make_organisation("CCC"))
    assert signed_in(stranger).get(f"{address}?export=pdf").status_code == 404


def test_a_quarter_that_is_over_says_so_who_closes_it_and_is_to_be_done(analyst):
    last = Quarter.containing(timezone.now()).previous
    log(make_organisation("DDD"), "hub.organisation_added", actor=analyst, at=last.start_at)
    client = signed_in(analyst)
    page = client.get(reverse("monitoring") + f"?period={last}").text
    assert "This quarter is not over" not in page
    assert "has not been closed yet, so its figures can still change" in page
    assert "An analyst or a hub lead needs to check the figures and close it." in page
    to_do = client.get(reverse("work")).text
    link = reverse("monitoring_close", args=[last.code])
    assert "Check the figures and close the quarter" in to_do
    assert f'href="{link}"' in to_do
    now = Quarter.containing(timezone.now())
    page = client.get(reverse("monitoring") + f"?period={now}").text
    assert "This quarter is not over: its figures change as work is recorded." in page
    close_period(period=last, actor=analyst)
    assert link not in client.get(reverse("work")).text


def test_nobody_is_asked_to_close_a_quarter_before_the_hub_kept_records(analyst):
    last = Quarter.containing(timezone.now()).previous
    assert LogEntry.objects.filter(timestamp__lt=last.end_at).count() == 0
    assert "Check the figures" not in signed_in(analyst).get(reverse("work")).text
