"""What the messages about campaigns say beside their words, read when they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.models import Notification
from hub.numbers import plural
from roles.campaigns.services.dates import standing
from roles.campaigns.services.late_decisions import still_waits
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.models.campaigns.priority_mover import PriorityMover


def example() -> Mapping[str, Any]:
    return {"reference": "V-2H8N-QX4R"}


def example_role() -> Mapping[str, Any]:
    return {
        **example(),
        "role": "Service owner",
        "department": "Department for Example",
        "candidates": True,
    }


def mover_to_phone(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more, while the mover is on record, cannot be emailed and the role is open."""
    mover, now = notification.subject, timezone.now()
    if not isinstance(mover, PriorityMover):
        return None
    campaign = Campaign.objects.filter(reference=notification.occasion).first()
    is_open = campaign is not None and campaign.is_open_at(now)
    on_record = PriorityMover.objects.in_force(timezone.localdate(now)).filter(pk=mover.pk)
    if is_open and on_record.exists():
        return {} if Notification.objects.undelivered_to(mover.user).exists() else None
    return None


def terms(notification: Notification) -> Mapping[str, Any] | None:
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
        "returned": [
            f"on {date_gb(row.decided_at)} because: {row.reason}"
            + (f"\nThe department answered: {row.answer}" if row.answer else "")
            for row in campaign.approvals.returned()
        ],
    }


def still_waiting(notification: Notification) -> Mapping[str, Any] | None:
    """The terms, while the decision waits; else the message is dropped."""
    waiting = Campaign.objects.awaiting_decision().filter(pk=notification.object_id)
    return terms(notification) if waiting.exists() else None


def example_delegation() -> Mapping[str, Any]:
    """A delegation to an HR director."""
    return {
        "reference": "D-3HY7-6FKP",
        "department": "Department for Example",
        "office": "HR director",
        "recorded_by": "Owen Hughes",
        "giver": "Secretary of State or minister",
        "first": "1 April 2026",
        "last": "31 March 2027",
    }


def still_with_the_hub(notification: Notification) -> Mapping[str, Any] | None:
    """The role, while a hub lead has to decide; else the message is dropped."""
    record, name = notification.subject, notification.context["decision"]
    if not isinstance(record, Campaign | Post):
        return None
    if not still_waits(name, record, notification.occasion):
        return None
    return {"role": record.title, "department": record.organisation.name}


def example_with_the_hub() -> Mapping[str, Any]:
    return {
        **example_role(),
        "waits": "the job description of campaign V-7Q3K-M2PX",
        "since": "20 November 2026",
        "decide": "/campaigns/V-7Q3K-M2PX/agree-job-description/",
        "see": "/campaigns/V-7Q3K-M2PX/",
    }


def example_decided() -> Mapping[str, Any]:
    """A campaign that the approver returned."""
    return {
        "reference": "V-7Q3K-M2PX",
        "title": "Service owner",
        "decision": "is returned for changes",
    }


def example_waiting() -> Mapping[str, Any]:
    return {**example_terms(), "asked": "20 November 2026"}


def example_terms() -> Mapping[str, Any]:
    return {
        **example_role(),
        "posts": "2 posts",
        "salary": "£43,500 to £48,000",
        "closes": "18 December 2026",
        "wider": "Across government",
        "returned": ["on 20 November 2026 because: Say which data skills are needed."],
    }


def example_dates() -> Mapping[str, Any]:
    return {
        **example_role(),
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


def application_of(notification: Notification) -> Application | None:
    """The recipient's own application for the campaign that the message is about."""
    campaign, person = notification.subject, notification.recipient
    if not isinstance(campaign, Campaign):
        return None
    rows = campaign.applications.filter(withdrawn_at=None, erased_at=None)
    own = (
        rows.filter(candidate=person) if person else rows.filter(email__iexact=notification.address)
    )
    return own.order_by("entered_how", "pk").first()


def what_was_cancelled(notification: Notification) -> Mapping[str, Any]:
    """Whose application ends with the role, the interview that is off, and the reason."""
    campaign, application = notification.subject, application_of(notification)
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


def interview_file(notification: Notification) -> tuple[str, str, str] | None:
    """What takes the interview that is off out of the candidate's calendar."""
    application = application_of(notification)
    slot = application.interview_slot if application else None
    return slot.calendar_file if slot and slot.is_off else None


def example_cancelled() -> Mapping[str, Any]:
    return {
        **example_role(),
        "name": "Amira Okafor",
        "application": "A-7KQ2-M8XD",
        "draft": "",
        "interview": "8 December 2026, 10am",
        "reason": "The department no longer needs this post.",
    }


def how_it_ended(notification: Notification) -> Mapping[str, Any] | None:
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


def example_end() -> Mapping[str, Any]:
    return {"left": "1 post", "request": "S-2H8N-QX4R", "outcome": "cancelled"}


def while_they_stand(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the dates stand; else a later message says them."""
    about = notification.subject
    campaign = about if isinstance(about, Campaign) else campaign_of(about, notification)
    if campaign is None or not notification.occasion.startswith(standing(campaign)):
        return None
    return {}


def campaign_of(booking: Any, notification: Notification) -> Campaign | None:
    reference = notification.context["reference"] if booking else ""
    return Campaign.objects.filter(reference=reference).first()
