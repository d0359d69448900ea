"""Counting in months."""

from __future__ import annotations

from datetime import datetime


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time a number of months earlier, or the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1)


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and time a number of months later, or the last day of a shorter month."""
    return months_before(moment, -months)
