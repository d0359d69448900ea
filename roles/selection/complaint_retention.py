"""How long complaints are kept, and what their makers are given a copy of (R19)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils import timezone

from hub.models import User
from hub.retention import RetentionPolicy
from roles.models import Complaint, RecruitmentPolicy
from roles.parts_played import parts_played


def _due(at: datetime) -> QuerySet[Complaint]:
    oldest = at - relativedelta(months=RecruitmentPolicy.load().requester_months)
    rows = Complaint.objects.filter(words_erased_at=None)
    return rows.filter(received_on__lt=timezone.localdate(oldest))


def _of(person: User) -> QuerySet[Complaint]:
    rows = Complaint.objects.made_by_candidate(person)
    return rows.select_related("campaign__organisation", "application")


def _export(row: Complaint) -> Mapping[str, Any]:
    """What they wrote and were told; not who dealt with it."""
    return {
        "Complaint": row.reference,
        "Role": row.campaign.title,
        "Application": row.application.reference if row.application else "",
        "About": row.get_about_display(),
        "Sent": row.received_on.isoformat(),
        "What you said": row.words,
        "What would put it right": row.wanted,
        "State": row.standing,
        "Answer": row.answer,
        "What was changed": row.changed,
        "What the Commission found": row.get_commission_outcome_display(),
    }


def _forget(row: Complaint) -> None:
    row.forget_words()


COMPLAINT_RETENTION: list[RetentionPolicy] = [
    *parts_played(
        (Complaint, "handler", "You dealt with a complaint", "made_at"),
        (Complaint, "recorded_by", "You recorded a complaint", "made_at"),
    ),
    RetentionPolicy(
        slug="roles.complaint",
        label="Complaints",
        covers={
            "roles.Complaint": ("words", "wanted", "name", "contact", "answer", "made_by"),
        },
        purpose="To answer complaints about how roles are filled.",
        basis="Public task (Constitutional Reform and Governance Act 2010, section 13).",
        period="24 months after we received the complaint. We keep what it was about and the "
        "outcome.",
        who_sees="You, the people who arrange the selection and are not on its panels, and hub "
        "leads.",
        due=_due,
        erase=_forget,
        held_on=_of,
        export=_export,
    ),
]
