"""People sift and meet on working days: forms say which day is none, and keep what was typed."""

from __future__ import annotations

from datetime import date

import pytest

from hub.dates import date_gb
from hub.models import Notification
from hub.refusals import RefusedError
from roles.campaigns.services.dates import dates_of, extend_closing, set_selection_dates
from roles.campaigns.services.drafting import change_terms
from roles.models import Campaign, RecruitmentPolicy
from tests.factories.adverts import bring_to, make_application
from tests.factories.hub import signed_in
from tests.factories.roles import make_approved, make_draft, make_open

pytestmark = pytest.mark.django_db

SATURDAY, BOXING_DAY, MONDAY = date(2026, 12, 12), date(2026, 12, 28), date(2026, 12, 14)
LATER = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-28T12:00:00Z", tick=False)


def parts(**days):
    return {
        f"{name}_{part}": getattr(day, part)
        for name, day in days.items()
        for part in ("day", "month", "year")
    }


def dates(closes=date(2026, 12, 10), sift=MONDAY, first=LATER, last=LATER):
    return parts(closes_on=closes, sift_on=sift, interviews_from=first, interviews_to=last)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            dates(sift=SATURDAY),
            "The date the sift begins must be a working day. You chose a Saturday",
        ),
        (
            dates(first=BOXING_DAY),
            "The date interviews begin must be a working day. You chose a bank holiday, Boxing Day",
        ),
        (
            dates(date(2026, 12, 25), *[LATER] * 3),
            "The closing date must not be a bank holiday. You chose Christmas Day",
        ),
        (
            dates(last=date(2027, 1, 16)),
            "The date interviews end must be a working day. You chose a Saturday",
        ),
    ],
)
def test_R5_the_sift_and_the_interviews_are_set_on_working_days(team, answers, words):
    for campaign, slug in ((make_approved(team), "dates"), (make_draft(team), "terms-dates")):
        before = Campaign.objects.get(pk=campaign.pk).sift_on
        page = signed_in(team.manager).post(f"{campaign.get_absolute_url()}{slug}/", answers).text
        assert (words in page, 'value="2026"' in page) == (True, True)
        assert Campaign.objects.get(pk=campaign.pk).sift_on == before


def test_R7_an_extension_asks_for_working_days_too_and_says_what_day_it_closes(team):
    campaign = make_open(team)
    client, url = signed_in(team.manager), f"{campaign.get_absolute_url()}extend/"
    closes = date(2027, 1, 2)
    answers = dates(closes=closes, sift=date(2027, 1, 3), first=LATER)
    assert (
        "The date the sift begins must be a working day. You chose a Sunday"
        in client.post(url, answers).text
    )
    page = client.post(url, dates(closes=closes, sift=date(2027, 1, 4)), follow=True).text
    # A role may close on a weekend.
    assert f"now closes on {date_gb(closes)}, a Saturday, when nobody answers questions" in page


def test_a_day_that_was_set_before_is_not_asked_about_again(team):
    campaign = make_approved(team)
    Campaign.objects.filter(pk=campaign.pk).update(sift_on=SATURDAY)
    client, url = signed_in(team.manager), f"{campaign.get_absolute_url()}dates/"
    opened_with = client.get(url).context_data["form"]["opened_with"].value()
    answers = {**dates(sift=SATURDAY), "opened_with": opened_with}
    assert client.post(url, answers).status_code == 302
    assert Campaign.objects.get(pk=campaign.pk).interviews_from == LATER


