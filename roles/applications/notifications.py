"""What candidates, and those who handle their applications, are told about applications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.models.applications.application import Application

EXAMPLE = {"reference": "A-7KQ2-M8XD"}


def example_of_advert() -> Mapping[str, Any]:
    return {
        **EXAMPLE,
        "title": "Service owner",
        "organisation": "Department for Example",
        "closes_at": datetime(2026, 11, 27, 23, 55, tzinfo=UTC),
    }


def example_of_handler() -> Mapping[str, Any]:
    return {
        **EXAMPLE,
        "campaign": "V-2H8N-QX4R",
        "post": "P-9TRK-4WZC",
        "request": "",
        "answer": "accepted",
    }


def advert(notification: Notification) -> Mapping[str, Any] | None:
    """What was applied for, read when the message is sent; None when the application is gone."""
    application = notification.subject
    if not isinstance(application, Application) or application.erased_at:
        return None
    campaign = application.campaign
    return {
        "title": application.job_offered,
        "organisation": application.organisation.name,
        "closes_at": campaign.closes_at,
    }


def entered(notification: Notification) -> Mapping[str, Any] | None:
    """The advert, and who entered the application."""
    application, facts = notification.subject, still_there(notification)
    if not isinstance(application, Application) or facts is None:
        return None
    return {**facts, "who": application.who_entered}


def _example_of_entered() -> Mapping[str, Any]:
    return {**example_of_advert(), "who": "Department for Example"}


def unsent(notification: Notification) -> Mapping[str, Any] | None:
    """The advert, while the draft is one and the role open; else the message is dropped."""
    application = notification.subject
    if not isinstance(application, Application) or not application.is_draft:
        return None
    return advert(notification) if application.campaign.is_open else None


def still_there(notification: Notification) -> Mapping[str, Any] | None:
    """The advert; None drops a message about an application that is gone or taken back."""
    application = notification.subject
    if not isinstance(application, Application) or application.erased_at:
        return None
    if application.withdrawn_at and notification.slug != "roles.application_withdrawn":
        return None
    # A decision that rested is not told when it was undone or overtaken meanwhile.
    decided, _, released = notification.occasion.partition("@")
    if released and application.state != decided:
        return None
    return advert(notification)


def to_candidate(
    slug: str,
    label: str,
    trigger: str,
    title: str,
    template: str,
    *,
    example: Callable[[], Mapping[str, Any]] = example_of_advert,
    extra: Callable[[Notification], Mapping[str, Any] | None] = still_there,
) -> NotificationKind:
    """A message to the candidate about an application that is still there; it names the role."""
    return NotificationKind(
        slug=slug,
        label=label,
        audience="The candidate",
        trigger=trigger,
        title=title,
        template=template,
        example=example,
        extra=extra,
    )


def _example_of_late() -> Mapping[str, Any]:
    return {"campaign": "V-2H8N-QX4R", "number": 12, "days": 15}


NOTIFICATIONS = [
    NotificationKind(
        slug="roles.application_asked",
        label="A candidate asks a question",
        audience="Hiring managers and resourcing officers of the department",
        to_office=True,
        trigger="A candidate asks a question about an application they have sent",
        title="A question about application {reference}",
        template="roles/applications/mail/application_asked.txt",
        example=example_of_handler,
    ),
    to_candidate(
        "roles.application_answered",
        "Your question is answered",
        "The department answers a question about an application",
        "An answer about your application {reference}",
        "roles/applications/mail/application_answered.txt",
    ),
    NotificationKind(
        slug="roles.decisions_late",
        label="Candidates wait too long",
        audience="Hiring managers and resourcing officers of the department",
        to_office=True,
        trigger="Once a week while decisions are later than the service's own standard",
        title="Candidates for campaign {campaign} are waiting for a decision",
        template="roles/applications/mail/decisions_late.txt",
        example=_example_of_late,
    ),
    NotificationKind(
        slug="roles.application_submitted",
        label="Application received",
        audience="The candidate",
        trigger="The candidate sends an application",
        title="We have your application {reference}",
        template="roles/applications/mail/application_submitted.txt",
        example=example_of_advert,
        extra=advert,
    ),
    to_candidate(
        "roles.application_entered",
        "An application was entered for you",
        "Staff enter an application for a candidate",
        "An application was entered for you: {reference}",
        "roles/applications/mail/application_entered.txt",
        example=_example_of_entered,
        extra=entered,
    ),
    NotificationKind(
        slug="roles.draft_closing",
        label="A role closes and your draft is not sent",
        audience="The candidate",
        trigger="48 hours before closing, to whoever has a draft",
        title="Send your application {reference} before the role closes",
        template="roles/applications/mail/draft_closing.txt",
        example=example_of_advert,
        extra=unsent,
        choice="Remind me 48 hours before a role closes if I have not sent my application",
    ),
    to_candidate(
        "roles.application_withdrawn",
        "Application withdrawn",
        "The candidate withdraws an application",
        "You have withdrawn your application {reference}",
        "roles/applications/mail/application_withdrawn.txt",
    ),
]
