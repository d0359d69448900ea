"""What departments, advisers and experts are told about support requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from hub.models import Membership, Notification
from hub.notifications import NotificationKind
from roles.models.campaigns.campaign import Campaign
from roles.models.support.support_request import SupportRequest
from roles.notifying import HUB_TEAM

# Hub staff ask for support, and make campaigns, for a department too.
REQUESTERS = HUB_TEAM | {Membership.Role.REQUESTER}
CAMPAIGN_TEAM = REQUESTERS | {Membership.Role.HIRING_MANAGER, Membership.Role.RESOURCING}


def _request() -> Mapping[str, Any]:
    return {"reference": "S-7KQ2-M8XD", "due": "25 November 2026"}


def _booking() -> Mapping[str, Any]:
    return {
        "reference": "S-7KQ2-M8XD",
        "department": "Department for Example",
        "what": "Panel, 3 December 2026 to 4 December 2026",
    }


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


def _late() -> Mapping[str, Any]:
    return {**_request(), "due": "1 December 2026"}


def still_without_outcome(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the outcome is not recorded; else the message is dropped."""
    request = notification.subject
    return {} if isinstance(request, SupportRequest) and request.awaits_outcome else None


def _sift_help(notification: Notification) -> Mapping[str, Any] | None:
    """Why the hub does not help with the sift, as it stands; None once it was declined anew."""
    request = notification.subject
    if not isinstance(request, SupportRequest) or request.sift_help_declined_at is None:
        return None
    if request.sift_help_declined_at.isoformat() != notification.occasion:
        return None
    return {"reason": request.sift_help_declined_because}


def _example_of_sift_help() -> Mapping[str, Any]:
    return {
        "reference": "S-7KQ2-M8XD",
        "campaign": "V-2H8N-QX4R",
        "reason": "Every user researcher in our register is booked until March.",
    }


def _still_asked(notification: Notification) -> Mapping[str, Any] | None:
    """Where the answer is given, while nobody has; else the message is dropped."""
    subject = notification.subject
    if not isinstance(subject, SupportRequest | Campaign) or not subject.awaits_feedback:
        return None
    return {"path": subject.get_feedback_url(), "page": subject.get_absolute_url()}


def _example_of_feedback() -> Mapping[str, Any]:
    return {
        "reference": "V-2H8N-QX4R",
        "what": "campaign V-2H8N-QX4R",
        "path": "/campaigns/V-2H8N-QX4R/feedback/",
        "page": "/campaigns/V-2H8N-QX4R/",
    }


