"""When the people named on campaigns, posts and approvals go, and priority movers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet

from hub.models import User
from hub.retention import RetentionPolicy
from roles.models import (
    AppointmentByException,
    Approval,
    Campaign,
    CampaignPart,
    Delegation,
    Exemption,
    MoverReason,
    Post,
    PriorityMover,
    RecruitmentPolicy,
)
from roles.parts_played import parts_played


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
        "Name": row.name,
        "Organisation": str(row.organisation),
        "Why": row.get_kind_display(),
        "Grade": str(row.grade),
        "From": row.valid_from.isoformat(),
        "Until": row.valid_to.isoformat() if row.valid_to else "",
        "Turned down": "; ".join(
            f"{given.get_reason_display()}: {given.words}" for given in row.reasons.all()
        ),
    }


RETENTION = [
    RetentionPolicy(
        slug="roles.priority_mover",
        label="Priority mover",
        covers={"roles.PriorityMover": ("user", "name")},
        purpose="To show roles first to people whose job has ended or may end.",
        basis="Public task.",
        period="6 months after the record ended.",
        who_sees="The department's HR contact and hub staff.",
        due=_movers_due,
        erase=_erase_mover,
        held_on=lambda person: PriorityMover.objects.filter(user=person),
        export=_mover,
    ),
    *parts_played(
        (Exemption, "asked_by", "You asked for an exemption", "asked_at"),
        (Exemption, "decided_by", "You decided on an exemption", "decided_at"),
        (Campaign, "made_by", "You started a campaign", "closed_at"),
        (CampaignPart, "person", "You have a part in a campaign", "campaign__closed_at"),
        (Campaign, "approval_requested_by", "You asked for approval of a campaign", "closed_at"),
        (Campaign, "wider_requested_by", "You asked for a wider audience", "closed_at"),
        (Campaign, "job_description_agreed_by", "You agreed a job description", "closed_at"),
        (Approval, "approver", "You decided on the approval of a campaign", "campaign__closed_at"),
        (Delegation, "given_to", "You may approve for a minister or chief executive", "valid_to"),
        (Delegation, "recorded_by", "You recorded a delegation", "valid_to"),
        (
            AppointmentByException,
            "asked_by",
            "You asked for an appointment by exception",
            "ends_on",
        ),
        (
            AppointmentByException,
            "decided_by",
            "You decided on an appointment by exception",
            "ends_on",
        ),
        (PriorityMover, "recorded_by", "You recorded a priority mover", "valid_to"),
        (MoverReason, "recorded_by", "You recorded why a mover was turned down", "mover__valid_to"),
        (Post, "agreed_by", "You agreed to an appointment for the hub team", "campaign__closed_at"),
    ),
    *parts_played(
        (Post, "appointee", "You were appointed to a post", "campaign__closed_at"),
        for_staff=False,
    ),
    RetentionPolicy(
        slug="roles.campaign_contact",
        label="Campaign: the contact's shared mailbox",
        covers={"roles.Campaign": ("contact_email",)},
        purpose="To answer candidates' questions; it is a team's address and the advert shows it.",
        basis="Public task.",
        period="As long as the campaign. It does not name anyone.",
        who_sees="Everyone.",
        due=_no_campaigns,
        erase=_nothing,
        held_on=_nothing_of,
        export=_team,
        for_staff=True,
    ),
]
