"""The last day of whatever holds from one day to another: ending brings it nearer, nothing else."""

from __future__ import annotations

from datetime import date

from hub.dates import date_gb
from hub.refusals import RefusedError


class LastDayError(RefusedError):
    """A last day before the first, later than the one there is, or of what has ended already.

    To move it later would be to give it again, which asks more than ending does.
    """

    reason = "The last day must be the same as or after the first day"
    field = "valid_to"


def new_last_day(
    *, last: date, first: date | None, former: date | None, today: date, again: str
) -> bool:
    """Whether a last day is a new one; ``again`` says how to give more time.

    ``former`` is the last day there is, None for no end; ``first`` is None where something may end
    before it begins. Raises ``LastDayError``.
    """
    if last == former:
        return False
    if former is not None and former < today:
        raise LastDayError([f"This has already ended, on {date_gb(former)}. {again}"])
    if former is not None and last > former:
        raise LastDayError([f"You cannot move the last day later here. {again}"])
    if first is not None and last < first:
        raise LastDayError
    return True


def moved(former: date | None, last: date) -> str:
    """The new last day and the one before, for the history."""
    before = f"was {date_gb(former)}" if former else "there was no last day before"
    return f"last day {date_gb(last)}, {before}"
