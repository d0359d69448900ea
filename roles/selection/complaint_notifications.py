"""What is told of complaints (R19)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils import timezone

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.models.applications.application import Application
from roles.models.selection.complaint import Complaint

HANDLERS = "Resourcing officers of the department who were not involved, or hub leads"
to_office = partial(NotificationKind, to_office=True)
to_who_complains = partial(NotificationKind, audience="The candidate who complains")


def example_of_complaint() -> Mapping[str, Any]:
    """A complaint about a sift."""
    return {
        "reference": "K-4HT7-9QXM",
        "campaign": "V-2H8N-QX4R",
        "of": "A-7KQ2-M8XD",
        "role": "Service owner",
        "department": "Department for Example",
        "acknowledge_by": "3 December 2026",
        "answer_by": "29 December 2026",
    }


def still_waits(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the department has to answer; else the message is dropped."""
    complaint = notification.subject
    return {} if isinstance(complaint, Complaint) and complaint.is_in_hand else None


def still_late(notification: Notification) -> Mapping[str, Any] | None:
    """The same, while it is late by the day that the message is about."""
    complaint = notification.subject
    if not isinstance(complaint, Complaint):
        return None
    rows = Complaint.objects.late_on(timezone.localdate()).filter(pk=complaint.pk)
    is_current = notification.occasion == f"late {complaint.next_day}"
    return {} if is_current and rows.exists() else None


def still_theirs(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the application is there; else the message is dropped."""
    application = notification.subject
    is_there = isinstance(application, Application) and not application.erased_at
    return {} if is_there else None


COMPLAINT_NOTIFICATIONS = [
    to_office(
        slug="roles.complaint_received",
        label="A complaint about a role or a decision",
        audience=HANDLERS,
        trigger="A candidate complains, or staff record a complaint",
        title="A complaint about {role}: acknowledge it by {acknowledge_by}",
        template="roles/selection/mail/complaint_received.txt",
        example=example_of_complaint,
        extra=still_waits,
    ),
    to_office(
        slug="roles.complaint_given",
        label="A complaint to deal with",
        audience="Whoever is asked to deal with a complaint",
        trigger="Somebody who deals with a complaint gives it to a colleague",
        title="Answer a complaint about {role} by {answer_by}",
        template="roles/selection/mail/complaint_given.txt",
        example=example_of_complaint,
        extra=still_waits,
    ),
    to_office(
        slug="roles.complaint_late",
        label="A complaint that is late",
        audience="Whoever deals with the complaint, and hub leads",
        trigger="The day to acknowledge or to answer a complaint has passed",
        title="A complaint about {role} is late",
        template="roles/selection/mail/complaint_late.txt",
        example=example_of_complaint,
        extra=still_late,
    ),
    to_who_complains(
        slug="roles.complaint_sent",
        label="We have your complaint",
        trigger="A candidate complains from their account",
        title="We have your complaint about {role}",
        template="roles/selection/mail/complaint_sent.txt",
        example=example_of_complaint,
        extra=still_theirs,
    ),
    to_who_complains(
        slug="roles.complaint_acknowledged",
        label="Somebody is looking at your complaint",
        trigger="Somebody starts to deal with a candidate’s complaint",
        title="We are looking at your complaint about {role}",
        template="roles/selection/mail/complaint_acknowledged.txt",
        example=example_of_complaint,
        extra=still_theirs,
    ),
    to_who_complains(
        slug="roles.complaint_answered",
        label="An answer to your complaint",
        trigger="The department answers the complaint of a candidate",
        title="An answer to your complaint about {role}",
        template="roles/selection/mail/complaint_answered.txt",
        example=example_of_complaint,
        extra=still_theirs,
    ),
]
