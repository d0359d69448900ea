"""Pre-election periods: who sets them, what they stop in the hub, and that the clock ends them."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_nobody
from hub.models import Membership, Notification, PendingPolicy, PreElectionPeriod, ReportingPeriod
from hub.permissions import StaffGroup
from hub.policies import confirm_policy, drop_lapsed_policies
from hub.pre_election import end_due_periods
from hub.pre_election_changes import set_period
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import actions_of
from tests.second_person import NO
from tests.sent_twice import day

pytestmark = pytest.mark.django_db
Q1 = "2027-Q1"


def make_period(**changes):
    """A period in force from yesterday for two weeks, that stops everything: confirmed."""
    today = timezone.localdate()
    period = set_period(
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
    for pending in PendingPolicy.objects.filter(period=period):
        confirm_policy(change=pending, actor=make_person(), at=changes.get("at"))
    period.refresh_from_db()
    return period


def confirm(lead, period):
    """A second lead says yes; their browser's answer."""
    url = PendingPolicy.objects.get(period=period).get_absolute_url()
    return signed_in(lead).post(url, {"answer": "yes"}, follow=True)


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


def sent(**changes):
    """The answers of a change, once what changes was read."""
    return answers(step="send", **changes)


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
    period = PreElectionPeriod.objects.earliest("pk")
    change, again = reverse("pre_election_change", args=[period.pk]), "The same days and guidance."
    page = browser.post(change, sent(reason=again), follow=True).text
    assert "Wait until a second person has answered, or call it off" in page
    confirm(make_person("", StaffGroup.HUB_LEADS), period)
    browser.post(change, sent(reason=again))
    confirm(make_person("", StaffGroup.HUB_LEADS), period)
    period.refresh_from_db()
    assert period.reason == again


def test_a_hub_lead_sets_a_period_and_everybody_concerned_is_told(lead):
    manager = make_member(Membership.Role.HIRING_MANAGER, make_organisation("AAA"))
    editor = make_person("", StaffGroup.EDITORS)
    second = make_person("", StaffGroup.HUB_LEADS)
    response = signed_in(lead).post(reverse("pre_election_set"), answers(), follow=True)
    assert "a second person has to confirm this" in response.text
    period = PreElectionPeriod.objects.get()
    assert (
        "You have confirmed this: New pre-election period (Local elections)"
        in confirm(second, period).text
    )
    period.refresh_from_db()
    assert (period.starts_on, period.ends_on) == (date(2027, 4, 1), date(2027, 5, 6))
    assert (period.adverts, period.stops_figures, period.stops_alerts) == ("senior", True, False)
    assert period.set_by == lead
    told = Notification.objects.filter(slug="hub.pre_election_set")
    assert {row.recipient for row in told} == {manager, editor, lead}
    assert actions_of(period) == ["hub.policy_waits", "hub.pre_election_set"]


def test_a_period_of_one_department_concerns_its_people_alone(lead):
    one, other = make_organisation("AAA"), make_organisation("BBB")
    inside = make_member(Membership.Role.HIRING_MANAGER, one)
    outside = make_member(Membership.Role.HIRING_MANAGER, other)
    period = make_period(departments=[one], actor=lead)
    told = Notification.objects.filter(slug="hub.pre_election_set")
    assert {row.recipient for row in told} == {inside, lead}
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
        ({"title": ""}, "Enter the name of the election"),
        ({"title": "x"}, "The name of the election must have at least 2 words"),
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