NOTIFICATIONS = [
    NotificationKind(
        slug="roles.campaign_feedback_asked",
        label="What became of your campaign?",
        audience="Who made the campaign, else the department's people who run it",
        to_office=True,
        trigger="Two weeks after the end of a campaign that has no support request",
        title="What became of campaign {reference}?",
        template="roles/support/mail/campaign_feedback_asked.txt",
        example=_example_of_feedback,
        choice="Ask me how a campaign of mine went",
        reaches=CAMPAIGN_TEAM,
        extra=_still_asked,
    ),
    NotificationKind(
        slug="roles.feedback_waiting",
        label="What became of it? Asked again",
        audience="Whoever was asked what became of a request or a campaign",
        to_office=True,
        trigger="Nobody has said what became of it two weeks after we asked",
        title="Please tell us what became of {what}",
        template="roles/support/mail/feedback_waiting.txt",
        example=_example_of_feedback,
        choice="Remind me if nobody has said how a request or campaign went",
        reaches=CAMPAIGN_TEAM,
        extra=_still_asked,
    ),
    NotificationKind(
        slug="roles.feedback_late",
        label="Nobody says what became of it",
        audience="The department's Digital Leader and HR contact; of a request, its adviser",
        to_office=True,
        trigger="Nobody has said what became of it four weeks after we asked",
        title="Nobody has told us what became of {what}",
        template="roles/support/mail/feedback_late.txt",
        example=_example_of_feedback,
        choice="Tell me when nobody has said for weeks how a request or campaign went",
        reaches=HUB_TEAM | {Membership.Role.DIGITAL_LEADER, Membership.Role.HR_CONTACT},
        extra=_still_asked,
    ),
    NotificationKind(
        slug="roles.sift_help_asked",
        label="Help with a sift asked for",
        audience="The request's adviser, or the hub's leads where there is none",
        to_office=True,
        trigger="A department asks the hub to help with the sift of a campaign",
        title="Campaign {campaign} needs help with its sift",
        template="roles/support/mail/sift_help_asked.txt",
        example=_example_of_sift_help,
        choice="Tell me when a department asks for help with a sift",
        reaches=HUB_TEAM,
    ),
    NotificationKind(
        slug="roles.sift_help_declined",
        label="The hub does not help with the sift",
        audience="The requester, and the department's people who handle the applications",
        to_office=True,
        trigger="The hub declines to help with the sift and goes on with the rest of a request",
        title="The hub cannot help with the sift: support request {reference}",
        template="roles/support/mail/sift_help_declined.txt",
        example=_example_of_sift_help,
        extra=_sift_help,
    ),
    NotificationKind(
        slug="roles.support_outcome_due",
        label="Every post is filled: record the outcome",
        audience="The request's adviser, or the hub's leads where there is none",
        trigger="The last post of a support request is filled",
        title="Record the outcome of support request {reference}",
        template="roles/support/mail/support_outcome_due.txt",
        example=_request,
        choice="Remind me to record the outcome when every post of a request is filled",
        reaches=HUB_TEAM,
        extra=still_without_outcome,
    ),
    NotificationKind(
        slug="roles.support_requested",
        label="Support request received",
        audience="The requester; the department's Digital Leader and HR contact",
        to_office=True,
        trigger="A department asks the hub for support",
        title="Support request {reference} received",
        template="roles/support/mail/support_requested.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_triaged",
        label="Support request triaged",
        audience="The requester",
        to_office=True,
        trigger="The hub triages a request",
        title="Support request {reference} has an adviser",
        template="roles/support/mail/support_triaged.txt",
        example=_request,
        choice="Tell me when the hub team has looked at my support request",
        reaches=REQUESTERS,
    ),
    NotificationKind(
        slug="roles.support_assigned",
        label="A support request is yours",
        audience="The adviser who was given the request",
        to_office=True,
        trigger="Somebody else triages a request and names the adviser",
        title="Support request {reference} is yours",
        template="roles/support/mail/support_assigned.txt",
        example=_request,
        choice="Tell me when I am made the adviser for a support request",
        reaches=HUB_TEAM,
    ),
    NotificationKind(
        slug="roles.support_answered",
        label="Support request answered",
        audience="The requester",
        to_office=True,
        trigger="The hub accepts, declines or redirects a request",
        title="The hub has answered support request {reference}",
        template="roles/support/mail/support_answered.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_waiting",
        label="The hub waits for you",
        audience="The requester",
        to_office=True,
        trigger="The hub asks the department something about its request",
        title="Support request {reference} waits for you",
        template="roles/support/mail/support_waiting.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_resumed",
        label="The department has answered",
        audience="The request's adviser",
        to_office=True,
        trigger="A request that waited for the department is resumed",
        title="Support request {reference} can go on",
        template="roles/support/mail/support_resumed.txt",
        example=_request,
        choice="Tell me when a department has answered the question of the hub team",
        reaches=HUB_TEAM,
    ),
    NotificationKind(
        slug="roles.support_asked",
        label="The department asks you",
        audience="The request's adviser",
        to_office=True,
        trigger="The department asks the hub a question about its request",
        title="The department has a question about support request {reference}",
        template="roles/support/mail/support_asked.txt",
        example=_request,
        choice="Tell me when a department asks about its support request",
        reaches=HUB_TEAM,
    ),
    NotificationKind(
        slug="roles.support_replied",
        label="The hub has answered your question",
        audience="The requester",
        to_office=True,
        trigger="The hub answers a question about a request",
        title="The hub has answered your question about support request {reference}",
        template="roles/support/mail/support_replied.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_withdrawn",
        label="Support request withdrawn",
        audience="The request's adviser and its requester, but for who withdrew it",
        to_office=True,
        trigger="The department withdraws a request",
        title="Support request {reference} is withdrawn",
        template="roles/support/mail/support_withdrawn.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_reopened",
        label="Support request reopened",
        audience="The request's adviser and its requester, but for who reopened it",
        to_office=True,
        trigger="A closed request is reopened",
        title="Support request {reference} is open again",
        template="roles/support/mail/support_reopened.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.expert_booked",
        label="You are booked as an expert",
        audience="The expert",
        to_office=True,
        trigger="The hub books an expert of its register",
        title="You are booked to help {department}",
        template="roles/support/mail/expert_booked.txt",
        example=_booking,
    ),
    NotificationKind(
        slug="roles.expert_booking_cancelled",
        label="You are not needed as an expert any more",
        audience="The expert",
        to_office=True,
        trigger="The hub cancels a booking",
        title="Your booking to help {department} is cancelled",
        template="roles/support/mail/expert_booking_cancelled.txt",
        example=_booking,
    ),
    NotificationKind(
        slug="roles.support_feedback_asked",
        label="What became of your request?",
        audience="The requester",
        to_office=True,
        trigger="Two weeks after a request that the hub helped with is closed",
        title="What became of support request {reference}?",
        template="roles/support/mail/support_feedback_asked.txt",
        example=_request,
        choice="Ask me how my support request went",
        reaches=REQUESTERS,
    ),
    NotificationKind(
        slug="roles.support_closed",
        label="Support request closed",
        audience="The requester",
        to_office=True,
        trigger="The hub closes a request",
        title="Support request {reference} is closed",
        template="roles/support/mail/support_closed.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.triage_late",
        label="A support request that nobody has triaged",
        audience="The hub's staff; some days later its leads",
        trigger="The day by which a request is triaged has passed",
        title="Support request {reference} is late",
        template="roles/support/mail/triage_late.txt",
        example=_late,
        choice="Tell me when a support request has waited too long for an adviser",
        reaches=HUB_TEAM,
        extra=still_to_triage,
    ),
    NotificationKind(
        slug="roles.follow_up_due",
        label="A support request to follow up",
        audience="The request's adviser, or the hub's leads where there is none",
        to_office=True,
        trigger="The follow-up date of an unfinished request comes",
        title="Follow up support request {reference}",
        template="roles/support/mail/follow_up_due.txt",
        example=_request,
        choice="Remind me on the day to look at a support request again",
        reaches=HUB_TEAM,
        extra=still_to_follow_up,
    ),
]
