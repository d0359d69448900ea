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
from roles.selection.panel_work import _to_declare, to_declare
from roles.selection.services.slot_choices import cancel_interview, choose_time
from tests.factories.adverts import book, make_handler
from tests.factories.hub import signed_in
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
HOLD, BY_HAND = "roles.interviews_to_hold", "roles.interviews_by_hand"


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
        [(text, _)] = queues(person)[BY_HAND]
        assert text.startswith(campaign.title)
        assert in_calendar(person, interview) == [f"Interview for {campaign.title}"]
        [row] = told("roles.interview_held", person)
        assert first.reference not in str(row.context)
        assert first.full_name not in str(row.context)
    Conflict.objects.create(
        application=second, person=people[0], found_at=timezone.now(), grounds=["recognised"]
    )
    book(second, make_handler(campaign))
    assert [len(queues(person)[BY_HAND]) for person in people] == [1, 2]
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
    assert not {HOLD, BY_HAND} & queues(person).keys()


def test_S49_the_record_of_decision_lists_no_interview_that_will_not_take_place():
    campaign = make_interviewing(people=3)
    for slot, application in zip(make_times(campaign), invited_of(campaign), strict=True):
        choose_time(application=application, slot=slot, actor=application.candidate)
    stands, cancelled, withdrawn = campaign.applications.order_by("pk")
    cancel_interview(application=cancelled, actor=cancelled.candidate)
    withdraw_application(application=withdrawn, actor=withdrawn.candidate)
    page = signed_in(make_handler(campaign)).get(f"{campaign.get_absolute_url()}decisions/").text
    held = page.split("How</th>")[-1].split("</table>")[0]
    shown = [each.reference in held for each in (stands, cancelled, withdrawn)]
    assert shown == [True, False, False]
    assert "Interview cancelled by the candidate" in page


def test_S1_whoever_has_to_declare_on_names_sees_by_which_interview():
    campaign = make_interviewing()
    [slot, *_], [application] = make_times(campaign), invited_of(campaign)
    person = holders_of(campaign)[0].person
    choose_time(application=application, slot=slot, actor=application.candidate)
    [place] = to_declare(fresh(person))
    assert _to_declare(place).until == timezone.localdate(slot.starts_at)
