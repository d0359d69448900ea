"""What departments, approvers, movers and candidates are told about campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.dates import date_gb, datetime_gb
from hub.models import Notification
from hub.notifications import NotificationKind
from hub.numbers import plural
from roles.campaigns.services.dates import standing
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign


def _example() -> Mapping[str, Any]:
    return {"reference": "V-2H8N-QX4R"}


def _example_role() -> Mapping[str, Any]:
    return {
        **_example(),
        "role": "Service owner",
        "department": "Department for Example",
        "candidates": True,
    }


def _terms(notification: Notification) -> Mapping[str, Any] | None:
    """What an approver is asked to approve, read when the message is sent."""
    campaign = notification.subject
    if not isinstance(campaign, Campaign):
        return None
    return {
        "role": campaign.title,
        "department": campaign.organisation.name,
        "posts": plural(campaign.posts.count(), "post"),
        "salary": campaign.salary_text,
        "closes": date_gb(campaign.closes_on),
        "wider": campaign.get_wider_audience_display() if campaign.wider_audience else "",
    }


def _still_waiting(notification: Notification) -> Mapping[str, Any] | None:
    """The terms, while the decision waits; else the message is dropped."""
    waiting = Campaign.objects.awaiting_decision().filter(pk=notification.object_id)
    return _terms(notification) if waiting.exists() else None


def _example_waiting() -> Mapping[str, Any]:
    return {**_example_terms(), "asked": "20 November 2026"}


def _example_terms() -> Mapping[str, Any]:
    return {
        **_example_role(),
        "posts": "2 posts",
        "salary": "£43,500 to £48,000",
        "closes": "18 December 2026",
        "wider": "Across government",
    }


def _example_dates() -> Mapping[str, Any]:
    return {
        **_example_role(),
        "is_sent": False,
        "bookings": 2,
        "request": "S-2H8N-QX4R",
        "what": "Sift",
        "booked": "10 December 2026 to 11 December 2026",
        "dates": [
            ("Closes, at 11:55pm", "18 December 2026", "4 December 2026"),
            ("Sift begins", "21 December 2026", "10 December 2026"),
            ("Interviews begin", "12 January 2027", ""),
        ],
    }


def _application_of(notification: Notification) -> Application | None:
    """The recipient's own application for the campaign that the message is about."""
    campaign, person = notification.subject, notification.recipient
    if not isinstance(campaign, Campaign):
        return None
    rows = campaign.applications.filter(withdrawn_at=None, erased_at=None)
    own = (
        rows.filter(candidate=person) if person else rows.filter(email__iexact=notification.address)
    )
    return own.order_by("entered_how", "pk").first()


def _what_was_cancelled(notification: Notification) -> Mapping[str, Any]:
    """Whose application ends with the role, the interview that is off, and the reason."""
    campaign, application = notification.subject, _application_of(notification)
    reason = campaign.end_reason if isinstance(campaign, Campaign) else ""
    if application is None:
        return {"name": "", "application": "", "interview": "", "reason": reason}
    slot = application.interview_slot
    return {
        "name": application.full_name,
        "application": "" if application.is_draft else application.reference,
        "draft": application.reference if application.is_draft else "",
        "interview": datetime_gb(slot.starts_at) if slot and slot.is_off else "",
        "reason": reason,
    }


def _interview_file(notification: Notification) -> tuple[str, str, str] | None:
    """What takes the interview that is off out of the candidate's calendar."""
    application = _application_of(notification)
    slot = application.interview_slot if application else None
    return slot.calendar_file if slot and slot.is_off else None


def _example_cancelled() -> Mapping[str, Any]:
    return {
        **_example_role(),
        "name": "Amira Okafor",
        "application": "A-7KQ2-M8XD",
        "draft": "",
        "interview": "8 December 2026, 10am",
        "reason": "The department no longer needs this post.",
    }


def _how_it_ended(notification: Notification) -> Mapping[str, Any] | None:
    """How a campaign stands, and its posts that are still to be filled; None once it goes on."""
    campaign = notification.subject
    if not isinstance(campaign, Campaign) or not campaign.is_ended:
        return None
    left, request = campaign.posts.open().count(), campaign.support_request
    return {
        "outcome": campaign.get_state_display().lower(),
        "left": plural(left, "post") if left else "",
        "request": request.reference if request else "",
    }


def _example_end() -> Mapping[str, Any]:
    return {"left": "1 post", "request": "S-2H8N-QX4R", "outcome": "cancelled"}