FAR = date(2035, 1, 16)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            dates(closes=FAR),
            "The closing date must be 28 November 2027 or earlier, which is a year after today",
        ),
        (
            dates(*[date(2099, 6, 1)] * 4),
            "The closing date must be 28 November 2027 or earlier, which is a year after today",
        ),
        (dates(last=date(9999, 12, 31)), "The date interviews end must be 10 December 2027 or"),
        (
            dates(first=date(2034, 12, 15), last=FAR),
            "The date interviews begin must be 10 December 2027 or earlier, which is a year",
        ),
        (
            dates(sift=date(2034, 12, 15), first=FAR, last=FAR),
            "The date the sift begins must be 10 December 2027 or earlier",
        ),
        (dates(last=FAR), "The date interviews end must be 10 December 2027 or earlier"),
    ],
)
def test_dates_in_another_year_are_refused_with_the_last_that_can_be_entered(team, answers, words):
    for campaign, slug in (
        (make_approved(team), "dates"),
        (make_draft(team), "terms-dates"),
        (make_open(team), "extend"),
    ):
        before = Campaign.objects.get(pk=campaign.pk).interviews_from
        page = signed_in(team.manager).post(f"{campaign.get_absolute_url()}{slug}/", answers).text
        assert (words in page, "10 years" in page) == (True, False)
        assert Campaign.objects.get(pk=campaign.pk).interviews_from == before


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"sift_on": SATURDAY},
            "The date the sift begins must be a working day. You chose a Saturday",
        ),
        (
            {"interviews_to": BOXING_DAY},
            "The date interviews end must be a working day. You chose a bank holiday, Boxing Day",
        ),
        ({"interviews_to": FAR}, "The date interviews end must be "),
        ({"closes_on": FAR}, "The closing date must be "),
    ],
)
def test_R5_services_refuse_what_the_forms_refuse_and_save_nothing(team, given, words):
    actor = team.manager
    draft, approved, opened = make_draft(team), make_approved(team), make_open(team)
    later = {"closes_on": LATER, "sift_on": LATER, "interviews_from": LATER}
    for campaign, call in (
        (draft, lambda: change_terms(campaign=draft, actor=actor, **given)),
        (approved, lambda: set_selection_dates(campaign=approved, actor=actor, **given)),
        (
            opened,
            lambda: (
                extend_closing(campaign=opened, actor=actor, **{**later, "sift_on": FAR, **given})
                if "closes_on" in given
                else extend_closing(campaign=opened, actor=actor, **{**later, **given})
            ),
        ),
    ):
        before = dates_of(campaign)
        # Of an extension whose sift would be before it closes, that is said first.
        with pytest.raises(RefusedError, match=f"{words}|The sift must begin on or after"):
            call()
        assert dates_of(Campaign.objects.get(pk=campaign.pk)) == before


def test_an_interview_is_on_a_working_day_of_the_region(team):
    campaign = make_open(team)
    application = make_application(campaign, None, "pass_sift", "invite", by=team.manager)
    bring_to(campaign, "interviewing")
    url = f"{campaign.get_absolute_url()}applications/{application.reference}/book/"
    client = signed_in(team.manager)
    answers = {
        "hour": "9:30am",
        "minutes": 45,
        "medium": "in_person",
        "place": "1 Example Street",
        "contact_name": "Recruitment team",
        "contact_email": "jobs@example.gov.uk",
    }
    for day, why in ((SATURDAY, "a Saturday"), (date(2027, 1, 4), "a bank holiday")):
        policy = RecruitmentPolicy.load()
        policy.bank_holidays = "SCT" if day.year == 2027 else "ENG"
        policy.save()
        page = client.post(url, {**answers, **parts(day=day)}).text
        assert f"The day of the interview must be a working day. You chose {why}" in page
        assert "1 Example Street" in page
    policy.bank_holidays = "ENG"
    policy.save()
    told = "The interview is on 4 January 2027, 9:30am. We have told the candidate"
    assert told in client.post(url, {**answers, **parts(day=date(2027, 1, 4))}, follow=True).text
    again = f"{campaign.get_absolute_url()}applications/{application.reference}/rebook/"
    far = {**answers, **parts(day=FAR)}
    assert "The day of the interview must be 28 November 2027 or earlier" in (
        client.post(again, far).text
    )
    moved = client.post(again, {**answers, **parts(day=date(2027, 1, 5))}, follow=True).text
    assert "The interview is on 5 January 2027, 9:30am. We have told the candidate" in moved
    # Nobody is told a second time of the same.
    told = Notification.objects.filter(slug="roles.interview_booked")
    number = told.count()
    page = client.post(again, {**answers, **parts(day=date(2027, 1, 5))}).text
    assert ("You have not changed anything" in page, told.count()) == (True, number)
