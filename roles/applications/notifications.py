"""What candidates, and those who handle their applications, are told about applications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from hub.dates import datetime_gb
from hub.models import Notification
from hub.notifications import NotificationKind
from roles.applications.services.same_person import entered_for_the_same
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview
from roles.telling import calls_about

EXAMPLE = {"reference": "A-7KQ2-M8XD"}


def example_of_advert() -> Mapping[str, Any]:
    return {
        **EXAMPLE,
        "title": "Service owner",
        "organisation": "Department for Example",
        "closes_at": datetime(2026, 11, 27, 23, 55, tzinfo=UTC),
        "has_closed": False,
    }


def example_of_handler() -> Mapping[str, Any]:
    return {
        **EXAMPLE,
        "campaign": "V-2H8N-QX4R",
        "post": "P-9TRK-4WZC",
        "request": "",
        "answer": "accepted",
        "role": "Service owner",
        "department": "Department for Example",
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
        "has_closed": campaign.closes_at is not None and campaign.closes_at <= timezone.now(),
    }


def entered(notification: Notification) -> Mapping[str, Any] | None:
    """The advert, and who entered the application."""
    application, facts = notification.subject, still_there(notification)
    if not isinstance(application, Application) or facts is None:
        return None
    return {**facts, "who": application.who_entered}


def _example_of_entered() -> Mapping[str, Any]:
    return {**example_of_advert(), "who": "Department for Example"}


def applied_twice(notification: Notification) -> Mapping[str, Any] | None:
    """The advert, while both applications are there; else the message is dropped."""
    application = notification.subject
    if not isinstance(application, Application) or entered_for_the_same(application) is None:
        return None
    return advert(notification)


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
    # A decision that rested is not told when it was undone, overtaken or too late meanwhile.
    decided, _, released = notification.occasion.partition("@")
    if released and (application.state != decided or application.ended_untold):
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
    file: Callable[[Notification], tuple[str, str, str] | None] | None = None,
    unlisted: bool = False,
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
        file=file,
        unlisted=unlisted,
    )


def interview_off(notification: Notification) -> Interview | None:
    """The interview that was still to come when the application ended."""
    application = notification.subject
    slot = application.interview_slot if isinstance(application, Application) else None
    return slot if slot and slot.is_off and slot.cancelled_at is None else None


def interview_off_file(notification: Notification) -> tuple[str, str, str] | None:
    """What takes it out of the candidate's calendar."""
    slot = interview_off(notification)
    return slot.calendar_file if slot else None


def ended(notification: Notification) -> Mapping[str, Any] | None:
    """The advert, and when the interview was that does not take place."""
    known, slot = still_there(notification), interview_off(notification)
    if known is None:
        return None
    return {**known, "interview": datetime_gb(slot.starts_at) if slot else ""}


def example_of_end() -> Mapping[str, Any]:
    return {**example_of_advert(), "interview": "8 December 2026, 10am"}


def _example_of_withdrawal() -> Mapping[str, Any]:
    return {**example_of_end(), "recorded_by": "Department for Example"}


def _example_of_late() -> Mapping[str, Any]:
    return {"campaign": "V-2H8N-QX4R", "number": 12, "days": 15}


def _example_of_call() -> Mapping[str, Any]:
    return {**example_of_handler(), **example_of_advert(), "what": "Result of the sift"}


def still_to_phone(notification: Notification) -> Mapping[str, Any] | None:
    """The advert, while there is something to tell; else the message is dropped."""
    application = notification.subject
    if not isinstance(application, Application):
        return None
    calls = {f"call {call.pk}" for call in calls_about(application)}
    return advert(notification) if notification.occasion in calls else None


def _example_of_interview_off() -> Mapping[str, Any]:
    return {
        **EXAMPLE,
        "role": "Service owner",
        "department": "Department for Example",
        "interview": "8 December 2026, 10am",
    }


NOTIFICATIONS = [
    NotificationKind(
        slug="roles.candidate_to_phone",
        label="A candidate to phone",
        audience="The person who entered the application. From the invitation to an interview, "
        "also the department’s hiring managers and resourcing officers, and the hub team adviser",
        to_office=True,
        trigger="There is something to tell a candidate we cannot email",
        title="Phone the candidate with application {reference}",
        template="roles/applications/mail/candidate_to_phone.txt",
        example=_example_of_call,
        extra=still_to_phone,
    ),
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
    to_candidate(
        "roles.applied_twice",
        "You may have applied twice",
        "Staff enter an application for somebody with the name and phone number, or the email "
        "address, of a candidate who applied online, or the other way round",
        "You may have applied twice: application {reference}",
        "roles/applications/mail/applied_twice.txt",
        extra=applied_twice,
        unlisted=True,
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
        "The candidate withdraws an application, or staff record that they asked for it",
        "Your application {reference} is withdrawn",
        "roles/applications/mail/application_withdrawn.txt",
        example=_example_of_withdrawal,
        extra=ended,
        file=interview_off_file,
    ),
    NotificationKind(
        slug="roles.candidate_account_closed",
        label="A candidate you appointed closed their account",
        audience="Hiring managers and resourcing officers of the department; the hub team adviser",
        to_office=True,
        trigger="A candidate closes their account while checks are made or after a formal offer",
        title="Contact the candidate with application {reference} yourselves from now on",
        template="roles/applications/mail/candidate_account_closed.txt",
        example=example_of_handler,
        extra=advert,
    ),
    NotificationKind(
        slug="roles.interview_off",
        label="An interview will not take place",
        audience="The contact for the interview, unless they handle the applications",
        trigger="The candidate withdraws, or the role ends, before an interview that was booked",
        title="Interview on {interview} for {role} will not take place",
        template="roles/applications/mail/interview_off.txt",
        example=_example_of_interview_off,
    ),
]
