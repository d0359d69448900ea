"""What the messages about support requests say beside their words, read when they are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.dates import date_gb
from hub.models import Notification, User
from hub.numbers import plural
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.support.expert import Booking
from roles.models.support.support_request import SupportRequest
from roles.permissions.predicates import is_no_rival
from roles.support.history import given_by
from roles.support.services.outcomes import going_on, may_be_reopened

ROLE = {"role": "Service owner", "department": "Department for Example"}


def example_of_request() -> Mapping[str, Any]:
    return {
        "reference": "S-7KQ2-M8XD",
        "due": "25 November 2026",
        "days": "14 days",
        "campaigns": "V-2H8N-QX4R",
        "giver": "Chloe Martin",
        "changed": "Urgency “Urgent” is now “Soon”: the service begins in the spring.",
        **ROLE,
    }


def example_of_booking() -> Mapping[str, Any]:
    return {
        "reference": "S-7KQ2-M8XD",
        **ROLE,
        "what": "Panel, 3 December 2026 to 4 December 2026",
    }


def example_of_booking_ended() -> Mapping[str, Any]:
    return {**example_of_booking(), "applies": True, "declined": False}


def why_booking_ended(notification: Notification) -> Mapping[str, Any] | None:
    """Why the booking ended, which the expert alone reads, nor is it on record.

    Whether they apply for the role, or said that they cannot help.
    """
    booking = notification.subject
    if not isinstance(booking, Booking) or booking.expert.user is None:
        return None
    return {
        "applies": not is_no_rival(booking.expert.user, booking.post or booking.request),
        "declined": booking.request.bookings.declined().filter(expert=booking.expert_id).exists(),
    }


def example_of_taken_over() -> Mapping[str, Any]:
    return {
        "what": "2 support requests",
        "adviser": "Chloe Martin",
        "requests": [
            ("S-7KQ2-M8XD", "Service owner", "Department for Example"),
            ("S-9GV3-J68F", "Product manager", "Department for Example"),
        ],
    }


def still_taken_over(notification: Notification) -> Mapping[str, Any] | None:
    """The requests that the person advised on and may see, and whose they are now.

    The message is dropped where they have all of them again.
    """
    return _advised(notification, is_theirs=False)


def still_yours_again(notification: Notification) -> Mapping[str, Any] | None:
    """The requests that the person has again, and who had taken them over.

    The message is dropped where they have none of them any more.
    """
    return _advised(notification, is_theirs=True)


def _advised(notification: Notification, *, is_theirs: bool) -> Mapping[str, Any] | None:
    person = notification.recipient
    if person is None:
        return None
    rows = SupportRequest.objects.visible_to(person).filter(
        reference__in=notification.context["references"]
    )
    found = [
        (request.reference, str(request.level or request.role), request.organisation.name)
        for request in rows.select_related("organisation", "role", "level").order_by("reference")
        if (request.adviser_id == person.pk) == is_theirs
    ]
    adviser = User.objects.filter(pk=notification.context["adviser_key"]).first()
    return {"requests": found, "adviser": str(adviser or "A colleague")} if found else None


def named(
    check: Callable[[Notification], Mapping[str, Any] | None] = lambda notification: {},
) -> Callable[[Notification], Mapping[str, Any] | None]:
    """What ``check`` finds, with the role and the department that the message is about."""

    def facts(notification: Notification) -> Mapping[str, Any] | None:
        found = check(notification)
        about = notification.subject
        request = about.request if isinstance(about, Booking) else about
        if found is None or not isinstance(request, SupportRequest | Campaign):
            return found
        if isinstance(request, Campaign):
            role = request.title
        else:
            role = str(request.level or request.role or request.grade)
        return {"role": role, "department": request.organisation.name, **found}

    return facts


def outcome_as_recorded(notification: Notification) -> Mapping[str, Any] | None:
    """How it ended; the message is dropped once that is so no more."""
    request = notification.subject
    if not isinstance(request, SupportRequest) or not request.outcome:
        return None
    return {"outcome": request.get_outcome_display()}


def who_gave(notification: Notification) -> Mapping[str, Any] | None:
    """The name of the colleague who gave the request."""
    request = notification.subject
    giver = given_by(request) if isinstance(request, SupportRequest) else None
    return {"giver": str(giver) if giver else "A colleague"}


def still_to_follow_up(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the day stands; else the message is dropped."""
    request = notification.subject
    if not isinstance(request, SupportRequest):
        return None
    due = SupportRequest.objects.to_follow_up(timezone.localdate()).filter(pk=request.pk)
    is_current = f"{request.follow_up_on}" == notification.occasion
    return {} if is_current and due.exists() else None


def still_to_triage(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while it waits; else the message is dropped."""
    request = notification.subject
    waits = isinstance(request, SupportRequest) and request.state == SupportRequest.State.SUBMITTED
    return {} if waits else None


def example_of_late() -> Mapping[str, Any]:
    return {**example_of_request(), "due": "1 December 2026"}


def still_without_outcome(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the outcome is not recorded; else the message is dropped."""
    request = notification.subject
    return {} if isinstance(request, SupportRequest) and request.awaits_outcome else None


def sift_help_declined(notification: Notification) -> Mapping[str, Any] | None:
    """Why the hub does not help with the sift, as it stands; None once it was declined anew."""
    request = notification.subject
    if not isinstance(request, SupportRequest) or request.sift_help_declined_at is None:
        return None
    if request.sift_help_declined_at.isoformat() != notification.occasion:
        return None
    return {"reason": request.sift_help_declined_because}


def example_of_sift_help() -> Mapping[str, Any]:
    return {
        **ROLE,
        "reference": "S-7KQ2-M8XD",
        "campaign": "V-2H8N-QX4R",
        "reason": "Every user researcher in our register is booked until March.",
    }


def still_asked(notification: Notification) -> Mapping[str, Any] | None:
    """Where the answer is given, while nobody has; else the message is dropped."""
    subject = notification.subject
    if not isinstance(subject, SupportRequest | Campaign) or not subject.awaits_feedback:
        return None
    found = {"path": subject.get_feedback_url(), "page": subject.get_absolute_url()}
    return {**found, **since_asked(notification)}


def since_asked(notification: Notification) -> Mapping[str, Any]:
    """After how long the hub asks, and asks again, as its policy says."""
    return {"days": plural(RecruitmentPolicy.load().feedback_days, "day")}


def reopened_until(notification: Notification) -> Mapping[str, Any]:
    """The last day on which it can be reopened, "" where it cannot."""
    request = notification.subject
    found = campaigns_going_on(notification)
    if not (isinstance(request, SupportRequest) and request.closed_at and may_be_reopened(request)):
        return {"reopen_by": "", **found}
    last = request.closed_at + timedelta(days=RecruitmentPolicy.load().reopen_days)
    return {"reopen_by": date_gb(last), **found}


def campaigns_going_on(notification: Notification) -> Mapping[str, Any]:
    """The campaigns for its posts that go on without the request, by reference."""
    request = notification.subject
    found = going_on(request) if isinstance(request, SupportRequest) else []
    return {"campaigns": ", ".join(campaign.reference for campaign in found)}


def example_of_feedback() -> Mapping[str, Any]:
    return {
        **ROLE,
        "reference": "V-2H8N-QX4R",
        "what": "campaign V-2H8N-QX4R",
        "path": "/campaigns/V-2H8N-QX4R/feedback/",
        "page": "/campaigns/V-2H8N-QX4R/",
        "days": "14 days",
    }
