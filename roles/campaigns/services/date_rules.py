"""What the days of a campaign and of its offers have to be: days of work, within a year (R5).

It may close on a weekend, when people have time to write, but not on a bank holiday.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hub.dates import too_far
from hub.refusals import RefusedError
from roles.models.policy import RecruitmentPolicy

# The days on which people meet or read, as a sentence about one begins.
WORKING_DAYS = {
    "sift_on": "The date the sift begins",
    "interviews_from": "The date interviews begin",
    "interviews_to": "The date interviews end",
}
CLOSING = "The closing date"


class DateRefusedError(RefusedError):
    """A day on which nobody works, or one that is too far ahead; ``field`` says which."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__([reason])
        self.field = field


def wrong_dates(
    dates: Mapping[str, date | None], before: Mapping[str, date | None], today: date
) -> dict[str, str]:
    """What is wrong with each date of a campaign, by name; one that was set before is not asked."""
    policy, found = RecruitmentPolicy.load(), {}
    closes = dates.get("closes_on")
    if closes and closes != before.get("closes_on"):
        found["closes_on"] = too_far(CLOSING, closes, after=today, named="today")
        found["closes_on"] = found["closes_on"] or policy.no_day_to_close(CLOSING, closes)
    for name, what in WORKING_DAYS.items():
        day = dates.get(name)
        if not day or day == before.get(name):
            continue
        found[name] = policy.no_working_day(what, day)
        if closes and not found[name]:
            found[name] = too_far(what, day, after=closes, named="the closing date")
    return {name: why for name, why in found.items() if why}


def check_dates(
    dates: Mapping[str, date | None], before: Mapping[str, date | None], today: date
) -> None:
    """Raises ``DateRefusedError`` for the first date of a campaign that is wrong."""
    for name, why in wrong_dates(dates, before, today).items():
        raise DateRefusedError(name, why)
