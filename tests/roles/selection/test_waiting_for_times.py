"""Who waits for an interview time is told when one comes free (S30); who did not attend (S33)."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from hub.models import Notification
from hub.tasks import deliver_notifications
from roles.models import Conflict, Interview, Slot, SlotSeat
from roles.selection.services.slot_choices import (
    cancel_interview,
    choose_time,
    say_none_suits,
    times_for,
)
from roles.selection.tasks import look_after_interviews
from tests.factories.adverts import make_handler
from tests.factories.hub import signed_in
from tests.factories.slots import invited_of, make_interviewing, make_times, working_day
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


def told():
    rows = Notification.objects.filter(slug="roles.interview_time_free")
    return [row.recipient for row in rows.order_by("pk")]


def taken(people=3, last=time(10, 45)):
    """A campaign with one time fewer than candidates, all of them taken."""
    campaign = make_interviewing(people=people)
    slots = make_times(campaign, working_day(6), last=last)
    applications = invited_of(campaign)
    for application, slot in zip(applications, slots, strict=False):
        choose_time(application=application, slot=slot, actor=application.candidate)
    return slots, applications


def test_S30_who_has_no_time_to_choose_is_told_once_when_one_comes_free():
    slots, (first, *_, waits) = taken()
    assert (len(slots), times_for(waits, timezone.now())) == (2, [])
    browser = signed_in(waits.candidate)
    page = f"/applications/{waits.reference}/interview/"
    assert "We will email you when one" in browser.get(page).text
    look_after_interviews()
    assert told() == []
    cancel = f"/applications/{first.reference}/interview/cancel/"
    other = signed_in(first.candidate)
    other.post(cancel, as_read(other, cancel))
    for _ in range(2):
        look_after_interviews()
    # Not who gave it up.
    assert told() == [waits.candidate]
    browser.post(page, as_read(browser, page, {"slot": slots[0].pk}))
    waits.refresh_from_db()
    assert waits.state == "interview_booked"


def test_S30_who_said_that_none_suits_is_told_of_what_comes_free_after_that():
    campaign = make_interviewing(people=2)
    slots = make_times(campaign, working_day(6))
    one, two = invited_of(campaign)
    choose_time(application=one, slot=slots[0], actor=one.candidate)
    say_none_suits(application=two, words="Only at 9am.", actor=two.candidate)
    look_after_interviews()
    assert told() == []
    choose_time(application=one, slot=slots[1], actor=one.candidate)
    for _ in range(2):
        look_after_interviews()
    assert told() == [two.candidate]


def test_S30_a_time_that_a_cleared_conflict_opens_is_told_and_a_hidden_one_is_not():
    campaign = make_interviewing(people=1)
    make_times(campaign, working_day(6))
    [application] = invited_of(campaign)
    holder = SlotSeat.objects.first().person
    conflict = Conflict.objects.create(
        application=application, person=holder, grounds=["declared"], found_at=timezone.now()
    )
    look_after_interviews()
    assert told() == []
    Conflict.objects.filter(pk=conflict.pk).update(hides=False)
    look_after_interviews()
    assert told() == [application.candidate]


def test_S30_times_that_were_offered_meanwhile_are_told_by_their_own_email_alone():
    _, (*_, waits) = taken()
    look_after_interviews()
    make_times(waits.campaign, working_day(8))
    look_after_interviews()
    assert told() == []
    assert Notification.objects.filter(
        slug="roles.interview_times", recipient=waits.candidate
    ).exists()


def test_S30_an_email_that_waits_is_dropped_when_the_time_is_taken_again(mailoutbox):
    slots, (first, *_, waits) = taken()
    look_after_interviews()
    cancel_interview(application=first, actor=first.candidate)
    look_after_interviews()
    choose_time(application=first, slot=Slot.objects.get(pk=slots[0].pk), actor=first.candidate)
    row = Notification.objects.get(slug="roles.interview_time_free")
    deliver_notifications([row.pk])
    assert row.recipient == waits.candidate
    assert [mail for mail in mailoutbox if "come free" in mail.subject] == []


def test_S33_who_chose_a_near_time_themselves_can_be_recorded_as_not_attending(time_machine):
    """Find 44: who chose it knew of it."""
    campaign = make_interviewing(people=1)
    slots = make_times(campaign, working_day(3))
    [application] = invited_of(campaign)
    choose_time(application=application, slot=slots[0], actor=application.candidate)
    near = slots[0].starts_at - timedelta(hours=20)
    type(application).objects.filter(pk=application.pk).update(interview_booked_at=near)
    assert Interview.objects.get().starts_at == slots[0].starts_at
    time_machine.move_to(slots[0].starts_at + timedelta(hours=2), tick=False)
    handler = make_handler(campaign)
    browser = signed_in(handler)
    page = f"/campaigns/{campaign.reference}/applications/{application.reference}/miss_interview/"
    shown = browser.get(page, follow=True).text
    assert "less than a day before it" not in shown
    browser.post(page, as_read(browser, page, {}))
    application.refresh_from_db()
    assert application.state == "no_show"
