"""Pre-election periods: who sets them, what they stop in the hub, and that the clock ends them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_nobody
from hub.models import Membership, Notification, PreElectionPeriod, ReportingPeriod
from hub.permissions import StaffGroup
from hub.pre_election import end_due_periods, set_period
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import actions_of

pytestmark = pytest.mark.django_db
Q1 = "2027-Q1"


def make_period(**changes):
    """A period in force from yesterday for two weeks, that stops everything."""
    today = timezone.localdate()
    return set_period(
        **{
            "title": "UK general election",
            "reason": "The guidance of the Cabinet Office.",
            "starts_on": today - timedelta(days=1),
            "ends_on": today + timedelta(days=13),
            "adverts": "all",
            "stops_figures": True,
            "stops_alerts": True,
            **changes,
            "actor": changes.get("actor") or make_person("", StaffGroup.HUB_LEADS),
        }
    )


def answers(**changes):
    first, last = date(2027, 4, 1), date(2027, 5, 6)
    return {
        "title": "Local elections",
        "reason": "The guidance of the Cabinet Office.",
        "starts_on_day": first.day,
        "starts_on_month": first.month,
        "starts_on_year": first.year,
        "ends_on_day": last.day,
        "ends_on_month": last.month,
        "ends_on_year": last.year,
        "adverts": "senior",
        "stops_figures": "on",
        **changes,
    }


@pytest.fixture
def lead():
    return make_person("", StaffGroup.HUB_LEADS)


def test_a_period_of_years_or_a_second_one_of_the_same_election_is_not_set(lead):
    browser, address = signed_in(lead), reverse("pre_election_set")
    page = browser.post(address, answers(ends_on_year=2036)).text
    assert "The last day must be 1 July 2027 or earlier, which is 3 months after the first" in page
    page = browser.post(address, answers(starts_on_month=1, ends_on_month=11)).text
    assert "The last day must be 1 April 2027 or earlier, which is 3 months after" in page
    page = browser.post(address, answers(starts_on_year=2036, ends_on_year=2036)).text
    assert "which is 2 years after today" in page
    assert not PreElectionPeriod.objects.exists()
    browser.post(address, answers())
    again = answers(title="local elections", starts_on_day=2)
    page = browser.post(address, again).text
    already = "There is already a period for this election: 1 April 2027 to 6 May 2027. Change that"
    assert already in page
    other = browser.post(address, answers(starts_on_year=2028, ends_on_year=2028))
    assert (other.status_code, PreElectionPeriod.objects.count()) == (302, 2)
    change = reverse("pre_election_change", args=[PreElectionPeriod.objects.earliest("pk").pk])
    assert browser.post(change, answers(reason="The same days.")).status_code == 302


def test_a_hub_lead_sets_a_period_and_everybody_concerned_is_told(lead):
    manager = make_member(Membership.Role.HIRING_MANAGER, make_organisation("AAA"))
    editor = make_person("", StaffGroup.EDITORS)
    response = signed_in(lead).post(reverse("pre_election_set"), answers(), follow=True)
    period = PreElectionPeriod.objects.get()
    assert (period.starts_on, period.ends_on) == (date(2027, 4, 1), date(2027, 5, 6))
    assert (period.adverts, period.stops_figures, period.stops_alerts) == ("senior", True, False)
    assert period.set_by == lead
    assert "is set" in response.content.decode()
    told = Notification.objects.filter(slug="hub.pre_election_set")
    assert {row.recipient for row in told} == {manager, editor}
    assert actions_of(period) == ["hub.pre_election_set"]


def test_a_period_of_one_department_concerns_its_people_alone(lead):
    one, other = make_organisation("AAA"), make_organisation("BBB")
    inside = make_member(Membership.Role.HIRING_MANAGER, one)
    outside = make_member(Membership.Role.HIRING_MANAGER, other)
    period = make_period(departments=[one], actor=lead)
    told = Notification.objects.filter(slug="hub.pre_election_set")
    assert {row.recipient for row in told} == {inside}
    shown = reverse("need_list")
    assert period.get_absolute_url() in signed_in(inside).get(shown).content.decode()
    assert period.get_absolute_url() not in signed_in(outside).get(shown).content.decode()


@pytest.mark.parametrize(
    ("group", "role"),
    [
        (StaffGroup.HUB_STAFF, ""),
        (StaffGroup.EDITORS, ""),
        (StaffGroup.ANALYSTS, ""),
        ("", Membership.Role.HIRING_MANAGER),
        ("", ""),
    ],
)
def test_nobody_but_a_hub_lead_sets_changes_or_ends_a_period(group, role):
    period = make_period()
    person = (
        make_member(role, make_organisation("AAA"))
        if role
        else make_person("", *[group] * bool(group))
    )
    browser = signed_in(person)
    for name, pks in (
        ("pre_election_set", []),
        ("pre_election_change", [period.pk]),
        ("pre_election_end", [period.pk]),
    ):
        address = reverse(name, args=pks)
        assert browser.get(address).status_code == 404
        assert browser.post(address, answers(reason="Because.")).status_code == 404
    with as_nobody(), pytest.raises(PermissionDenied):
        make_period(actor=person)
    assert PreElectionPeriod.objects.get() == period
    period.refresh_from_db()
    assert period.ended_at is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"ends_on_year": 2026, "ends_on_month": 1},
            "The last day must be the same as or after the first day",
        ),
        (
            {"starts_on_year": 2013, "ends_on_year": 2013},
            "The last day must be today or later",
        ),
        ({"adverts": "none", "stops_figures": ""}, "Select at least one thing that has to wait"),
        ({"title": ""}, "Enter which election it is"),
        ({"title": "x"}, "Which election it is must have at least one word"),
    ],
)
def test_a_period_that_cannot_be_is_refused_and_what_was_typed_stays(lead, changes, words):
    response = signed_in(lead).post(reverse("pre_election_set"), answers(**changes))
    text = response.content.decode()
    assert words in text
    assert "The guidance of the Cabinet Office." in text
    assert not PreElectionPeriod.objects.exists()


def test_staff_see_what_waits_on_every_page_and_candidates_and_strangers_see_nothing(client):
    period = make_period()
    staff = signed_in(make_person("", StaffGroup.HUB_STAFF))
    assert "Pre-election period" in staff.get("/").content.decode()
    assert staff.get(period.get_absolute_url()).status_code == 200
    for browser in (client, signed_in(make_person())):
        assert "Pre-election" not in browser.get("/").content.decode()
        assert browser.get(period.get_absolute_url()).status_code in (302, 404)


def test_QC7_a_quarter_is_not_closed_in_a_period_and_is_the_day_after():
    analyst = make_person("", StaffGroup.ANALYSTS)
    with time_machine.travel(datetime(2027, 4, 20, 11, tzinfo=UTC), tick=True):
        make_period(starts_on=date(2027, 4, 1), ends_on=date(2027, 5, 6))
        browser = signed_in(analyst)
        address = reverse("monitoring_close", args=[Q1])
        assert "wait until 7 May 2027" in browser.get(address).content.decode()
        response = browser.post(address, follow=True)
        assert "Figures and reports have to wait until 7 May 2027" in response.content.decode()
        assert not ReportingPeriod.objects.filter(code=Q1).exists()
    # The last minute of the last day in London, which is an hour ahead of UTC.
    for moment, closed in (
        (datetime(2027, 5, 6, 22, 59, tzinfo=UTC), False),
        (datetime(2027, 5, 6, 23, 0, 1, tzinfo=UTC), True),
    ):
        with time_machine.travel(moment, tick=True):
            signed_in(analyst).post(address)
            found = ReportingPeriod.objects.filter(code=Q1)
            assert [row.is_frozen for row in found] == [True] * closed


def test_a_period_is_over_by_the_clock_is_recorded_once_and_people_are_told(lead):
    editor = make_person("", StaffGroup.EDITORS)
    with time_machine.travel(datetime(2027, 5, 1, 11, tzinfo=UTC), tick=True):
        period = make_period(starts_on=date(2027, 4, 30), ends_on=date(2027, 5, 6), actor=lead)
        assert end_due_periods() == 0
    with time_machine.travel(datetime(2027, 5, 7, 6, tzinfo=UTC), tick=True):
        assert (end_due_periods(), end_due_periods()) == (1, 0)
        period.refresh_from_db()
        assert period.ended_at == datetime(2027, 5, 6, 23, tzinfo=UTC)
        assert period.status == "Ended"
    told = Notification.objects.filter(slug="hub.pre_election_over")
    assert {row.recipient for row in told} == {lead, editor}


def test_a_hub_lead_ends_it_early_with_a_reason_and_it_stays_ended(lead):
    period = make_period()
    browser = signed_in(lead)
    address = reverse("pre_election_end", args=[period.pk])
    assert "Enter the reason" in browser.post(address, {"reason": ""}).content.decode()
    browser.post(address, {"reason": "The election was called off."})
    period.refresh_from_db()
    assert (period.ended_by, period.status) == (lead, "Ended early")
    assert "hub.pre_election_ended" in actions_of(period)
    again = browser.post(address, {"reason": "Once more."}, follow=True)
    assert "You cannot change this pre-election period because it is over" in again.content.decode()
    change = reverse("pre_election_change", args=[period.pk])
    again = browser.post(change, answers(), follow=True)
    assert "You cannot change this pre-election period because it is over" in again.content.decode()
    period.refresh_from_db()
    assert period.end_reason == "The election was called off."


def test_staff_find_the_periods_in_the_admin_and_cannot_write_them_there(lead):
    make_period()
    browser = signed_in(lead)
    text = browser.get("/admin/pre-election-periods/").content.decode()
    assert "UK general election" in text
    assert reverse("pre_election_list") in text
    assert browser.get("/admin/pre-election-periods/new/").status_code == 302
