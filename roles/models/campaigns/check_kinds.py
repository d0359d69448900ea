"""Which pre-employment checks there are, and which an application needs (R16)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from roles.models.campaigns.campaign import Campaign


class CheckKind(models.TextChoices):
    """The Baseline Personnel Security Standard, and clearances beyond it."""

    IDENTITY = "identity", "Identity"
    RIGHT_TO_WORK = "right_to_work", "Right to work in the UK"
    EMPLOYMENT_HISTORY = "employment_history", "Employment history of the last 3 years"
    CONVICTIONS = "convictions", "Unspent criminal convictions"
    CTC = "ctc", "Counter-terrorist check"
    SC = "sc", "Security check"
    DV = "dv", "Developed vetting"


BASELINE = (
    CheckKind.IDENTITY,
    CheckKind.RIGHT_TO_WORK,
    CheckKind.EMPLOYMENT_HISTORY,
    CheckKind.CONVICTIONS,
)


# Nobody is vetted for longer: a clearance that was held before counts when it is not older.
LONGEST_CLEARANCE = relativedelta(years=10)


def checks_needed(campaign: Campaign) -> list[CheckKind]:
    """The baseline, and the clearance that the campaign asks for beyond it."""
    return [*BASELINE, *(kind for kind in CheckKind if kind == campaign.security_level)]


def checks_missing(application: Any) -> list[CheckKind]:
    """Those that are needed and were not passed when they were last recorded."""
    last = last_checks(application)
    return [
        kind
        for kind in checks_needed(application.campaign)
        if kind not in last or not last[kind].is_passed
    ]


def last_checks(application: Any) -> dict[str, Any]:
    """By kind, what was last recorded of it."""
    return {check.kind: check for check in application.checks.all()}


def checked_from(kind: str, application: Any) -> date:
    """The first day on which a check of this kind may have been made for this offer (R16).

    The baseline is checked once the offer is accepted; a clearance may have been held before.
    """
    accepted = timezone.localdate(application.accepted_at)
    return accepted if kind in BASELINE else accepted - LONGEST_CLEARANCE