def test_a_period_stops_nothing_until_a_second_lead_confirms_it(lead):
    staff = make_person("", StaffGroup.HUB_STAFF)
    second = make_person("", StaffGroup.HUB_LEADS)
    days = {**day("starts_on"), **day("ends_on", 20)}
    signed_in(lead).post(reverse("pre_election_set"), answers(adverts="all", **days))
    period = PreElectionPeriod.objects.get()
    assert (period.is_waiting, period.status) == (True, "Waiting for a second person")
    assert not PreElectionPeriod.objects.in_force(timezone.now()).exists()
    assert "Pre-election period" not in signed_in(staff).get("/").text
    assert signed_in(staff).get(period.get_absolute_url()).status_code == 404
    assert period.title not in signed_in(staff).get(reverse("pre_election_list")).text
    url = PendingPolicy.objects.get().get_absolute_url()
    alias = make_person(lead.email.replace("@", "+2@"), StaffGroup.HUB_LEADS)
    for same in (lead, alias, staff):
        assert signed_in(same).post(url, {"answer": "yes"}).status_code == 404
    told = Notification.objects.filter(slug="hub.policy_waits")
    assert {row.recipient for row in told} == {second}
    page = signed_in(second).get(url).text
    assert "All new adverts have to wait" in page
    assert "All of government" in page
    confirm(second, period)
    period.refresh_from_db()
    assert period.status == "In force"
    assert "Pre-election period" in signed_in(staff).get("/").text


def test_the_page_of_a_period_says_who_asked_for_it_and_who_confirmed_it(lead):
    second = make_person("second@hub.example", StaffGroup.HUB_LEADS, name="Bea Second")
    signed_in(lead).post(reverse("pre_election_set"), answers())
    period = PreElectionPeriod.objects.get()
    page = signed_in(lead).get(period.get_absolute_url()).text
    assert ("Asked for by" in page, "Confirmed by" in page) == (True, False)
    confirm(second, period)
    shown = signed_in(lead).get(period.get_absolute_url()).text
    found = dict(re.findall(r"<dt[^>]*>\s*(.*?)\s*</dt>\s*<dd[^>]*>\s*(.*?)\s*</dd>", shown))
    assert (found["Asked for by"], found["Confirmed by"]) == (str(lead), str(second))
    assert "Set by" not in shown


def test_a_second_lead_says_no_or_the_first_calls_it_off_and_nobody_is_told(lead):
    second = make_person("", StaffGroup.HUB_LEADS)
    signed_in(lead).post(reverse("pre_election_set"), answers())
    refused = PreElectionPeriod.objects.get()
    url = PendingPolicy.objects.get().get_absolute_url()
    answered = signed_in(second).post(url, NO)
    assert answered.url == refused.get_absolute_url()
    page = signed_in(second).get(answered.url).text
    assert "Why: Candidates were told something else." in page
    assert re.search(r"<dt[^>]*>\s*Ended\s*</dt>", page) is None
    assert Notification.objects.get(slug="hub.not_confirmed").recipient == lead
    refused.refresh_from_db()
    assert (refused.status, PendingPolicy.objects.count()) == ("Not confirmed", 0)
    signed_in(lead).post(reverse("pre_election_set"), answers())
    period = PreElectionPeriod.objects.exclude(pk=refused.pk).get()
    end = reverse("pre_election_end", args=[period.pk])
    page = signed_in(lead).post(end, {"reason": "The wrong days."}, follow=True).text
    assert "has been called off" in page
    period.refresh_from_db()
    assert (period.status, PendingPolicy.objects.count()) == ("Not confirmed", 0)
    assert not Notification.objects.filter(slug__startswith="hub.pre_election").exists()


@pytest.mark.parametrize(
    "stricter",
    [
        {"adverts": "all"},
        {"ends_on_day": 7},
        {"starts_on_month": 3, "starts_on_day": 31},
        {"stops_alerts": "on"},
    ],
)
def test_what_makes_more_wait_waits_for_a_second_lead_and_what_makes_less_does_not(lead, stricter):
    second = make_person("", StaffGroup.HUB_LEADS)
    signed_in(lead).post(reverse("pre_election_set"), answers())
    period = PreElectionPeriod.objects.get()
    confirm(second, period)
    before = PreElectionPeriod.objects.values().get()
    change = reverse("pre_election_change", args=[period.pk])
    page = signed_in(lead).post(change, sent(**stricter), follow=True).text
    assert "a second person has to confirm this" in page
    assert PreElectionPeriod.objects.values().get() == before
    assert "What would change:" in (
        signed_in(second).get(PendingPolicy.objects.get().get_absolute_url()).text
    )
    confirm(second, period)
    after = PreElectionPeriod.objects.values().get()
    assert (after != before, PendingPolicy.objects.count()) == (True, 0)
    read = signed_in(lead).post(change, answers()).text
    assert ("Check what changes" in read, "This takes effect at once." in read) == (True, True)
    assert PreElectionPeriod.objects.values().get() == after
    signed_in(lead).post(change, sent())
    assert PreElectionPeriod.objects.values().get() == before


