"""What is told of appointments by exception (R18)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils import timezone

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.models.campaigns.by_exception import AppointmentByException

to_office = partial(NotificationKind, to_office=True)


def example_exception() -> Mapping[str, Any]:
    """An appointment of a specialist for a year."""
    return {
        "reference": "X-3HY7-6FKP",
        "department": "Department for Example",
        "title": "Cloud cost specialist",
        "last": "31 March 2027",
        "limit": "31 March 2028",
        "answer": "approved",
        "reason": "The skills are not to be had otherwise in time.",
    }


def still_ends(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while it ends on the day of the message; else it is dropped."""
    record = notification.subject
    if not isinstance(record, AppointmentByException):
        return None
    due = AppointmentByException.objects.ending_within(timezone.localdate()).filter(pk=record.pk)
    is_current = notification.occasion.startswith(f"{record.ends_on}")
    return {} if is_current and due.exists() else None


def still_asked(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while nobody has decided; else the message is dropped."""
    record = notification.subject
    waits = isinstance(record, AppointmentByException) and record.is_approved is None
    return {} if waits else None


EXCEPTION_NOTIFICATIONS = [
    to_office(
        slug="roles.exception_asked",
        label="An appointment by exception to approve",
        audience="The department's vacancy approvers",
        trigger="Somebody asks for an appointment without open competition",
        title="Decide on an appointment by exception: {title}",
        template="roles/campaigns/mail/exception_asked.txt",
        example=example_exception,
        extra=still_asked,
    ),
    to_office(
        slug="roles.exception_decided",
        label="Your appointment by exception is decided on",
        audience="Whoever asked for it",
        trigger="An approver decides on an appointment by exception",
        title="The appointment by exception was {answer}: {title}",
        template="roles/campaigns/mail/exception_decided.txt",
        example=example_exception,
    ),
    to_office(
        slug="roles.exception_ends",
        label="An appointment by exception ends soon",
        audience="The department's hiring managers, resourcing officers and HR contacts",
        trigger="Some days before the last day of an appointment by exception, and 14 days before",
        title="An appointment by exception ends on {last}: {title}",
        template="roles/campaigns/mail/exception_ends.txt",
        example=example_exception,
        extra=still_ends,
    ),
]
