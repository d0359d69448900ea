"""Dates and times as people write them, in Europe/London."""

from __future__ import annotations

import datetime as dt
import re
from typing import overload

import jinja2
from dateutil.relativedelta import relativedelta
from django.utils import timezone

# Days outside these are nearly always a wrong year: nothing here is older than this, and nothing
# is planned more years ahead than this.
EARLIEST = dt.date(1900, 1, 1)
FURTHEST = 10
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d\S*)?")


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def day_of(moment: dt.datetime | None) -> dt.date | None:
    """The day of a moment, in Europe/London; None for none."""
    return timezone.localdate(moment) if moment is not None else None


def date_gb(value: dt.date | dt.datetime | str | None) -> str:
    """Write a date as "27 September 2026", in Europe/London; nothing for no date.

    A frozen row has its date as ISO 8601; other text stays as it is.
    """
    if not value:
        return ""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, dt.datetime):
        value = _local(value)
    return f"{value.day} {value:%B %Y}"


def day_gb(value: dt.date) -> str:
    """Write a day with its weekday, "Tuesday 27 September 2026": for who chooses between days."""
    return f"{value:%A} {date_gb(value)}"


def time_gb(value: dt.time | dt.datetime | None) -> str:
    """Write a time as "11:55pm", "10am", "midday" or "midnight", in Europe/London."""
    if value is None or isinstance(value, jinja2.Undefined):
        return ""
    if isinstance(value, dt.datetime):
        value = _local(value)
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'pm' if value.hour >= 12 else 'am'}"


def month_gb(value: dt.date | None) -> str:
    """A month and its year: March 2027."""
    return f"{value:%B %Y}" if value else ""


def datetime_gb(value: dt.datetime | None) -> str:
    """Write a moment as "27 September 2026, 11:55pm", in Europe/London.

    The beginning of a day is that day: "27 September 2026, midnight" can be read as its end.
    """
    if not value:
        return ""
    is_beginning = _local(value).time() == dt.time(0)
    return date_gb(value) if is_beginning else f"{date_gb(value)}, {time_gb(value)}"


@overload
def as_known(moment: dt.datetime, *, is_known: bool) -> dt.date | dt.datetime: ...
@overload
def as_known(moment: dt.datetime | None, *, is_known: bool) -> dt.date | dt.datetime | None: ...
def as_known(moment: dt.datetime | None, *, is_known: bool) -> dt.date | dt.datetime | None:
    """A moment, where the reader may know whose record it is about; else its day alone (R11)."""
    return moment if is_known or moment is None else timezone.localdate(moment)


def when_gb(value: dt.date | dt.datetime | None) -> str:
    """A moment or a day, as it is written."""
    return datetime_gb(value) if isinstance(value, dt.datetime) else date_gb(value)


def out_of_range(what: str, day: dt.date, *, years: int | None = FURTHEST) -> str:
    """Why nobody means this day: it is out of this age, or too many years from today; "" if not.

    ``years`` is None where something else says the last day.
    """
    if day < EARLIEST:
        return f"{what} must be {date_gb(EARLIEST)} or later"
    if years is None:
        return ""
    return too_far(what, day, after=timezone.localdate(), named="today", years=years)


def too_far(
    what: str, day: dt.date, *, after: dt.date, named: str, years: int = 1, months: int = 0
) -> str:
    """Why a day is too long after another, with the last that can be entered; "" if it is not.

    A day beyond it is nearly always a wrong year. Months are counted instead of years, if given.
    """
    last = after + (relativedelta(months=months) if months else relativedelta(years=years))
    if day <= last:
        return ""
    how_long = f"{months} months" if months else "a year" if years == 1 else f"{years} years"
    return f"{what} must be {date_gb(last)} or earlier, which is {how_long} after {named}"


def machine_time(value: dt.date | None) -> str:
    """A day or a moment as the attribute ``datetime`` holds it: to the second."""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else ""


def duration(seconds: int) -> str:
    """Write a time span as "12 hours", or as "90 minutes" when it is no whole number of hours."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} hours" if not minutes else f"{hours * 60 + minutes} minutes"


def in_words(value: object) -> object:
    """Write an exported value as people do: moments and dates of ISO 8601, yes and no."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if not isinstance(value, str) or not ISO.fullmatch(value):
        return value
    try:
        return datetime_gb(dt.datetime.fromisoformat(value)) if "T" in value else date_gb(value)
    except ValueError:
        return value
