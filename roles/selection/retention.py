"""When the people who looked at reserve lists and decided on a referral go."""

from __future__ import annotations

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet

from hub.models import User
from hub.retention import RetentionPolicy
from roles.models import (
    ArrangementsSeen,
    OfferMaker,
    Panel,
    PanelMember,
    RecruitmentPolicy,
    Referral,
    ReserveLook,
)
from roles.parts_played import parts_played


def _due_commissioners(at: datetime) -> QuerySet[Panel]:
    oldest = at - relativedelta(months=RecruitmentPolicy.load().requester_months)
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
        (Panel, "made_by", "You set up a panel", "campaign__closed_at"),
        (PanelMember, "person", "You were asked to be on a panel", "panel__campaign__closed_at"),
        (PanelMember, "invited_by", "You asked for a panel", "panel__campaign__closed_at"),
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
