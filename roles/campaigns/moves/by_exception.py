"""What can be done to an appointment by exception: decided on, ended earlier (R18)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hub.dates import date_gb
from hub.moves import Move
from roles.campaigns.forms.by_exception import DecideExceptionForm, EndExceptionForm
from roles.campaigns.services.by_exception import (
    OwnExceptionError,
    decide_on_exception,
    end_exception,
)
from roles.models.campaigns.by_exception import AppointmentByException


def _facts(record: AppointmentByException) -> list[tuple[str, Any]]:
    commission = record.commission_reference
    return [
        ("Department", record.organisation.name),
        ("Job title", record.title),
        ("Grade", str(record.grade)),
        ("Exception", record.get_kind_display()),
        ("Why there is no open competition", record.case),
        ("First day", date_gb(record.starts_on)),
        ("Last day", date_gb(record.ends_on)),
        ("Longest allowed", f"until {date_gb(record.limit)}"),
        ("Papers kept at", record.file),
        *([("Commission’s approval", commission)] if commission else []),
        ("Asked by", str(record.asked_by or "")),
    ]


def _own(record: AppointmentByException, user: Any) -> str:
    return f"{OwnExceptionError.reason}." if record.asked_by_id in user.side_keys else ""


def is_running(record: AppointmentByException) -> bool:
    """Whether it was approved and has not ended."""
    return bool(record.is_approved) and record.ends_on >= timezone.localdate()


EXCEPTION_MOVES = (
    Move(
        slug="decide",
        label="Decide on the appointment",
        permission="roles.decide_exception",
        barred_by=_own,
        may=lambda record: record.is_approved is None,
        already=lambda record: "This appointment is already decided on",
        service=decide_on_exception,
        form=DecideExceptionForm,
        facts=_facts,
        says=lambda record, result: (
            "You have approved the appointment"
            if result.is_approved
            else "You have not approved the appointment"
        ),
        is_decision=True,
    ),
    Move(
        slug="end",
        label="Give it an earlier last day",
        permission="roles.ask_exception",
        may=is_running,
        already=lambda record: "You can only end an appointment that is approved and has not ended",
        service=end_exception,
        form=EndExceptionForm,
        facts=_facts,
        says=lambda record, result: f"The last day is now {date_gb(result.ends_on)}",
        is_warning=True,
    ),
)
