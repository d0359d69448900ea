"""Who asked for, advised on, made and approved: the people named on recruitment's own records.

Their accounts' deletion already takes them off (``SET_NULL``); these policies do so in time, and
tell each person what they are named on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import QuerySet

from hub.models import User
from hub.retention import PartPlayed, RetentionPolicy
from roles.models import (
    AdvertQuestion,
    AdvertReview,
    Application,
    Approval,
    Booking,
    Campaign,
    Delegation,
    Expert,
    MoverReason,
    Post,
    PriorityMover,
    RecruitmentPolicy,
    Referral,
    RequestAttachment,
    RequestFeedback,
    RequestQuestion,
    ReserveLook,
    SupportActivity,
    SupportRequest,
)


def _before(at: datetime) -> datetime:
    return at - relativedelta(months=RecruitmentPolicy.load().requester_months)


PARTS: tuple[tuple[type[models.Model], str, str, str], ...] = (
    (SupportRequest, "requester", "You asked for support", "closed_at"),
    (SupportRequest, "adviser", "You advised on the request", "closed_at"),
    (RequestQuestion, "asked_by", "You asked a question about it", "request__closed_at"),
    (RequestQuestion, "answered_by", "You answered a question", "request__closed_at"),
    (ReserveLook, "person", "You looked at reserve lists for it", "request__closed_at"),
    (Referral, "decided_by", "You decided on a referral", "request__closed_at"),
    (Booking, "booked_by", "You booked an expert for it", "request__closed_at"),
    (Expert, "user", "You are in the experts' register", "available_to"),
    (RequestFeedback, "answered_by", "You said what became of it", "request__closed_at"),
    (RequestAttachment, "added_by", "You added a file to it", "request__closed_at"),
    (SupportActivity, "adviser", "You did this work", "request__closed_at"),
    (Campaign, "made_by", "You made the campaign", "closed_at"),
    (Campaign, "approval_requested_by", "You asked for its approval", "closed_at"),
    (Campaign, "wider_asked_by", "You asked for a wider audience", "closed_at"),
    (Campaign, "job_description_agreed_by", "You agreed its job description", "closed_at"),
    (Approval, "approver", "You decided on its approval", "campaign__closed_at"),
    (Delegation, "given_to", "You may approve for a minister or chief executive", "valid_to"),
    (Delegation, "recorded_by", "You recorded the delegation", "valid_to"),
    (PriorityMover, "recorded_by", "You recorded a priority mover", "valid_to"),
    (MoverReason, "recorded_by", "You recorded why a mover was turned down", "mover__valid_to"),
    (Post, "agreed_by", "You agreed to the appointment for the hub", "campaign__closed_at"),
    (Application, "entered_by", "You entered an application", "campaign__closed_at"),
    (Application, "decided_by", "You decided on an application", "campaign__closed_at"),
    (AdvertQuestion, "answered_by", "You answered it", "campaign__closes_at"),
    (AdvertReview, "sent_by", "You sent the advert to the hub", "campaign__closed_at"),
    (AdvertReview, "answered_by", "You checked the advert", "campaign__closed_at"),
    (Post, "appointee", "You were appointed to the post", "campaign__closed_at"),
)


def _no_campaigns(at: datetime) -> QuerySet[Campaign]:
    return Campaign.objects.none()


def _nothing_of(person: User) -> QuerySet[Campaign]:
    return Campaign.objects.none()


def _nothing(row: Any) -> None:
    """A team's address is no person's."""


def _team(row: Campaign) -> Mapping[str, Any]:
    return {"Record": str(row), "Team's address": row.contact_email}


def _movers_due(at: datetime) -> QuerySet[PriorityMover]:
    before = at - relativedelta(months=RecruitmentPolicy.load().mover_months)
    return PriorityMover.objects.filter(valid_to__lt=before.date())


def _erase_mover(row: PriorityMover) -> None:
    PriorityMover.objects.filter(pk=row.pk).delete()


def _mover(row: PriorityMover) -> Mapping[str, Any]:
    return {
        "Record": str(row),
        "Organisation": str(row.organisation),
        "Why": row.get_kind_display(),
        "Grade": str(row.grade),
        "From": row.valid_from.isoformat(),
        "Until": row.valid_to.isoformat() if row.valid_to else "",
        "Turned down": "; ".join(
            f"{given.get_reason_display()}: {given.words}"
            for given in row.reasons.all()  # type: ignore[attr-defined]
        ),
    }


STAFF_RETENTION = [
    RetentionPolicy(
        slug="roles.priority_mover",
        label="Priority mover",
        covers={"roles.PriorityMover": ("user",)},
        purpose="To offer people whose post goes the sight of roles before others.",
        basis="Public task.",
        period="6 months after the record ended.",
        who_sees="The department's HR contact and hub staff.",
        due=_movers_due,
        erase=_erase_mover,
        held_on=lambda person: PriorityMover.objects.filter(user=person),
        export=_mover,
    ),
    *(
        PartPlayed(*part, before=_before).policy(
            purpose="To show who did what in filling a post.",
            period="24 months after the request or campaign is closed, or the delegation ended.",
            who_sees="Members of the department, hub staff, reviewers and analysts.",
        )
        for part in PARTS
    ),
    RetentionPolicy(
        slug="roles.campaign_contact",
        label="Campaign: the contact's shared mailbox",
        covers={"roles.Campaign": ("contact_email",)},
        purpose="To answer candidates' questions; it is a team's address and stands on the advert.",
        basis="Public task.",
        period="As long as the campaign: it names no person.",
        who_sees="Everyone.",
        due=_no_campaigns,
        erase=_nothing,
        held_on=_nothing_of,
        export=_team,
    ),
]
