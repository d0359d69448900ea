"""Services: their phases as dated facts, recorded by hub staff, and the needs for them."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hub import timeline
from hub.directory import record_phase
from hub.indicators import close_period, figures
from hub.indicators.exemplars import exemplars_by_phase
from hub.models import Membership, PhaseEvent
from hub.periods import Quarter
from hub.permissions import StaffGroup
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
    signed_in,
)

pytestmark = pytest.mark.django_db
ALPHA = {"phase": "alpha", "on_day": "3", "on_month": "6", "on_year": "2026", "note": "Assessed"}


@pytest.fixture
def service():
    return make_service(
        make_organisation("DWP"),
        name="Carer's Allowance",
        exemplar_number=12,
        transactions_per_year=3_200_000,
        transactions_qualifier="more_than",
    )


@pytest.fixture
def adviser():
    return signed_in(make_person("", StaffGroup.HUB_STAFF))


def test_the_list_says_how_big_each_is_and_where_it_stands(service, adviser):
    record_phase(service=service, phase="discovery", on=date(2013, 4, 1))
    record_phase(service=service, phase="alpha", on=date(2013, 6, 3), is_partial=True)
    make_service(service.organisation, name="Another")
    html = adviser.get(reverse("service_list")).content.decode()
    assert "more than 3,200,000" in html
    assert "Alpha, in parts" in html
    assert "3 June 2013" in html
    assert html.index("Carer") < html.index("Another")


@time_machine.travel("2026-07-01 12:00", tick=False)
def test_hub_staff_record_a_phase_once_and_it_shows_with_who_did_it(service, adviser):
    path = reverse("service_phase", args=[service.slug])
    assert "Which phase did it enter?" in adviser.get(path).content.decode()
    first = adviser.post(path, ALPHA)
    again = adviser.post(path, ALPHA)
    assert (first.status_code, first.url) == (302, service.get_absolute_url())
    assert again.status_code == 302
    event = PhaseEvent.objects.get()
    assert (event.phase, event.on, event.note) == ("alpha", date(2026, 6, 3), "Assessed")
    page = adviser.get(service.get_absolute_url()).content.decode()
    assert "3 June 2026" in page
    assert "Assessed" in page
    assert [entry.label for entry in timeline.of(service)].count("Service entered a phase") == 1


@time_machine.travel("2026-07-01 12:00", tick=False)
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"on_day": "2", "on_month": "7"}, "must be today or in the past"),
        ({"on_day": "31", "on_month": "2"}, "must be a real date"),
        ({"phase": ""}, "Select the phase"),
        ({"phase": "retired"}, "the phase"),
        ({"on_day": "", "on_month": "", "on_year": ""}, "Enter the day it entered the phase"),
    ],
)
def test_a_phase_that_cannot_be_is_asked_about_again(service, adviser, changes, message):
    page = adviser.post(reverse("service_phase", args=[service.slug]), {**ALPHA, **changes})
    html = page.content.decode()
    assert page.status_code == 200
    assert message in html
    assert "Assessed" in html
    assert not PhaseEvent.objects.exists()


def test_a_department_reads_every_service_and_records_nothing(service):
    elsewhere = make_organisation("MOJ")
    reader = signed_in(make_member(Membership.Role.REQUESTER, elsewhere))
    page = reader.get(service.get_absolute_url())
    assert page.status_code == 200
    assert "Record a phase" not in page.content.decode()
    assert reader.get(reverse("service_phase", args=[service.slug])).status_code == 404
    assert signed_in(make_person()).get(reverse("service_list")).status_code == 404
    assert reader.get("/services/no-such-service/").status_code == 404


def test_needs_for_the_service_show_only_to_who_may_see_them(service, adviser):
    need = make_need(service.organisation, service=service)
    elsewhere = signed_in(make_member(Membership.Role.REQUESTER, make_organisation("MOJ")))
    assert need.reference in adviser.get(service.get_absolute_url()).content.decode()
    assert need.reference not in elsewhere.get(service.get_absolute_url()).content.decode()
    assert service.get_absolute_url() in adviser.get(need.get_absolute_url()).content.decode()


def test_the_rows_behind_the_figure_have_the_day_and_lead_to_the_service(service):
    record_phase(service=service, phase="alpha", on=date(2013, 5, 8))
    [row] = exemplars_by_phase(Quarter(2013, 2), None).rows
    assert (row.on, row.url, row.detail) == ("2013-05-08", service.get_absolute_url(), "Alpha")
    analyst = make_person("", StaffGroup.ANALYSTS)
    close_period(period=Quarter(2013, 2), actor=analyst)
    path = reverse("monitoring_rows", args=["2013-Q2", "hub.exemplars_by_phase"])
    html = signed_in(analyst).get(path).content.decode()
    assert "8 May 2013" in html
    assert "2013-05-08" not in html


def test_a_phase_recorded_on_month_july_2013_moves_nothing_in_the_second_quarter(service):
    record_phase(service=service, phase="alpha", on=date(2013, 6, 30))
    record_phase(service=service, phase="beta", on=date(2013, 7, 1))

    def words(quarter: Quarter) -> list[str]:
        return [
            item.current_text
            for item in figures(quarter, None)
            if item.indicator.slug == "hub.exemplars_by_phase"
        ]

    assert words(Quarter(2013, 2)) == ["1 alpha (1)"]
    assert words(Quarter(2013, 3)) == ["1 beta (1)"]