@pytest.mark.parametrize(
    "words", [{"title": "Other elections"}, {"reason": "Another reason that nobody confirmed."}]
)
def test_nobody_renames_a_period_or_gives_another_reason_alone(lead, words):
    second = make_person("", StaffGroup.HUB_LEADS)
    signed_in(lead).post(reverse("pre_election_set"), answers())
    period = PreElectionPeriod.objects.get()
    confirm(second, period)
    before = PreElectionPeriod.objects.values().get()
    Notification.objects.all().delete()
    change = reverse("pre_election_change", args=[period.pk])
    page = signed_in(lead).post(change, sent(**words), follow=True).text
    assert "a second person has to confirm this" in page
    assert PreElectionPeriod.objects.values().get() == before
    assert not Notification.objects.filter(slug="hub.pre_election_changed").exists()
    confirm(second, period)
    assert PreElectionPeriod.objects.values().get() == before | words


@pytest.mark.parametrize("answer", ["", "no"])
def test_a_change_that_waits_or_was_refused_is_known_to_who_may_set_periods_alone(lead, answer):
    second = make_person("", StaffGroup.HUB_LEADS)
    signed_in(lead).post(reverse("pre_election_set"), answers())
    period = PreElectionPeriod.objects.get()
    confirm(second, period)
    change = reverse("pre_election_change", args=[period.pk])
    wanted = sent(adverts="all", ends_on_day=9, reason="Words of nobody but the leads.")
    page = signed_in(lead).post(change, wanted, follow=True).text
    short = "Local elections: 1 April 2027 to 9 May 2027"
    assert (
        f"a second person has to confirm this. We have emailed everyone who can. {short}." in page
    )
    if answer:
        url = PendingPolicy.objects.get().get_absolute_url()
        signed_in(second).post(url, {**NO, "answer": answer})
    own, report = period.get_absolute_url(), "/admin/reports/site-history/"
    admin = f"/admin/pre-election-periods/history/{period.pk}/"
    said = "Refused by a second person" if answer else "Waits for a second person"
    page = signed_in(lead).get(own).text
    history = page[page.index("History") :]
    assert history.count(short) == 1 + bool(answer)
    assert said in history
    for url in (report, admin):
        assert f"{said}. {short}" in signed_in(lead).get(url).text
    manager = make_member(Membership.Role.HIRING_MANAGER, make_organisation("AAA"))
    page = signed_in(manager).get(own).text
    assert ("Pre-election period set" in page, said in page, "9 May" in page) == (
        True,
        False,
        False,
    )
    for group in (StaffGroup.EDITORS, StaffGroup.ANALYSTS, StaffGroup.HUB_STAFF):
        browser = signed_in(make_person("", group))
        pages = "".join(browser.get(url, follow=True).text for url in (own, report, admin))
        assert "9 May" not in pages
        assert "nobody but the leads" not in pages
        assert f"{said}. " not in pages


def test_a_lone_lead_asks_an_operator(lead):
    page = signed_in(lead).post(reverse("pre_election_set"), answers(), follow=True).text
    assert "nobody else here can confirm this" in page
    call_command("confirm_policy", str(PendingPolicy.objects.get().pk), stdout=StringIO())
    assert PreElectionPeriod.objects.not_over(timezone.now()).count() == 1


def test_what_nobody_answers_in_time_lapses_and_never_begins(lead):
    signed_in(lead).post(reverse("pre_election_set"), answers())
    assert drop_lapsed_policies(now=timezone.now() + timedelta(days=31)) == 1
    assert PreElectionPeriod.objects.get().is_waiting
    assert not PreElectionPeriod.objects.not_over(timezone.now()).exists()


def test_a_period_needs_words_with_a_reason(lead):
    page = signed_in(lead).post(reverse("pre_election_set"), answers(reason="x x x x x")).text
    assert "The guidance and the reason must have at least 5 words" in page
    assert not PreElectionPeriod.objects.exists()
