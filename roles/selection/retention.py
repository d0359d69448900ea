"""How long is kept who took part in a selection: reserve lists, offers, panels, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet

from hub.models import User
from hub.retention import RetentionPolicy
from roles.models import (
    ArrangementsSeen,
    Conflict,
    ConflictDeclaration,
    OfferMaker,
    Panel,
    PanelMember,
    RecruitmentPolicy,
    Referral,
    ReserveLook,
    Slot,
    SlotSeat,
)
from roles.parts_played import parts_played


def _oldest(at: datetime) -> datetime:
    return at - relativedelta(months=RecruitmentPolicy.load().requester_months)


def _due_declarations(at: datetime) -> QuerySet[ConflictDeclaration]:
    rows = ConflictDeclaration.objects.all()
    return rows.filter(member__panel__campaign__closed_at__lt=_oldest(at))


def _due_conflicts(at: datetime) -> QuerySet[Conflict]:
    return Conflict.objects.filter(application__campaign__closed_at__lt=_oldest(at))


def _erase_row(row: Conflict | ConflictDeclaration) -> None:
    type(row)._default_manager.filter(pk=row.pk).delete()


def _declaration(row: ConflictDeclaration) -> Mapping[str, Any]:
    return {
        "Role": row.member.campaign.title,
        "When": row.declared_at.isoformat(),
        "Whom you know": row.names or ("Somebody" if row.knows_somebody else "Nobody"),
    }


def _conflict(row: Conflict) -> Mapping[str, Any]:
    """The role and the decision; of the candidate nothing is said."""
    return {
        "Role": row.campaign.title,
        "State": row.get_state_display(),
        "When": row.found_at.date().isoformat(),
    }


def _said_to_nobody(person: User) -> QuerySet[Conflict]:
    return Conflict.objects.none()


def _due_commissioners(at: datetime) -> QuerySet[Panel]:
    oldest = _oldest(at)
    return Panel.objects.filter(campaign__closed_at__lt=oldest).exclude(commissioner="")


def _forget_commissioner(panel: Panel) -> None:
    Panel.objects.filter(pk=panel.pk).update(commissioner="")


def _of_nobody_here(person: User) -> QuerySet[Panel]:
    return Panel.objects.none()


def _nothing(panel: Panel) -> None:
    return None


RETENTION: list[RetentionPolicy] = [
    *parts_played(
        (ReserveLook, "person", "You looked at reserve lists", "request__closed_at"),
        (
            ArrangementsSeen,
            "person",
            "You opened a candidate’s adjustments and schemes",
            "application__campaign__closed_at",
        ),
        (
            OfferMaker,
            "person",
            "You made an offer or changed its terms",
            "application__campaign__closed_at",
        ),
        (Referral, "decided_by", "You decided on somebody put forward", "request__closed_at"),
        (Conflict, "decided_by", "You decided on a conflict", "application__campaign__closed_at"),
        (Panel, "made_by", "You set up a panel", "campaign__closed_at"),
        (PanelMember, "person", "You were invited to a panel", "panel__campaign__closed_at"),
        (Slot, "made_by", "You offered interview times", "campaign__closed_at"),
        (SlotSeat, "person", "You held interviews", "slot__campaign__closed_at"),
        (PanelMember, "invited_by", "You invited people to a panel", "panel__campaign__closed_at"),
    ),
    RetentionPolicy(
        slug="roles.conflict_declaration",
        label="What you declared about conflicts of interest",
        covers={"roles.ConflictDeclaration": ("names",)},
        purpose="To stop people assessing somebody they know.",
        basis="Public task.",
        period="24 months after the role closed.",
        who_sees="You, and the people who arrange the selection and are not on any of its panels.",
        due=_due_declarations,
        erase=_erase_row,
        held_on=lambda person: ConflictDeclaration.objects.filter(member__person=person),
        export=_declaration,
        for_staff=True,
    ),
    RetentionPolicy(
        slug="roles.conflict",
        label="Possible conflict of interest with a candidate",
        covers={"roles.Conflict": ("person",)},
        purpose="To stop people assessing somebody they know.",
        basis="Public task.",
        period="24 months after the role closed, or until the application is deleted.",
        who_sees="The people who arrange the selection and are not on any of its panels.",
        due=_due_conflicts,
        erase=_erase_row,
        # Whom they named is theirs; that one of them applied is the candidate's alone (R11).
        held_on=_said_to_nobody,
        export=_conflict,
        for_staff=True,
    ),
    RetentionPolicy(
        slug="roles.panel_commissioner",
        label="The Commissioner who chairs a panel",
        covers={"roles.Panel": ("commissioner",)},
        purpose="To show that a Civil Service Commissioner chaired the panel.",
        basis="Public task.",
        period="24 months after the role closed.",
        who_sees="Those who run the campaign, and hub staff.",
        due=_due_commissioners,
        erase=_forget_commissioner,
        held_on=_of_nobody_here,
        export=_nothing,
        for_staff=True,
    ),
]