def _while_they_stand(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the dates stand; else a later message says them."""
    about = notification.subject
    campaign = about if isinstance(about, Campaign) else _campaign_of(about, notification)
    if campaign is None or not notification.occasion.startswith(standing(campaign)):
        return None
    return {}


def _campaign_of(booking: Any, notification: Notification) -> Campaign | None:
    reference = notification.context["reference"] if booking else ""
    return Campaign.objects.filter(reference=reference).first()


NOTIFICATIONS = [
    NotificationKind(
        slug="roles.role_dates_changed",
        label="Dates of a role changed, to candidates",
        audience="Candidates who have begun an application or sent one",
        trigger="The closing date is extended, with the sift and the interviews",
        title="The dates of {role} at {department} have changed",
        template="roles/campaigns/mail/role_dates_changed.txt",
        example=_example_dates,
        extra=_while_they_stand,
    ),
    NotificationKind(
        slug="roles.campaign_dates_changed",
        label="Dates of a campaign changed",
        audience="Those who work on the campaign and handle its applications",
        to_office=True,
        trigger="Somebody else sets other dates after approval was asked for, or extends it",
        title="The dates of campaign {reference} have changed",
        template="roles/campaigns/mail/campaign_dates_changed.txt",
        example=_example_dates,
        extra=_while_they_stand,
    ),
    NotificationKind(
        slug="roles.expert_dates_changed",
        label="Dates of a role you are booked for changed",
        audience="Experts whose sift or panel is booked",
        to_office=True,
        trigger="The sift or the interviews are moved to other days",
        title="The dates of {role} at {department} have changed",
        template="roles/campaigns/mail/expert_dates_changed.txt",
        example=_example_dates,
        extra=_while_they_stand,
    ),
    NotificationKind(
        slug="roles.exemption_asked",
        label="Exemption from a pre-election period asked for",
        audience="Hub leads who have no part in the campaign",
        trigger="A department asks to advertise a role before an election",
        title="Decide on an exemption for campaign {reference}",
        template="roles/campaigns/mail/exemption_asked.txt",
        example=_example,
        to_office=True,
    ),
    NotificationKind(
        slug="roles.exemption_decided",
        label="Exemption from a pre-election period decided",
        audience="Who asked for it, and who made the campaign",
        trigger="A hub lead gives or refuses the exemption",
        title="The exemption for campaign {reference} has been {answer}",
        template="roles/campaigns/mail/exemption_decided.txt",
        example=lambda: {
            **_example(),
            "answer": "given",
            "reason": "The service closes without a technical lead.",
        },
        to_office=True,
    ),
    NotificationKind(
        slug="roles.approval_requested",
        label="Approval needed",
        audience="The department's vacancy approvers",
        to_office=True,
        trigger="Approval of a campaign is asked for",
        title="Campaign {reference} needs your approval",
        template="roles/campaigns/mail/approval_requested.txt",
        example=_example_terms,
        extra=_terms,
    ),
    NotificationKind(
        slug="roles.wider_audience_asked",
        label="Approval of a wider audience needed",
        audience="The department's vacancy approvers",
        to_office=True,
        trigger="A wider audience than the approved one is asked for",
        title="A wider audience for campaign {reference} needs your approval",
        template="roles/campaigns/mail/wider_audience_asked.txt",
        example=_example_terms,
        extra=_terms,
    ),
    NotificationKind(
        slug="roles.approval_waiting",
        label="Approval still needed",
        audience="The department's vacancy approvers",
        trigger="An approval has waited for some working days",
        title="Campaign {reference} is still waiting for your approval",
        template="roles/campaigns/mail/approval_waiting.txt",
        example=_example_waiting,
        extra=_still_waiting,
    ),
    NotificationKind(
        slug="roles.approval_late",
        label="Approval late",
        audience="Who asked for it, the department's Digital Leader and HR contact, the adviser",
        trigger="The approvers were reminded and some working days later have not decided",
        title="Campaign {reference} is still waiting for approval",
        template="roles/campaigns/mail/approval_late.txt",
        example=_example_waiting,
        extra=_still_waiting,
    ),
    NotificationKind(
        slug="roles.approval_decided",
        label="Approval decided",
        audience="The person who asked for approval",
        to_office=True,
        trigger="A campaign, or a wider audience for it, is approved, returned or refused",
        title="There is a decision on campaign {reference}",
        template="roles/campaigns/mail/approval_decided.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.mover_recorded",
        label="You are recorded as a priority mover",
        audience="The person who is recorded",
        trigger="An HR contact or the hub team puts somebody on record as surplus or at risk",
        title="{organisation} has recorded you as a priority mover",
        template="roles/campaigns/mail/mover_recorded.txt",
        example=lambda: {"organisation": "Department for Example"},
    ),
    NotificationKind(
        slug="roles.mover_offered",
        label="A role you see first",
        audience="Priority movers of the same grade, within the campaign's audience",
        trigger="A campaign opens while somebody is surplus or at risk at its grade",
        title="You can see this role first: {role} at {department}",
        template="roles/campaigns/mail/mover_offered.txt",
        example=_example_role,
    ),
    NotificationKind(
        slug="roles.mover_reached",
        label="A role is open to you as well",
        audience="Priority movers of the same grade who can now apply",
        trigger="The audience of an open campaign is widened",
        title="{role} at {department} is open to you as well",
        template="roles/campaigns/mail/mover_reached.txt",
        example=_example_role,
    ),
    NotificationKind(
        slug="roles.mover_turned_down",
        label="Why you were not selected, to a priority mover",
        audience="The priority mover",
        trigger="Somebody records the reason",
        title="Why you were not selected for {role} at {department}",
        template="roles/campaigns/mail/mover_turned_down.txt",
        example=lambda: {**_example_role(), "reference": "A-7KQ2-M8XD"},
    ),
    NotificationKind(
        slug="roles.campaign_stopped",
        label="Campaign cancelled, to those who worked on it",
        audience="Those who work on the campaign, handle its applications, asked for support with "
        "it, approved it or advise on it",
        to_office=True,
        trigger="Somebody else cancels the campaign",
        title="Campaign {reference} is cancelled",
        template="roles/campaigns/mail/campaign_stopped.txt",
        example=lambda: {**_example_role(), **_example_end()},
        extra=_how_it_ended,
    ),
    NotificationKind(
        slug="roles.campaign_ended",
        label="Campaign ended",
        audience="Those who work on the campaign, handle its applications, asked for support with "
        "it, approved it or advise on it",
        to_office=True,
        trigger="Every post is filled, or somebody ends the campaign without filling them all",
        title="Campaign {reference} has ended",
        template="roles/campaigns/mail/campaign_ended.txt",
        example=lambda: {**_example_role(), **_example_end(), "outcome": "part filled"},
        extra=_how_it_ended,
    ),
    NotificationKind(
        slug="roles.post_withdrawn",
        label="Post withdrawn",
        audience="Those who work on the campaign of the post, and who asked for support with it",
        to_office=True,
        trigger="Somebody says that the department will not fill a post",
        title="Post {reference} is withdrawn",
        template="roles/campaigns/mail/post_withdrawn.txt",
        example=lambda: {
            "reference": "P-9TRK-4WZC",
            "post": "Service owner",
            "campaign": "",
            "department": "Department for Example",
            "left": "",
            "reason": "It is not needed.",
        },
    ),
    NotificationKind(
        slug="roles.campaign_cancelled",
        label="Role withdrawn, to candidates",
        audience="Candidates whose application is still being considered",
        trigger="A campaign is cancelled",
        title="{role} at {department} has been withdrawn",
        template="roles/campaigns/mail/campaign_cancelled.txt",
        example=lambda: {**_example_cancelled(), "is_on_reserve": False},
        extra=_what_was_cancelled,
        file=_interview_file,
    ),
    NotificationKind(
        slug="roles.campaign_paused",
        label="Campaign paused",
        audience="Those who work on the campaign, handle its applications, asked for support with "
        "it, approved it or advise on it",
        trigger="Somebody pauses the campaign",
        title="Campaign {reference} is paused",
        template="roles/campaigns/mail/campaign_paused.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.role_paused",
        label="Role paused, to candidates",
        audience="Candidates who have begun an application and not sent it",
        trigger="Somebody pauses the campaign",
        title="Applications for {role} at {department} are paused",
        template="roles/campaigns/mail/role_paused.txt",
        example=_example_role,
    ),
    NotificationKind(
        slug="roles.campaign_resumed",
        label="Campaign resumed",
        audience="Those who work on the campaign, handle its applications, asked for support with "
        "it, approved it or advise on it",
        trigger="A paused campaign takes applications again",
        title="Campaign {reference} is open again",
        template="roles/campaigns/mail/campaign_resumed.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.role_resumed",
        label="Role open again, to candidates",
        audience="Candidates who have begun an application and not sent it",
        trigger="A paused campaign takes applications again",
        title="You can apply again for {role} at {department}",
        template="roles/campaigns/mail/role_resumed.txt",
        example=_example_role,
    ),
]
