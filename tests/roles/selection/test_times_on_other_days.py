"""Times on days that the advert does not give, clashes with own times, errors at once (S28)."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest

from hub.dates import date_gb
from hub.models import LogEntry, Notification
from hub.tasks import deliver_notifications
from roles.models import Campaign, Slot
from tests.factories.adverts import make_handler
from tests.factories.hub import signed_in
from tests.factories.slots import (
    holders_of,
    invited_of,
    make_interviewing,
    make_times,
    planned,
    working_day,
)
from tests.roles.selection.test_interview_times import day_parts, hidden_fields, typed
from tests.roles.selection.test_marking import shown

pytestmark = pytest.mark.django_db


def advertised(campaign, first, last):
    Campaign.objects.filter(pk=campaign.pk).update(interviews_from=first, interviews_to=last)
    campaign.refresh_from_db()


def offering(campaign):
    address = f"/campaigns/{campaign.reference}/interview-times/offer/"
    return signed_in(make_handler(campaign)), address


def tick(page):
    """What the box stands for that confirms the days."""
    [box] = re.findall(r'<input[^>]*name="outside"[^>]*>', page.text)
    return re.search(r'value="([^"]+)"', box).group(1)


def test_S30_times_on_other_days_than_the_advert_s_are_offered_once_that_is_confirmed(mailoutbox):
    campaign = make_interviewing(people=1)
    first, last, day = working_day(2), working_day(4), working_day(6)
    advertised(campaign, first, last)
    browser, address = offering(campaign)
    assert 'name="outside"' not in browser.get(address).text
    given = typed(campaign, day)
    page = browser.post(address, given)
    between = f"between {date_gb(first)} and {date_gb(last)}"
    assert (
        f"The advert says that interviews are {between}. Choose other days, or confirm that you "
        f"want {date_gb(day)}. Candidates will read that the advert gives other days"
    ) in shown(page)
    assert f"Yes, offer times on {date_gb(day)}" in shown(page)
    given["outside"] = tick(page)
    preview = browser.post(address, given)
    assert "You are about to offer 3 interview times" in preview.text
    sent = {**hidden_fields(preview.text), "step": "send"}
    assert browser.post(address, sent).status_code == 302
    assert Slot.objects.count() == 3
    kept = LogEntry.objects.get(action="roles.slots_made").data["detail"]
    assert f"Confirmed for {date_gb(day)}. The advert says {between}" in kept
    # Those who choose read it, on the page and in the email; and they can choose.
    [application] = invited_of(campaign)
    candidate, own = signed_in(application.candidate), f"/applications/{application.reference}/"
    said = f"This day is not in the advert, which says that interviews are {between}."
    assert said in shown(candidate.get(f"{own}interview/"))
    deliver_notifications([Notification.objects.get(slug="roles.interview_times").pk])
    words = f"Some of these days are not in the advert, which says that interviews are {between}."
    assert words in " ".join(mailoutbox[-1].body.split())
    chosen = candidate.post(f"{own}interview/", {"slot": Slot.objects.first().pk})
    assert (chosen.status_code, Slot.objects.taken().count()) == (302, 1)


def test_S30_a_tick_counts_for_the_days_that_it_was_about_alone():
    campaign = make_interviewing(people=1)
    advertised(campaign, working_day(2), working_day(4))
    browser, address = offering(campaign)
    confirmed = tick(browser.post(address, typed(campaign, working_day(6))))
    other = {**typed(campaign, working_day(7)), "outside": confirmed}
    page = browser.post(address, other)
    assert "You can offer" not in page.text
    assert f"confirm that you want {date_gb(working_day(7))}." in shown(page)
    # Days of the advert, and weekends, are not asked about.
    page = browser.post(address, typed(campaign, working_day(3)))
    assert "You are about to offer 3 interview times" in page.text
    assert "This day is not in the advert" not in page.text


@pytest.mark.parametrize("is_room", [True, False])
def test_S28_a_clash_with_a_time_that_is_already_offered_is_called_that(is_room):
    campaign, day = make_interviewing(people=1), working_day(5)
    [slot, *_] = make_times(campaign, day)
    place = slot.place if is_room else "https://video.example.gov.uk/another"
    plan = planned(campaign, day, place=place)
    assert {shut.why for shut in plan.shut} == {"You already offer a time then"}
    Slot.objects.filter(campaign=campaign).update(application=None, closed_at=None)
    taken = invited_of(campaign)[0]
    Slot.objects.filter(pk=slot.pk).update(application=taken)
    whys = [shut.why for shut in planned(campaign, day, place=place, last=time(10)).shut]
    chair = holders_of(campaign)[0]
    expected = "The room or link is taken" if is_room else f"{chair.name} has another interview"
    assert whys[0] == expected


def test_S28_turns_that_are_all_taken_by_own_times_are_called_that():
    campaign, day = make_interviewing(people=1, members=2), working_day(5)
    chair, *others = holders_of(campaign)
    make_times(campaign, day, everybody=others)
    wish = {"everybody": [chair], "one_of": others, "place": "https://video.example.gov.uk/b"}
    plan = planned(campaign, day, **wish)
    assert {shut.why for shut in plan.shut} == {"You already offer a time then"}


def test_all_that_is_wrong_with_the_form_is_said_at_once():
    campaign = make_interviewing(people=1)
    browser, address = offering(campaign)
    first, last = working_day(5), working_day(4)
    [one, *_] = holders_of(campaign)
    given = {**typed(campaign, first), **day_parts("last_day", last), "place": ""}
    given |= {"end": "8am", "everybody": [one.pk], "minutes": "5", "break_from": "12pm"}
    page = shown(browser.post(address, given))
    for said in (
        f"The last day must be {date_gb(first)} or later",
        "Enter where the interviews are",
        "The last interview must end after the first one can start",
        "The length of an interview in minutes must be 10 or more",
        "Enter when the first break ends",
        "At least 2 different people must hold each interview",
    ):
        assert said in page
    given |= {"one_of": [one.pk]}
    assert f"You selected {one.name} for every interview" in shown(browser.post(address, given))
    far = {**typed(campaign, first), **day_parts("last_day", first + timedelta(days=90))}
    page = shown(browser.post(address, {**far, "place": ""}))
    assert ("days or fewer after the first" in page, "Enter where the interviews" in page) == (
        True,
        True,
    )
