"""The dashboard and the API: who sees what, and that a closed quarter does not move."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.directory import record_phase
from hub.indicators import close_period, figures, indicators
from hub.models import FigureSnapshot, Membership, ReportingPeriod
from hub.periods import Quarter
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, make_service, signed_in

pytestmark = pytest.mark.django_db
Q2 = Quarter(2013, 2)
EXEMPLARS = "hub.exemplars_by_phase"


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A")


@pytest.fixture
def analyst():
    return make_person("analyst@hub.example", StaffGroup.ANALYSTS)


@pytest.fixture
def exemplars(department):
    for number in range(1, 4):
        service = make_service(department, exemplar_number=number)
        record_phase(service=service, phase="discovery", on=date(2013, 2, 1))
        if number == 1:
            record_phase(service=service, phase="live", on=date(2013, 6, 30), is_partial=True)


def text_of(period=Q2, organisation=None):
    return {f.indicator.slug: f.measure.text for f in figures(period, organisation)}[EXEMPLARS]


def test_T6_counts_the_phase_reached_by_the_last_day(exemplars, department):
    assert text_of() == "2 discovery, 1 partly live (3)"
    assert text_of(Q2.previous) == "3 discovery (3)"
    assert text_of(Q2, make_organisation("BBB")) == "0"
    assert text_of(Q2, department) == "2 discovery, 1 partly live (3)"


def test_QC5_the_qualifier_is_data(exemplars):
    measure = indicators.get(EXEMPLARS).measure(Q2)
    assert {part.slug: part.qualifier for part in measure.parts}["live"] == "parts of"


def test_every_figure_opens_to_as_many_rows_as_it_counts(exemplars):
    for indicator in indicators:
        measure = indicator.measure(Q2)
        assert len(measure.rows) == (measure.value or 0)


def test_QC4_a_closed_quarter_does_not_move(exemplars, department, analyst):
    close_period(period=Q2, actor=analyst)
    late = make_service(department, exemplar_number=9)
    record_phase(service=late, phase="alpha", on=date(2013, 6, 1))
    assert text_of() == "2 discovery, 1 partly live (3)"
    page = signed_in(analyst).get(reverse("monitoring") + "?period=2013-Q2").content.decode()
    assert "2 discovery, 1 partly live (3)" in page
    assert "Counted again today, it would be: 2 discovery, 1 alpha, 1 partly live (4)" in page


def test_closing_twice_changes_nothing(exemplars, analyst):
    close_period(period=Q2, actor=analyst)
    before = list(FigureSnapshot.objects.values_list("pk", "frozen_at"))
    close_period(period=Q2, actor=analyst)
    assert list(FigureSnapshot.objects.values_list("pk", "frozen_at")) == before


def test_a_quarter_that_has_not_ended_cannot_be_closed(analyst):
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False):
        with pytest.raises(ValueError, match="has not ended"):
            close_period(period=Quarter(2026, 4), actor=analyst)
        url = reverse("monitoring_close", args=["2026-Q4"])
        page = signed_in(analyst).post(url, follow=True)
        assert "has not ended yet" in page.content.decode()
        assert ReportingPeriod.objects.frozen().count() == 0


def test_an_analyst_closes_a_quarter_on_the_page(exemplars, analyst):
    client = signed_in(analyst)
    url = reverse("monitoring_close", args=["2013-Q2"])
    assert client.get(url).status_code == 200
    client.post(url)
    assert ReportingPeriod.objects.get().state == ReportingPeriod.State.FROZEN
    assert signed_in(make_person("a@example.com")).post(url).status_code == 404


def test_a_closed_quarter_says_by_whom_and_is_not_closed_again(exemplars, analyst):
    client, url = signed_in(analyst), reverse("monitoring_close", args=["2013-Q2"])
    figures_page = f"{reverse('monitoring')}?period=2013-Q2"
    form = client.get(url).text.partition("<main")[2]
    assert f'href="{figures_page}">Check the figures of April to June 2013</a>' in form
    page = client.post(url, follow=True).text
    assert "April to June 2013 is closed" in page
    closed = (
        f"April to June 2013 was closed on {date_gb(timezone.localdate())} by {analyst.first_name}"
    )
    other = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    for person in (client, other):
        page = person.get(url).text.partition("<main")[2]
        assert closed in page
        assert f'href="{figures_page}">See the figures of April to June 2013</a>' in page
        assert "<form" not in page
        again = person.post(url, follow=True).text
        assert closed in again
        assert "Success" not in again
    # What one did today names the quarter as every page does.
    done = client.get(reverse("work")).text.partition("Done by you today")[2]
    assert "April to June 2013" in done
    assert "2013-Q2" not in done
    assert ReportingPeriod.objects.get().frozen_by == analyst


def test_totals_of_a_closed_quarter_are_open_to_anyone(exemplars, analyst):
    close_period(period=Q2, actor=analyst)
    page = Client().get(reverse("monitoring"))
    assert page.status_code == 200
    assert "2 discovery, 1 partly live (3)" in page.content.decode()
    api = Client().get(reverse("api_indicators") + "?period=2013-Q2").json()
    figure = next(item for item in api["indicators"] if item["slug"] == EXEMPLARS)
    assert (figure["value"], figure["text"]) == (3, "2 discovery, 1 partly live (3)")
    assert figure["rows"].endswith("/monitoring/2013-Q2/hub.exemplars_by_phase/")
    assert api["closed"] is True


def test_before_any_quarter_is_closed_a_stranger_is_told_so():
    page = Client().get(reverse("monitoring"))
    assert page.status_code == 200
    assert "No quarter has been closed yet." in page.content.decode()


def test_rows_departments_and_open_quarters_need_the_right(exemplars, department, analyst):
    close_period(period=Q2, actor=analyst)
    rows = reverse("monitoring_rows", args=["2013-Q2", EXEMPLARS])
    open_quarter = reverse("monitoring") + "?period=2013-Q3"
    one = reverse("monitoring") + "?period=2013-Q2&department=AAA"
    api = reverse("api_indicators") + "?period=2013-Q2&department=AAA"
    leader = make_member(Membership.Role.DIGITAL_LEADER, department)
    requester = make_member(Membership.Role.REQUESTER, department)
    for url in (rows, open_quarter, one):
        assert Client().get(url).status_code == 302
        assert signed_in(requester).get(url).status_code == 404
        assert signed_in(analyst).get(url).status_code == 200
    assert Client().get(api).status_code == 401
    assert signed_in(requester).get(api).status_code == 404
    assert signed_in(leader).get(api).status_code == 200
    assert signed_in(leader).get(one).status_code == 200
    assert signed_in(leader).get(rows).status_code == 404
    assert signed_in(leader).get(rows + "?department=AAA").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "period=2013-Q9",
        "period=abc",
        "period=2099-Q1",
        "period=2001-Q1",
        "department=NOPE",
        "department=%00",
        "period=2013-Q2&department=" + "x" * 500,
    ],
)
def test_unknown_periods_and_departments(query, analyst):
    client = signed_in(analyst)
    assert client.get(f"{reverse('monitoring')}?{query}").status_code == 404
    answer = client.get(f"{reverse('api_indicators')}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 400


def test_unknown_figures_and_rows_answer_404(analyst):
    client = signed_in(analyst)
    assert client.get(reverse("monitoring_rows", args=["2013-Q2", "no.such"])).status_code == 404
    assert client.get(reverse("monitoring_rows", args=["x", EXEMPLARS])).status_code == 404


def test_the_rows_page_shows_the_rows(exemplars, analyst):
    page = signed_in(analyst).get(reverse("monitoring_rows", args=["2013-Q2", EXEMPLARS]))
    assert "3 records counted" in page.content.decode()


def test_a_frozen_dashboard_takes_few_queries(exemplars, analyst, django_assert_max_num_queries):
    close_period(period=Q2, actor=analyst)
    with django_assert_max_num_queries(6):
        Client().get(reverse("monitoring") + "?period=2013-Q2")
