"""When the interview of an application can be recorded as held, or as not attended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.dates import datetime_gb

# A candidate who hears of an interview later than this before it cannot be said to have missed it.
NOTICE = timedelta(days=1)


def still_ahead(application: Any) -> str:
    """Why an interview is not over yet; "" where it is, or none is booked."""
    slot = application.interview_slot
    if slot is not None and slot.starts_at > timezone.now():
        return f"The interview is on {datetime_gb(slot.starts_at)}. Record it afterwards."
    return ""


def missed(application: Any) -> str:
    """Why nobody can be said to have missed it, told too late or not over; "" for neither.

    Whoever chose the time on their own page knew of it, however near it was.
    """
    slot, told_at = application.interview_slot, application.interview_booked_at
    is_late = slot is not None and told_at is not None and slot.starts_at - told_at < NOTICE
    if is_late and not application.slots.taken().exists():
        return (
            "We told the candidate about this interview less than a day before it, so you cannot "
            "record that they did not attend. Book another one, or record that it was held."
        )
    return still_ahead(application)
