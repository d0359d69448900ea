"""The days of the demonstration: what people do in it, they do when people work."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from hub import working_days
from hub.periods import LONDON
from hub.working_days import next_working_day

REGION = "ENG"


def working_day(day: date) -> date:
    """The working day on a day or after it; before it, so that the past stays in the past.

    What comes before another day still comes before it, or on the same day.
    """
    today = timezone.localdate()
    found = next_working_day(day, region=REGION)
    if day <= today < found:
        return last_working_day(day)
    return found


def last_working_day(day: date) -> date:
    """The working day on a day or before it."""
    return working_days.last_working_day(day, region=REGION)


def morning(day: date, hour: int = 10) -> datetime:
    """Ten in the morning in London, unless told, on a working day; of the past, never after now."""
    moment = datetime.combine(working_day(day), time(hour), LONDON)
    return moment if day > timezone.localdate() else min(moment, timezone.now())
