"""What is told of interviews whose times candidates choose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.applications.notifications import example_of_advert, to_candidate
from roles.models.applications.application import Application
from roles.models.selection.slot import SlotSeat
from roles.selection.message_facts import (
    current_interview,
    example_of_interview,
    example_of_invitation,
    interview_file,
    invited,
)
from roles.selection.services.holders import file_of, still_held
from roles.selection.services.slot_duties import TOO_LATE, reminder_due

HANDLERS = "The department's hiring managers and resourcing officers"


def to_be_chosen(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the times, while the candidate has still to choose one; else it is dropped."""
    application = notification.subject
    if not isinstance(application, Application) or application.is_set_aside:
        return None
    if application.shown_state != Application.State.INTERVIEW_INVITED:
        return None
    known = invited(notification)
    return known if known is not None and known["times"] else None


def reminded_of(notification: Notification) -> Mapping[str, Any] | None:
    """The interview, while it is at the time of the message and that is not late (SC26)."""
    known, application = current_interview(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    slot = application.interview_slot
    is_the_same = slot is not None and slot.starts_at.isoformat() == notification.occasion
    return known if is_the_same and slot is not None and _is_in_time(slot.starts_at) else None


def held_by_them(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while they hold it and it is to come; else the message is dropped."""
    seat = notification.subject
    if not isinstance(seat, SlotSeat) or not seat.is_held:
        return None
    slot = seat.slot
    if slot.application_id is None or slot.closed_at is not None:
        return None
    if SlotSeat.objects.filter(pk=seat.pk).gone().exists():
        return None
    starts_at, _, replaced = notification.occasion.partition(" ")
    if starts_at != slot.starts_at.isoformat() or slot.starts_at <= timezone.now():
        return None
    return {} if replaced or _is_in_time(slot.starts_at) else None


def held_now(notification: Notification) -> Mapping[str, Any] | None:
    """Their place while they hold it at the time of the message; else it is dropped."""
    return {"place": notification.object_id} if still_held(notification) else None


def no_more(notification: Notification) -> Mapping[str, Any]:
    """Their place on the panel, or what was their place."""
    return {"place": notification.object_id}


def _is_in_time(starts_at: datetime) -> bool:
    return timezone.now() <= reminder_due(starts_at) + TOO_LATE


def given_up_file(notification: Notification) -> tuple[str, str, str] | None:
    """What takes the interview out of the candidate's calendar."""
    application = notification.subject
    slot = application.interview_slot if isinstance(application, Application) else None
    return slot.calendar_file if slot and slot.is_off else None


def example_of_handling() -> Mapping[str, Any]:
    return {
        "reference": "V-2H8N-QX4R",
        "application": "A-7KQ2-M8XD",
        "role": "Service owner",
        "department": "Department for Example",
        "interview": "8 December 2026, 10am",
    }


def example_of_holding() -> Mapping[str, Any]:
    return {**example_of_handling(), "where": "Room 4, 1 Example Street, Leeds", "place": 1}


def unrecorded(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while nobody recorded it; else the message is dropped."""
    application = notification.subject
    if not isinstance(application, Application):
        return None
    return {} if application.state == Application.State.INTERVIEW_BOOKED else None


def none_suits(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the candidate has no interview; else the message is dropped."""
    application = notification.subject
    if not isinstance(application, Application):
        return None
    return {} if application.state == Application.State.INTERVIEW_INVITED else None


to_handlers = partial(NotificationKind, to_office=True, example=example_of_handling)
SLOT_NOTIFICATIONS = [
    to_candidate(
        "roles.interview_times",
        "Interview times to choose from",
        "The department offers interview times to candidates who are invited",
        "Choose a time for your interview: application {reference}",
        "roles/selection/mail/interview_times.txt",
        example=example_of_invitation,
        extra=to_be_chosen,
    ),
    to_candidate(
        "roles.interview_to_choose",
        "An interview time still to choose",
        "2 and 4 working days after a candidate could first choose an interview time",
        "You have not chosen a time for your interview: application {reference}",
        "roles/selection/mail/interview_to_choose.txt",
        example=example_of_invitation,
        extra=to_be_chosen,
    ),
    to_candidate(
        "roles.interview_time_free",
        "An interview time came free",
        "A time that a candidate can choose comes free, who had none to choose or whom none suited",
        "An interview time has come free: application {reference}",
        "roles/selection/mail/interview_time_free.txt",
        example=example_of_invitation,
        extra=to_be_chosen,
    ),
    to_candidate(
        "roles.interview_soon",
        "Reminder of an interview, to the candidate",
        "2 working days before an interview",
        "Reminder: your interview for application {reference}",
        "roles/selection/mail/interview_soon.txt",
        example=example_of_interview,
        extra=reminded_of,
        file=interview_file,
    ),
    to_candidate(
        "roles.interview_cancelled",
        "You have cancelled an interview",
        "A candidate cancels the interview time that they chose",
        "You have cancelled your interview: application {reference}",
        "roles/selection/mail/interview_cancelled.txt",
        example=example_of_advert,
        file=given_up_file,
    ),
    to_candidate(
        "roles.interview_failed",
        "An interview could not be held for technical reasons",
        "The department records that an interview could not be held for technical reasons",
        "Choose another time for your interview: application {reference}",
        "roles/selection/mail/interview_failed.txt",
        example=example_of_advert,
    ),
    to_handlers(
        slug="roles.interview_to_hold",
        label="Reminder of an interview, to those who hold it",
        audience="The people on the panel who hold the interview",
        trigger="2 working days before an interview, or when somebody holds it for somebody else",
        title="You hold an interview for {department} on {interview}",
        template="roles/selection/mail/interview_to_hold.txt",
        example=example_of_holding,
        extra=held_by_them,
    ),
    to_handlers(
        slug="roles.interview_held",
        label="An interview that you hold",
        audience="The people on the panel who hold the interview",
        trigger="A candidate books or changes an interview, or somebody books it for them",
        title="You hold an interview for {department} on {interview}",
        template="roles/selection/mail/interview_held.txt",
        example=example_of_holding,
        extra=held_now,
        file=partial(file_of, is_off=False),
    ),
    to_handlers(
        slug="roles.interview_not_held",
        label="An interview that you do not hold any more",
        audience="The people on the panel who held the interview",
        trigger="A candidate changes, cancels or withdraws, or somebody else holds the interview",
        title="You do not hold the interview for {department} on {interview} any more",
        template="roles/selection/mail/interview_not_held.txt",
        example=example_of_holding,
        extra=no_more,
        file=partial(file_of, is_off=True),
    ),
    to_handlers(
        slug="roles.interview_given_up",
        label="A candidate cancels an interview",
        audience=HANDLERS,
        trigger="A candidate cancels the interview time that they chose",
        title="A candidate has cancelled an interview: application {application}",
        template="roles/selection/mail/interview_given_up.txt",
    ),
    to_handlers(
        slug="roles.interview_none_suits",
        label="None of the interview times suits a candidate",
        audience=HANDLERS,
        trigger="A candidate says that none of the interview times suits them",
        title="None of the interview times suits a candidate: application {application}",
        template="roles/selection/mail/interview_none_suits.txt",
        extra=none_suits,
    ),
    to_handlers(
        slug="roles.interview_to_arrange",
        label="Check the arrangements for an interview",
        audience="The department's resourcing officers",
        trigger="A candidate who asked for adjustments chooses an interview time",
        title="Check the arrangements for an interview: application {application}",
        template="roles/selection/mail/interview_to_arrange.txt",
        extra=unrecorded,
    ),
    to_handlers(
        slug="roles.interview_unrecorded",
        label="An interview to record",
        audience="The people who held it or handle the application; later the chair, too",
        trigger="The working morning after an interview that nobody has recorded, and 3 working "
        "days after it",
        title="Record the interview of {interview}: application {application}",
        template="roles/selection/mail/interview_unrecorded.txt",
        extra=unrecorded,
    ),
]
