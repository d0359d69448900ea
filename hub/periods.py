"""Calendar quarters in Europe/London (2013-Q2 is April to June 2013)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_CODE = re.compile(r"(20\d\d)-Q([1-4])")
_MONTHS = ("January to March", "April to June", "July to September", "October to December")


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter; ``start_at`` is inside it, ``end_at`` is the first moment after it."""

    year: int
    number: int

    @classmethod
    def parse(cls, code: str) -> Quarter:
        """Read a code such as ``2013-Q2``. Raises ``ValueError`` for anything else."""
        match = _CODE.fullmatch(code)
        if not match:
            raise ValueError("A quarter is written like 2013-Q2.")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def containing(cls, moment: date | datetime) -> Quarter:
        """The quarter a day, or a moment in London, falls in."""
        day = moment.astimezone(LONDON).date() if isinstance(moment, datetime) else moment
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def code(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> str:
        return f"{_MONTHS[self.number - 1]} {self.year}"

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.following.start - timedelta(days=1)

    @property
    def start_at(self) -> datetime:
        return datetime.combine(self.start, time(), LONDON)

    @property
    def end_at(self) -> datetime:
        return self.following.start_at

    @property
    def following(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __contains__(self, moment: date | datetime) -> bool:
        return Quarter.containing(moment) == self

    def __str__(self) -> str:
        return self.code
