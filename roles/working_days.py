"""Working days: Monday to Friday, without the bank holidays that the policy names."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

from roles.models.policy import RecruitmentPolicy


def add_working_days(day: date, number: int) -> date:
    """The working day that is ``number`` working days after a day (H2)."""
    region = RecruitmentPolicy.load().bank_holidays
    while number > 0:
        day += timedelta(days=1)
        if is_working_day(day, region):
            number -= 1
    return day


def is_working_day(day: date, region: str) -> bool:
    """Whether people work on the day in that part of the United Kingdom."""
    return day.weekday() < 5 and day not in _bank_holidays(region)


@lru_cache(maxsize=4)
def _bank_holidays(region: str) -> holidays.HolidayBase:
    # It works out each year when it is first asked for a day in it.
    return holidays.country_holidays("GB", subdiv=region)
