"""The thread of a need as a picture: each record that answers it, how it stands, and for how long.

Plugins add the kinds of record that they put on threads through ``register_hub_thread``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from django.utils.timezone import localdate

from hub.dates import date_gb
from hub.extensions import ExtensionPoint
from hub.models import Need, User
from hub.numbers import plural
from hub.pictures import Bar, Bars, Picture
from hub.tables import NEVER_EMPTY, Column, Link, Table, Tag, state_tag, words_of

# Of one kind so many are drawn, the oldest first; that there are more is said.
MOST_SHOWN = 8
NEED_ORDER = 20


@dataclass(frozen=True)
class Stretch:
    """How long a record took, or takes: from a day to the day on which it ended, if it has.

    ``is_moment`` is one thing that happened on a day, such as a rating.
    """

    name: str
    href: str
    state: Tag
    since: date
    until: date | None = None
    is_moment: bool = False

    @classmethod
    def of(cls, record: Any, begun: datetime, ended: datetime | date | None) -> Stretch:
        """Of a record with a reference, a page and a state: from a moment, to one if it ended."""
        until = localdate(ended) if isinstance(ended, datetime) else ended
        href = record.get_absolute_url()
        return cls(record.reference, href, state_tag(record), localdate(begun), until)

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended yet."""
        return self.until is None and not self.is_moment

    @property
    def last(self) -> date:
        """Until when it is drawn: today, where it goes on."""
        return self.since if self.is_moment else self.until or max(localdate(), self.since)

    @property
    def days(self) -> str:
        """How many days that is, in words."""
        if self.is_moment:
            return ""
        return plural((self.last - self.since).days, "day")


@dataclass(frozen=True)
class ThreadPart:
    """A kind of record on the threads of needs; ``label`` names one of it.

    Its rows have ``visible_to``; ``permission`` is what a person needs to see any of them.
    ``related`` and ``prefetched`` are read with them. ``order`` is its place in the life of a need,
    which itself is raised at 20. Nothing is drawn where ``stretch`` gives None. What happened to
    one is told in the history of its need to those too for whom ``told`` has it among the rows,
    without a way to its page.
    """

    slug: str
    label: str
    model: type[models.Model]
    stretch: Callable[[Any], Stretch | None]
    order: int
    permission: str = ""
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    told: Callable[[QuerySet[Any], Any], QuerySet[Any]] | None = None

    def rows(self, reader: User) -> QuerySet[Any]:
        """Those that a person may see."""
        return self.seen_by(reader).prefetch_related(*self.prefetched)

    def seen_by(self, reader: Any) -> QuerySet[Any]:
        """The same rows, without what only their drawing reads."""
        rows: Any = self.model._default_manager.all()
        if self.permission and not reader.has_perm(self.permission):
            return rows.none()
        found: QuerySet[Any] = rows.visible_to(reader)
        return found.select_related(*self.related) if self.related else found


thread_parts = ExtensionPoint("register_hub_thread", ThreadPart)


def rows_told(model: type[models.Model], reader: Any) -> QuerySet[Any] | None:
    """Those of a kind whose part in a need a person may know; None where it is what they see."""
    for part in thread_parts:
        if part.model is model and part.told is not None:
            return part.told(model._default_manager.all(), reader)
    return None


def rows_seen(model: type[models.Model], reader: Any) -> QuerySet[Any]:
    """The rows of a kind of record of which a person may know, as its own page has it."""
    for part in thread_parts:
        if part.model is model:
            return part.seen_by(reader)
    rows: Any = model._default_manager.all()
    return cast("QuerySet[Any]", rows.visible_to(reader) if hasattr(rows, "visible_to") else rows)


@dataclass(frozen=True)
class Row:
    """A line of the picture and of its table."""

    part: str
    stretch: Stretch

    @property
    def name(self) -> str:
        """What it is, with its reference."""
        return f"{self.part} {self.stretch.name}"

    @property
    def words(self) -> str:
        """What stands over its bar."""
        stretch = self.stretch
        now = "now: " if stretch.goes_on else ""
        return f"{stretch.days or date_gb(stretch.since)}, {now}{words_of(stretch.state)}"


THREAD = Table(
    "Days for each part",
    (
        Column("Part", lambda row: Link(row.name, row.stretch.href)),
        Column("State now", lambda row: row.stretch.state),
        Column("From", lambda row: row.stretch.since),
        Column("To", lambda row: _to(row.stretch)),
        Column("Days", lambda row: _days(row.stretch)),
    ),
    caption_size="s",
    empty=NEVER_EMPTY,
)


def _days(stretch: Stretch) -> str:
    return f"{stretch.days} so far" if stretch.goes_on else stretch.days


def _to(stretch: Stretch) -> date | str | None:
    return "Not ended yet" if stretch.goes_on else stretch.until


def rows_of(need: Need, reader: User) -> list[Row]:
    """The lines of a need's picture: the need, and what of its thread the reader may see.

    Queries: one for the links, and one or two for each kind of linked record.
    """
    linked: dict[int, list[str]] = {}
    for link in need.links.all():
        linked.setdefault(link.content_type_id, []).append(link.object_id)
    found = [(NEED_ORDER, Row("Need", _need(need)))]
    for part in thread_parts:
        keys = linked.get(ContentType.objects.get_for_model(part.model).pk)
        if keys:
            records = part.rows(reader).filter(pk__in=keys)
            found += [(part.order, row) for row in _rows(part, records)]
    return [row for _, row in sorted(found, key=lambda each: (each[0], each[1].stretch.since))]


def _rows(part: ThreadPart, records: Iterable[Any]) -> Iterator[Row]:
    for record in records:
        if (stretch := part.stretch(record)) is not None:
            yield Row(part.label, stretch)


def _need(need: Need) -> Stretch:
    """It waits until it is met, though it may be looked at again before it is closed."""
    ended = need.closed_at or need.withdrawn_at or need.met_at
    return Stretch.of(need, need.raised_at, ended)


def picture_of(need: Need, reader: User) -> Picture:
    """The thread of a need, drawn for who reads its page."""
    rows = rows_of(need, reader)
    return Picture(_drawing(rows), THREAD.of(rows))


def _drawing(rows: Sequence[Row]) -> Bars:
    low = min(row.stretch.since for row in rows)
    high = max(row.stretch.last for row in rows)
    parts = list(dict.fromkeys(row.part.lower() for row in rows))
    return Bars(
        title="How long each part took",
        description=f"{plural((high - low).days, 'day')} from {date_gb(low)} to {date_gb(high)}: "
        f"{', then '.join(parts)}. The table below gives the state and days of each.",
        bars=tuple(_bars(rows)),
        low=low.toordinal(),
        high=max(high.toordinal(), low.toordinal() + 1),
        ends=(date_gb(low), date_gb(high) if high > low else ""),
    )


def _bars(rows: Sequence[Row]) -> Iterator[Bar]:
    shown: dict[str, int] = {}
    for row in rows:
        shown[row.part] = shown.get(row.part, 0) + 1
        stretch = row.stretch
        if shown[row.part] <= MOST_SHOWN:
            yield Bar(
                row.name,
                row.words,
                stretch.since.toordinal(),
                stretch.last.toordinal(),
                "point" if stretch.is_moment else "whole" if stretch.until else "going_on",
            )
        elif shown[row.part] == MOST_SHOWN + 1:
            total = sum(each.part == row.part for each in rows)
            yield Bar(
                f"{row.part}: {total - MOST_SHOWN} more", "They are in the table.", look="words"
            )
