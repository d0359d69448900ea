"""The days of the demonstration: what people do in it, they do when people work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from hub.periods import LONDON
from hub.working_days import is_working_day

REGION = "ENG"
DAY = timedelta(days=1)
# From Christmas Eve until the new year hardly anybody is there: nothing is planned for then.
AWAY_FROM = (12, 24)


def is_worked(day: date) -> bool:
    """Whether the people of the demonstration work on the day."""
    is_away = (day.month, day.day) >= AWAY_FROM
    return is_working_day(day, region=REGION) and not is_away


def working_day(day: date) -> date:
    """The working day on a day or after it; before it, so that the past stays in the past.

    What comes before another day still comes before it, or on the same day.
    """
    found = day
    while not is_worked(found):
        found += DAY
    if day <= timezone.localdate() < found:
        return last_working_day(day)
    return found


def last_working_day(day: date) -> date:
    """The working day on a day or before it."""
    while not is_worked(day):
        day -= DAY
    return day


def days_after(day: date, number: int) -> date:
    """The day that is a number of worked days after a day, or before it where that is negative.

    So what follows something else is never on the same day, whatever holidays lie between.
    """
    step = DAY if number > 0 else -DAY
    for _ in range(abs(number)):
        day += step
        while not is_worked(day):
            day += step
    return day


def from_today(days: int) -> date:
    """The day that is so far from today, of which five in seven are worked."""
    return days_after(timezone.localdate(), round(days * 5 / 7))


def morning(day: date, hour: int = 10) -> datetime:
    """Ten in the morning in London, unless told, on a working day; of the past, never after now."""
    moment = datetime.combine(working_day(day), time(hour), LONDON)
    return moment if day > timezone.localdate() else min(moment, timezone.now())
