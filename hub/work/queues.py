"""Queues of what waits for a person, and how they are read."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from hub.extensions import ExtensionPoint, guarded
from hub.models import Membership, StaffGroup, User

logger = logging.getLogger("hub.work")

# Of each queue so many are shown, what has waited longest first; the whole list has the rest.
MOST_SHOWN = 20

HUB_TEAM = (StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
READ = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')
EVERY_OFFICE = (*StaffGroup, *Membership.Role)


class WorkKind(Enum):
    """What somebody does with what waits: one table of the page each, in this order.

    Those with something late stand before the others.
    """

    DECIDE = "Decide, check and confirm"
    ANSWER = "Answer"
    NEXT = "Take the next step"
    RECORD = "Record what happened"


@dataclass(frozen=True)
class WorkItem:
    """One thing that waits: what it is, where it is done, since when, and until when.

    ``href`` leads straight to the form that does it. ``until`` is a last day, or a moment.
    """

    text: str
    href: str
    since: date | datetime
    until: date | datetime | None = None
    organisation: str = ""

    @property
    def days_late(self) -> int:
        """Whole days since its last day; 0 while it is not late."""
        if self.until is None:
            return 0
        return max(0, (timezone.localdate() - _day(self.until)).days)

    @property
    def urgency(self) -> tuple[date, date]:
        """To sort by: what is due first, and of the rest what has waited longest."""
        return (_day(self.until) if self.until else date.max, _day(self.since))


@dataclass(frozen=True)
class WorkQueue:
    """What a person has to do with records of one kind, or what others have to do for them.

    ``label`` says what is done with it, beginning with a verb; where ``others_act``, who does it.
    By its ``kind`` it stands in a table with others.
    ``rows`` gives the records that wait for this person, what has waited longest first: those only
    that they may see and that the form takes from them. It reads with them whatever ``item`` shows,
    so that no row costs a query. ``whole`` is the address of the whole list, where there is one.
    ``offices`` are the staff groups and membership roles to whose holders alone ``rows`` gives
    anything: nobody else's are read. Without any it may be for everybody. The first of one that is
    ``on_front_page`` stand by themselves on the front page of the admin, whoever acts. Where a
    record can be one person's to do, such as an adviser's, ``may`` says whether another can do it:
    whoever stands in for that person is shown those. Without it nothing is anybody else's.
    """

    slug: str
    label: str
    rows: Callable[[User], QuerySet[Any] | Sequence[Any]]
    item: Callable[[Any], WorkItem]
    order: int
    others_act: bool = False
    whole: Callable[[User], str] | None = None
    offices: tuple[str, ...] = ()
    on_front_page: bool = False
    may: Callable[[User, Any], bool] | None = None
    kind: WorkKind = WorkKind.NEXT

    def may_be_for(self, person: User) -> bool:
        """Whether something can wait in it for a person, by the offices they hold today."""
        is_open = not self.offices or person.is_superuser
        return is_open or not person.offices.isdisjoint(self.offices)


work_queues = ExtensionPoint("register_hub_work", WorkQueue)


@dataclass(frozen=True)
class ShownQueue:
    """A queue as a person is shown it; one that could not be read says so and has no items."""

    queue: WorkQueue
    items: tuple[WorkItem, ...]
    total: int
    whole: str = ""
    could_not_be_read: bool = False
    # The database's tables that were read for it: what is written in others changes nothing of it.
    tables: frozenset[str] = frozenset()

    @property
    def late(self) -> int:
        """How much of what is shown is late."""
        return sum(1 for item in self.items if item.days_late)

    @property
    def has_late(self) -> bool:
        """Whether the last day of something in it is over."""
        return bool(self.late)


def waiting_for(person: User) -> list[ShownQueue]:
    """The queues in which something waits for a person, and those that fail.

    First those with something late, whatever it is; among these and the others in order.
    """
    return shown_of(read_for(person))


def read_for(person: User) -> list[ShownQueue]:
    """Every queue in which something may wait for a person, as it is read: empty ones, too."""
    return [read_queue(queue, person) for queue in in_order() if queue.may_be_for(person)]


def shown_of(read: Iterable[ShownQueue]) -> list[ShownQueue]:
    """Of queues that were read, those that a person is shown, in the order of the page."""
    waiting = [shown for shown in read if shown.total or shown.could_not_be_read]
    return sorted(waiting, key=lambda shown: not shown.has_late)


def in_order() -> list[WorkQueue]:
    """All queues, by ``order``."""
    return sorted(work_queues, key=lambda queue: (queue.order, queue.slug))


def items_of(queue: WorkQueue, person: User) -> list[tuple[Any, WorkItem]]:
    """The first records of a queue, each with how it is shown; none where it cannot be read."""
    try:
        with guarded():
            return [(row, queue.item(row)) for row in queue.rows(person)[:MOST_SHOWN]]
    except Exception:
        logger.exception("The work queue %s could not be read.", queue.slug)
        return []


class TablesRead(set[str]):
    """Which tables of the database queries read; Django calls it for each of them."""

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.update(READ.findall(sql))
        return execute(sql, params, many, context)


def read_queue(queue: WorkQueue, person: User) -> ShownQueue:
    """Read one queue; whatever a plugin's queue raises, the others are shown."""
    tables = TablesRead()
    try:
        with guarded(), connection.execute_wrapper(tables):
            rows = queue.rows(person)
            first = list(rows[: MOST_SHOWN + 1])
            total = len(first) if len(first) <= MOST_SHOWN else _number(rows)
            items = tuple(queue.item(row) for row in first[:MOST_SHOWN])
            whole = queue.whole(person) if queue.whole and total > len(items) else ""
    except Exception:
        logger.exception("The work queue %s could not be read.", queue.slug)
        return ShownQueue(queue, (), 0, could_not_be_read=True)
    return ShownQueue(queue, items, total, whole, tables=frozenset(tables))


def _number(rows: QuerySet[Any] | Sequence[Any]) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def _day(moment: date | datetime) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
