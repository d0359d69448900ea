"""Figures over the last quarters, what they are made of, and their rows as files."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.directory import record_phase
from hub.indicators import close_period, indicators
from hub.indicators.pictures import trends
from hub.indicators.reading import figures
from hub.models import FigureCorrection, FigureSnapshot, LogEntry, Membership
from hub.periods import Quarter
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, make_service, signed_in
from tests.hub.test_closed_quarters import declare, declared

pytestmark = pytest.mark.django_db
EXEMPLARS = "hub.exemplars_by_phase"
COUNT = "test.exemplars"
QUARTERS = [Quarter(2013, number) for number in (1, 2, 3)]


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A")


@pytest.fixture
def analyst():
    return make_person("analyst@hub.example", StaffGroup.ANALYSTS)


@pytest.fixture(autouse=True)
def a_number():
    """A figure that is a number and no words: how many exemplars there are."""

    def compute(period, organisation):
        measure = indicators.get(EXEMPLARS).measure(period, organisation)
        return replace(measure, text=f"{measure.value:,}")

    with declared(declare(COUNT, 0, compute=compute)):
        yield


@pytest.fixture
def closed(department, analyst):
    """Three quarters that are closed, with one exemplar more in each."""
    for number, quarter in enumerate(QUARTERS, start=1):
        service = make_service(department, exemplar_number=number)
        record_phase(service=service, phase="discovery", on=quarter.start)
    for quarter in QUARTERS:
        close_period(period=quarter, actor=analyst)


def card(client, query="", slug=COUNT) -> str:
    """A figure as the dashboard shows it."""
    page = client.get(reverse("monitoring") + query).text
    return re.search(rf'id="{slug}".*?</li>', page, re.DOTALL)[0]


def line_of(quarter, organisation=None):
    found = trends(figures(quarter, organisation), quarter, organisation)
    return found[COUNT].drawing if COUNT in found else None


def test_a_figure_has_a_line_through_the_closed_quarters_and_the_same_in_a_table(closed):
    shown = card(Client(), "?period=2013-Q3")
    drawn = re.search(r"<desc[^>]*>(.*?)</desc>", shown)[1]
    assert drawn == ("January to March 2013: 1. April to June 2013: 2. July to September 2013: 3.")
    cells = re.findall(r"<t[hd][^>]*>\s*([^<]*?)\s*</t[hd]>", shown)
    assert cells[3:6] == ["January to March 2013", "1", ""]
    assert line_of(QUARTERS[2]).values == (1, 2, 3)
    assert line_of(QUARTERS[2]).ends == (
        "1 in January to March 2013",
        "3 in July to September 2013",
    )


def test_a_figure_in_words_has_no_line(closed):
    assert "3 discovery (3)" in card(Client(), "?period=2013-Q3", EXEMPLARS)
    assert "<svg" not in card(Client(), "?period=2013-Q3", EXEMPLARS)


def test_a_quarter_shows_none_of_the_later_ones_and_one_alone_has_no_line(closed):
    assert line_of(QUARTERS[1]).values == (1, 2)
    assert line_of(QUARTERS[0]) is None
    assert "<svg" not in card(Client(), "?period=2013-Q1")


def test_a_quarter_that_is_open_is_said_to_be_so_and_one_that_is_missing_breaks_the_line(
    closed, analyst
):
    quarter = Quarter(2014, 1)
    assert line_of(quarter).values == (1, 2, 3, None, 3)
    assert "So far" in card(signed_in(analyst), "?period=2014-Q1")


def test_a_corrected_figure_is_words_and_what_is_counted_in_another_way_breaks_the_line(
    closed, analyst
):
    old = FigureSnapshot.objects.get(period__code="2013-Q2", slug=COUNT, organisation__isnull=True)
    FigureCorrection.objects.create(
        figure=old, text="5", reason="Two were missed.", corrected_at=timezone.now()
    )
    FigureSnapshot.objects.filter(period__code="2013-Q1").update(definition="Another one.")
    line = line_of(QUARTERS[2])
    assert (line.values, line.breaks) == ((1, None, 3), frozenset({1}))
    shown = card(Client(), "?period=2013-Q3")
    assert "April to June 2013: 5." in shown
    assert "Counted differently from this quarter on" in shown


def test_a_department_sees_its_own_line_and_the_public_none_of_a_department(closed, department):
    leader = make_member(Membership.Role.DIGITAL_LEADER, department)
    assert "<svg" in card(signed_in(leader), "?period=2013-Q3&department=AAA")
    assert Client().get(reverse("monitoring") + "?period=2013-Q3&department=AAA").status_code == 302
    assert line_of(QUARTERS[2], department).values == (1, 2, 3)
    assert line_of(QUARTERS[2], make_organisation("BBB")) is None


def test_many_quarters_take_no_more_queries(closed, analyst):
    counted = []
    for quarter in QUARTERS:
        shown = figures(quarter)
        with CaptureQueriesContext(connection) as queries:
            trends(shown, quarter, None)
        counted.append(len(queries))
    assert counted == [1, 2, 2]


def test_the_rows_of_a_figure_are_taken_as_files_of_which_the_log_knows(closed, analyst):
    client = signed_in(analyst)
    address = reverse("monitoring_rows", args=["2013-Q2", EXEMPLARS])
    page = client.get(address).text
    assert 'href="?export=csv"' in page
    taken = client.get(f"{address}?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(taken.streaming_content).decode())))
    assert rows[0] == ["Record", "Organisation", "What", "Date"]
    assert [row[1:] for row in rows[1:]] == [
        ["AAA", "Discovery", "2013-01-01"],
        ["AAA", "Discovery", "2013-04-01"],
    ]
    assert 'filename="hub-exemplars_by_phase-2013-Q2.csv"' in taken["Content-Disposition"]
    entry = LogEntry.objects.get(action="hub.list_exported")
    assert (entry.user, entry.data["detail"]) == (analyst, "2 records counted, CSV")
    assert client.get(f"{address}?export=xlsx").status_code == 200
    assert signed_in(make_person()).get(f"{address}?export=csv").status_code == 404


def test_a_figure_of_several_parts_has_a_picture_of_them(closed, department, analyst):
    service = make_service(department, exemplar_number=9)
    record_phase(service=service, phase="live", on=date(2013, 11, 1))
    address = reverse("monitoring_rows", args=["2013-Q4", EXEMPLARS])
    page = signed_in(analyst).get(address).text
    drawn = re.findall(r"<desc[^>]*>(.*?)</desc>", page)
    assert "Discovery: 3. Alpha: 0. Beta: 0. Live: 1." in drawn[0]
