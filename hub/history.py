"""The history of a record as its page shows it: by day, newest first, one kind alone if wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.timezone import localdate

from hub.timeline import Entry, Line, lines_of, newest_first

# So many entries are on the page; what is before them opens, unless it is hardly more.
OPEN = 6
HARDLY_MORE = 3
# Under this the address names the kind that is shown alone.
CHOICE = "history"
EVERYTHING = "Everything"


@dataclass(frozen=True)
class Day:
    """What happened on one day."""

    on: date
    lines: list[Line]


@dataclass(frozen=True)
class Kind:
    """A kind of entries, how many of them the reader sees, and the address of them alone."""

    label: str
    count: int
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class History:
    """Days, newest first: those on the page and those that open; the kinds there are."""

    days: list[Day]
    earlier: list[Day]
    kinds: list[Kind]

    @property
    def number_earlier(self) -> int:
        """How many entries open."""
        return sum(len(day.lines) for day in self.earlier)

    @property
    def lines(self) -> list[Line]:
        """All that is shown or opens, newest first."""
        return [line for day in (*self.days, *self.earlier) for line in day.lines]

    def __bool__(self) -> bool:
        return bool(self.days)


def by_day(request: HttpRequest, lines: Iterable[Line]) -> History:
    """The history that these lines make, given newest first; all that is counted is among them.

    What was done on an earlier day than it was recorded stands on the day on which it was done.
    """
    shown = sorted(lines, key=_day, reverse=True)
    counts = Counter(line.kind for line in shown if line.kind)
    by_name = {slugify(kind): kind for kind in counts}
    chosen = by_name.get(request.GET.get(CHOICE, ""), "")
    kinds = []
    if len(counts) > 1:
        every = Kind(EVERYTHING, len(shown), _address(request, ""), not chosen)
        found = [
            Kind(kind, count, _address(request, slugify(kind)), kind == chosen)
            for kind, count in sorted(counts.items())
        ]
        kinds = [every, *found]
    if chosen:
        shown = [line for line in shown if line.kind == chosen]
    cut = OPEN if len(shown) > OPEN + HARDLY_MORE else len(shown)
    return History(_days(shown[:cut]), _days(shown[cut:]), kinds)


def entries_by_day(request: HttpRequest, entries: Iterable[Entry]) -> History:
    """The history of one record, of which these are the entries that the reader may see."""
    return by_day(request, lines_of(newest_first(entries)))


def _day(line: Line) -> date:
    return localdate(line.when) if isinstance(line.when, datetime) else line.when


def _days(lines: list[Line]) -> list[Day]:
    return [Day(on, list(found)) for on, found in groupby(lines, key=_day)]


def _address(request: HttpRequest, kind: str) -> str:
    """The address of this page with one kind alone, or with all of them."""
    query = request.GET.copy()
    query.pop(CHOICE, None)
    if kind:
        query[CHOICE] = kind
    return f"{request.path}{f'?{query.urlencode()}' if query else ''}#history"
