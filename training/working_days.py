"""Working days: Monday to Friday, without the bank holidays that the policy names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from hub.periods import LONDON
from training.models.policy import TrainingPolicy


def end_of_working_day(moment: datetime, number: int) -> datetime:
    """The last minute, in London, of the working day that is ``number`` working days later."""
    region = TrainingPolicy.load().bank_holidays
    day = moment.astimezone(LONDON).date()
    while number > 0:
        day += timedelta(days=1)
        if is_working_day(day, region):
            number -= 1
    return datetime.combine(day, time(23, 59), LONDON)


def working_days_between(first: date, last: date) -> Iterator[date]:
    """Each working day from one day to another, both included."""
    region = TrainingPolicy.load().bank_holidays
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if is_working_day(day, region):
            yield day


def is_working_day(day: date, region: str) -> bool:
    """Whether people work on the day in that part of the United Kingdom."""
    return day.weekday() < 5 and day not in _bank_holidays(region)


@lru_cache(maxsize=4)
def _bank_holidays(region: str) -> holidays.HolidayBase:
    # It works out each year when it is first asked for a day in it.
    return holidays.country_holidays("GB", subdiv=region)
