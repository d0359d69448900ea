"""Working days: Monday to Friday, without a region's bank holidays.

The region is policy: each plugin's policy names the part of the United Kingdom it works in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from hub.periods import LONDON

DAY_BEGINS, DAY_ENDS = time(9), time(17)


def is_working_day(day: date, *, region: str) -> bool:
    """Whether people work on the day in that part of the United Kingdom."""
    return day.weekday() < 5 and day not in _bank_holidays(region)


def why_not_working(day: date, *, region: str) -> str:
    """What keeps people from work on the day: "a Sunday", "a bank holiday, Boxing Day"; or ""."""
    if day.weekday() >= 5:
        return f"a {day:%A}"
    name = _bank_holidays(region).get(day)
    return f"a bank holiday, {name}" if name else ""


def bank_holiday_on(day: date, *, region: str) -> str:
    """The name of the bank holiday that the day is; "" for any other."""
    return _bank_holidays(region).get(day) or ""


def next_working_day(day: date, *, region: str) -> date:
    """The day itself where people work on it, else the first such day after it."""
    while not is_working_day(day, region=region):
        day += timedelta(days=1)
    return day


def last_working_day(day: date, *, region: str) -> date:
    """The day itself where people work on it, else the last such day before it."""
    while not is_working_day(day, region=region):
        day -= timedelta(days=1)
    return day


def add_working_days(day: date, number: int, *, region: str) -> date:
    """The working day that is ``number`` working days after a day (H2)."""
    while number > 0:
        day += timedelta(days=1)
        if is_working_day(day, region=region):
            number -= 1
    return day


def working_days_before(day: date, number: int, *, region: str) -> date:
    """The working day that is ``number`` working days before a day."""
    while number > 0:
        day -= timedelta(days=1)
        if is_working_day(day, region=region):
            number -= 1
    return day


def end_of_working_day(moment: datetime, number: int, *, region: str) -> datetime:
    """The last minute, in London, of the working day that is ``number`` working days later."""
    day = add_working_days(moment.astimezone(LONDON).date(), number, region=region)
    return datetime.combine(day, time(23, 59), LONDON)


def next_working_moment(moment: datetime, *, region: str) -> datetime:
    """The moment itself where people are at work in London, else 9am of the next working day.

    They are from 9am to 5pm: what people are told then, they can ask about on the same day.
    """
    local = moment.astimezone(LONDON)
    day = local.date()
    if is_working_day(day, region=region):
        if DAY_BEGINS <= local.time() <= DAY_ENDS:
            return moment
        day += timedelta(days=1 if local.time() > DAY_ENDS else 0)
    return datetime.combine(next_working_day(day, region=region), DAY_BEGINS, LONDON)


def working_days_between(first: date, last: date, *, region: str) -> Iterator[date]:
    """Each working day from one day to another, both included."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if is_working_day(day, region=region):
            yield day


@lru_cache(maxsize=4)
def _bank_holidays(region: str) -> holidays.HolidayBase:
    # It works out each year when it is first asked for a day in it.
    return holidays.country_holidays("GB", subdiv=region)
