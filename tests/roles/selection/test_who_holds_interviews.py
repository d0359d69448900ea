"""Those who hold an interview have it in To do and calendar, and are told of it (S32, SC27)."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.utils import timezone

from hub.calendars import days_of
from hub.models import Notification
from hub.notifications.delivery import sweep
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Conflict, Interview
from roles.selection.services.slot_choices import cancel_interview, choose_time
from tests.factories.adverts import book, make_handler
from tests.factories.slots import (
    at,
    holders_of,
    invited_of,
    make_interviewing,
    make_times,
    working_day,
)
from tests.roles.selection.test_moderation import fresh, queues

pytestmark = pytest.mark.django_db
HOLD = "roles.interviews_to_hold"


def told(slug, person):
    return list(Notification.objects.filter(slug=slug, recipient=person).order_by("pk"))


def files_to(person):
    """What calendars take in of what a person was sent: method, name, revision and heading."""
    sweep()
    found = []
    for letter in mail.outbox:
        for name, words, *_ in letter.attachments if person.email in letter.to else ():
            assert name == "interview.ics"
            text = words if isinstance(words, str) else words.decode()
            keys = ("METHOD", "UID", "SEQUENCE", "SUMMARY")
            found.append([re.search(rf"^{key}:(.*?)\r?$", text, re.M)[1] for key in keys])
    return found


def in_calendar(person, interview):
    day = timezone.localdate(interview.starts_at)
    return [
        happening.title
        for happening in days_of(fresh(person), day, day).happenings
        if happening.title.startswith("Interview for")
    ]


def test_SC27_an_interview_booked_by_hand_is_held_by_the_panel_in_to_do_and_calendar():
    campaign = make_interviewing(people=2)
    first, second = invited_of(campaign)
    people = [place.person for place in holders_of(campaign)]
    book(first, make_handler(campaign))
    interview = Interview.objects.get(application=first)
    for person in people:
        [(text, _)] = queues(person)[HOLD]
        assert text.startswith(campaign.title)
        assert in_calendar(person, interview) == [f"Interview for {campaign.title}"]
        [row] = told("roles.interview_held", person)
        assert first.reference not in str(row.context)
        assert first.full_name not in str(row.context)
    Conflict.objects.create(
        application=second, person=people[0], found_at=timezone.now(), grounds=["recognised"]
    )
    book(second, make_handler(campaign))
    assert [len(queues(person)[HOLD]) for person in people] == [1, 2]
    assert [len(told("roles.interview_held", person)) for person in people] == [1, 2]


def test_S32_who_holds_it_is_told_when_a_candidate_books_changes_and_cancels():
    campaign = make_interviewing()
    early, late, *_ = make_times(campaign)
    [application] = invited_of(campaign)
    person = holders_of(campaign)[0].person
    choose_time(application=application, slot=early, actor=application.candidate)
    [first] = files_to(person)
    choose_time(application=application, slot=late, actor=application.candidate)
    second = files_to(person)[-1]
    cancel_interview(application=application, actor=application.candidate)
    last = files_to(person)[-1]
    assert [each[0] for each in (first, second, last)] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert first[1] == second[1] == last[1]
    assert {each[3] for each in (first, second, last)} == {f"Interview for {campaign.title}"}
    assert HOLD not in queues(person)


def test_S32_who_holds_it_is_told_when_a_candidate_withdraws():
    campaign = make_interviewing(people=2)
    slot, *_ = make_times(campaign)
    by_slot, by_hand = invited_of(campaign)
    choose_time(application=by_slot, slot=slot, actor=by_slot.candidate)
    book(by_hand, make_handler(campaign), starts_at=at(working_day(8), 12))
    person = holders_of(campaign)[0].person
    for application in (by_slot, by_hand):
        withdraw_application(application=application, actor=application.candidate)
    assert len(told("roles.interview_not_held", person)) == 2
    assert HOLD not in queues(person)
