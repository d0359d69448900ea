"""What the clock does about interviews: reminders, times to choose, results to record."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from hub.authorisation import as_system
from hub.models import Notification
from hub.tasks import deliver_notifications
from hub.working_days import add_working_days, working_days_before
from roles.applications.services.applications import move_application
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import Interview, InterviewChoice, Slot, SlotSeat
from roles.selection.services.slot_choices import cancel_interview, choose_time
from roles.selection.services.slot_duties import (
    ask_for_results,
    chase_who_has_not_chosen,
    remind_of_interviews,
    reminder_due,
)
from roles.selection.work import held
from tests.factories.adverts import book, make_handler
from tests.factories.slots import at, invited_of, make_interviewing, make_times, working_day

pytestmark = pytest.mark.django_db


@as_system()
def run(duty, moment):
    duty(moment)


def told(slug):
    return list(Notification.objects.filter(slug=slug).order_by("pk"))


def chosen(people=1, day=None):
    """A campaign whose candidates have each chosen a time."""
    campaign = make_interviewing(people=people)
    slots = make_times(campaign, day or working_day(6), last=time(17))
    applications = invited_of(campaign)
    long_ago = timezone.now() - timedelta(days=1)
    for application, slot in zip(applications, slots, strict=False):
        choose_time(application=application, slot=slot, actor=application.candidate, at=long_ago)
    return campaign, slots, applications


def test_SC26_everybody_is_reminded_once_two_working_days_before_at_the_new_time_after_a_move():
    campaign, slots, (one, two, three) = chosen(people=3)
    later = make_times(campaign, working_day(8))
    cancel_interview(application=one, actor=one.candidate)
    choose_time(application=two, slot=later[0], actor=two.candidate)
    due = reminder_due(slots[2].starts_at)
    assert due == at(working_days_before(working_day(6), 2, region="ENG"), 9)
    for moment in (due - timedelta(minutes=1), due, due + timedelta(hours=1), due):
        run(remind_of_interviews, moment)
    assert [row.recipient for row in told("roles.interview_soon")] == [three.candidate]
    assert {row.recipient for row in told("roles.interview_to_hold")} == {
        seat.person for seat in SlotSeat.objects.filter(slot=slots[2])
    }
    run(remind_of_interviews, reminder_due(later[0].starts_at))
    assert [row.recipient for row in told("roles.interview_soon")] == [
        three.candidate,
        two.candidate,
    ]


def test_SC26_what_is_late_or_was_arranged_after_it_was_due_is_not_sent():
    _, slots, (one, two) = chosen(people=2)
    due = reminder_due(slots[0].starts_at)
    Interview.objects.filter(application=two).update(set_at=due + timedelta(minutes=5))
    run(remind_of_interviews, due + timedelta(hours=4, minutes=1))
    assert told("roles.interview_soon") == []
    run(remind_of_interviews, due + timedelta(hours=4))
    assert [row.recipient for row in told("roles.interview_soon")] == [one.candidate]


def test_SC26_a_reminder_that_waits_for_its_worker_is_dropped_when_the_interview_is_off(mailoutbox):
    _, slots, (one, two) = chosen(people=2)
    run(remind_of_interviews, reminder_due(slots[0].starts_at))
    cancel_interview(application=one, actor=one.candidate)
    rows = told("roles.interview_soon")
    mailoutbox.clear()
    deliver_notifications([row.pk for row in rows])
    assert [mail.to for mail in mailoutbox] == [[two.candidate.email]]
    assert mailoutbox[0].attachments[0][0] == "interview.ics"
    holders = told("roles.interview_to_hold")
    mailoutbox.clear()
    deliver_notifications([row.pk for row in holders])
    assert len(mailoutbox) == 2
    words = " ".join(mail.subject + mail.body for mail in mailoutbox)
    assert [name in words for name in (two.full_name, two.reference)] == [False, False]


def test_S30_who_has_not_chosen_is_asked_after_two_and_four_working_days_and_never_rejected():
    campaign = make_interviewing(people=2)
    slots = make_times(campaign, working_day(15))
    one, two = invited_of(campaign)
    choose_time(application=two, slot=slots[0], actor=two.candidate)
    asked = timezone.localdate()
    days = [add_working_days(asked, number, region="ENG") for number in (1, 2, 3, 4, 5, 6)]
    for day in days:
        for hour in (8, 9, 10, 12, 14):
            run(chase_who_has_not_chosen, at(day, hour))
    rows = told("roles.interview_to_choose")
    assert [row.recipient for row in rows] == [one.candidate] * 2
    one.refresh_from_db()
    assert one.state == "interview_invited"
    # Who said that none suits waits for the department.
    InterviewChoice.objects.create(
        application=one, none_suits="Evenings", none_suits_at=timezone.now()
    )
    Notification.objects.filter(slug="roles.interview_to_choose").delete()
    for day in days:
        run(chase_who_has_not_chosen, at(day, 9))
    assert told("roles.interview_to_choose") == []


def test_SC29_results_are_asked_for_the_next_working_morning_once_and_never_before_the_end():
    campaign = make_interviewing(people=3)
    handler = make_handler(campaign)
    applications = invited_of(campaign)
    for application in applications:
        book(application, handler)
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7)
    starts = [
        at(monday, 10),
        at(monday, 16),
        at(add_working_days(monday, 4, region="ENG"), 16),
    ]
    for application, starts_at in zip(applications, starts, strict=True):
        Interview.objects.filter(application=application).update(starts_at=starts_at)
    tuesday = add_working_days(monday, 1, region="ENG")
    for moment in (at(monday, 16, 30), at(tuesday, 0, 5), at(tuesday, 6, 59)):
        run(ask_for_results, moment)
    assert told("roles.interview_unrecorded") == []
    for moment in (at(tuesday, 7), at(tuesday, 7, 30), at(tuesday, 12)):
        run(ask_for_results, moment)
    rows = told("roles.interview_unrecorded")
    assert {row.object_id for row in rows} == {str(each.pk) for each in applications[:2]}
    assert len({(row.recipient_id, row.object_id) for row in rows}) == len(rows)
    assert handler in {row.recipient for row in rows}
    move_application(application=applications[0], move="record_interview", actor=handler)
    # After three working days once more, of what is still missing.
    late = at(add_working_days(monday, 3, region="ENG"), 7)
    run(ask_for_results, late)
    run(ask_for_results, late)
    of_second = [
        row
        for row in told("roles.interview_unrecorded")
        if row.object_id == str(applications[1].pk) and row.recipient == handler
    ]
    assert len(of_second) == 2
    of_first = [
        row
        for row in told("roles.interview_unrecorded")
        if row.object_id == str(applications[0].pk) and row.recipient == handler
    ]
    assert len(of_first) == 1


def test_SC29_an_interview_waits_in_to_do_only_after_its_end():
    campaign = make_interviewing()
    handler = make_handler(campaign)
    application = invited_of(campaign)[0]
    book(application, handler)
    now = timezone.now()
    for minutes_ago, length, waits in ((70, 90, False), (70, 60, True), (-5, 60, False)):
        Interview.objects.update(starts_at=now - timedelta(minutes=minutes_ago), minutes=length)
        assert held(handler).exists() is waits


def test_times_are_closed_and_nobody_keeps_them_free_when_the_role_ends():
    campaign, _, _ = chosen(people=1)
    cancel_campaign(campaign=campaign, reason="No money.", actor=make_handler(campaign))
    assert Slot.objects.open().to_come(timezone.now()).count() == 0
    assert SlotSeat.objects.held().count() == 0
