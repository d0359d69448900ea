"""How long it is kept who decided on how many are invited and on schemes, and why (R12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet

from hub.models import User
from hub.retention import RetentionPolicy
from roles.models import RecruitmentPolicy, SchemeRule, SiftCut
from roles.parts_played import parts_played


def _due(at: datetime) -> QuerySet[SiftCut]:
    oldest = at - relativedelta(months=RecruitmentPolicy.load().requester_months)
    return SiftCut.objects.filter(reason__isnull=False, campaign__closed_at__lt=oldest)


def _forget(row: SiftCut) -> None:
    SiftCut.objects.filter(pk=row.pk).update(reason=None)


def _of_nobody(person: User) -> QuerySet[SiftCut]:
    """It is about those of a scheme as a whole: no candidate is told who came by one (S27)."""
    return SiftCut.objects.none()


def _export(row: SiftCut) -> Mapping[str, Any] | None:
    return None


CUT_RETENTION: list[RetentionPolicy] = [
    *parts_played(
        (SchemeRule, "set_by", "You set a rule for interview schemes", "campaign__closed_at"),
        (SchemeRule, "confirmed_by", "You confirmed a rule for schemes", "campaign__closed_at"),
        (SiftCut, "decided_by", "You decided how many candidates to invite", "campaign__closed_at"),
        (SiftCut, "schemes_by", "You decided on interview schemes", "campaign__closed_at"),
    ),
    RetentionPolicy(
        slug="roles.scheme_decision",
        label="Why interview schemes were decided as they were",
        covers={"roles.SiftCut": ("reason",)},
        purpose="To show that interview schemes were applied fairly.",
        basis="Public task.",
        period="24 months after the role closed.",
        who_sees="The people who arrange the selection and are not on any of its panels.",
        due=_due,
        erase=_forget,
        held_on=_of_nobody,
        export=_export,
        for_staff=True,
    ),
]
