"""Queues of what waits for a person, and how they are read."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from hub.extensions import ExtensionPoint, guarded
from hub.models import Membership, StaffGroup, User

logger = logging.getLogger("hub.work")

Rows = QuerySet[Any] | Sequence[Any]
# Of each queue so many are shown, what has waited longest first; the whole list has the rest.
MOST_SHOWN = 20

HUB_TEAM = (StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
READ = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')
# Under this a person has what several queues are made of.
READ_ONCE = "work_read_once"
T = TypeVar("T")
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
    rows: Callable[[User], Rows]
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
    def href(self) -> str:
        """Where all of it stands: its list, the only item, or the page of what waits."""
        only = self.items[0].href if self.total == len(self.items) == 1 else ""
        return self.whole or only or reverse("work")

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
    return [
        read_queue(asked.queue, person, asked)
        if asked.has_some
        else ShownQueue(asked.queue, (), 0, tables=frozenset(asked.tables))
        for asked in _asked(person, in_order())
    ]


def shown_of(read: Iterable[ShownQueue]) -> list[ShownQueue]:
    """Of queues that were read, those that a person is shown, in the order of the page."""
    waiting = [shown for shown in read if shown.total or shown.could_not_be_read]
    return sorted(waiting, key=lambda shown: not shown.has_late)


def with_something(
    person: User, queues: Iterable[WorkQueue]
) -> Iterator[tuple[WorkQueue, Rows | None]]:
    """Of these queues those in which something can wait for a person, in order.

    One that cannot be asked is left in, without its rows, for whoever reads it to find that it
    fails.
    """
    for asked in _asked(person, queues):
        if asked.has_some:
            yield asked.queue, asked.rows


class TablesRead(set[str]):
    """Which tables of the database queries read; Django calls it for each of them."""

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.add_those_of(sql)
        return execute(sql, params, many, context)

    def add_those_of(self, sql: str) -> None:
        """Add the tables that one query reads."""
        self.update(READ.findall(sql))


def read_once(person: User, name: str, read: Callable[[User], T]) -> T:
    """What several queues are made of, read once each time that a person's queues are read.

    A queue that finds it read depends on the same tables as if it had read it.
    """
    known = person.__dict__.setdefault(READ_ONCE, {})
    if name not in known:
        tables = TablesRead()
        with connection.execute_wrapper(tables):
            known[name] = (read(person), tables)
    found: T
    found, tables = known[name]
    for wrapper in connection.execute_wrappers:
        if isinstance(wrapper, TablesRead):
            wrapper.update(tables)
    return found


@dataclass
class _Asked:
    """A queue that was asked whether something waits in it; ``rows`` is None where it fails."""

    queue: WorkQueue
    rows: Rows | None
    tables: TablesRead
    has_some: bool = True


def _asked(person: User, queues: Iterable[WorkQueue]) -> list[_Asked]:
    """In which of these queues something waits, of those in which something can.

    Most have nothing for most people: which have is asked in one statement for all that are
    queries.
    """
    person.__dict__.pop(READ_ONCE, None)
    found = [_ask(queue, person) for queue in queues if queue.may_be_for(person)]
    questions: list[tuple[_Asked, str, Sequence[Any]]] = []
    for asked in found:
        if asked.rows is None:
            continue
        if not isinstance(asked.rows, QuerySet):
            asked.has_some = bool(asked.rows)
            continue
        try:
            sql, params = asked.rows.query.exists().get_compiler(asked.rows.db).as_sql()
        except EmptyResultSet:
            asked.has_some = False
        except Exception:
            logger.debug("The work queue %s could not be asked.", asked.queue.slug)
        else:
            asked.tables.add_those_of(sql)
            questions.append((asked, sql, params))
    _answer(questions)
    return found


def _ask(queue: WorkQueue, person: User) -> _Asked:
    """What waits in a queue, not yet read; whoever reads it says that it fails."""
    tables = TablesRead()
    try:
        with guarded(), connection.execute_wrapper(tables):
            return _Asked(queue, queue.rows(person), tables)
    except Exception:
        return _Asked(queue, None, tables)


def _answer(questions: list[tuple[_Asked, str, Sequence[Any]]]) -> None:
    """Answer all in one statement; where one of them fails, each queue is read by itself."""
    if not questions:
        return
    sql = ", ".join(f"EXISTS ({sql})" for _, sql, _ in questions)
    params = [param for _, _, params in questions for param in params]
    try:
        with guarded(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {sql}", params)  # What Django made of queries.
            answers = cursor.fetchone()
    except DatabaseError:
        logger.exception("What waits could not be asked at once: each queue is asked by itself.")
        return
    for (asked, _, _), has_some in zip(questions, answers, strict=True):
        asked.has_some = bool(has_some)


def in_order() -> list[WorkQueue]:
    """All queues, by ``order``."""
    return sorted(work_queues, key=lambda queue: (queue.order, queue.slug))


def items_of(
    queue: WorkQueue, person: User, rows: Rows | None = None
) -> list[tuple[Any, WorkItem]]:
    """The first records of a queue, each with how it is shown; none where it cannot be read.

    ``rows`` are its own, where they are known.
    """
    try:
        with guarded():
            found = queue.rows(person) if rows is None else rows
            return [(row, queue.item(row)) for row in found[:MOST_SHOWN]]
    except Exception:
        logger.exception("The work queue %s could not be read.", queue.slug)
        return []


def read_queue(queue: WorkQueue, person: User, asked: _Asked | None = None) -> ShownQueue:
    """Read one queue; whatever a plugin's queue raises, the others are shown."""
    tables = asked.tables if asked is not None else TablesRead()
    try:
        with guarded(), connection.execute_wrapper(tables):
            known = asked.rows if asked is not None else None
            rows = queue.rows(person) if known is None else known
            first = list(rows[: MOST_SHOWN + 1])
            total = len(first) if len(first) <= MOST_SHOWN else _number(rows)
            items = tuple(queue.item(row) for row in first[:MOST_SHOWN])
            whole = queue.whole(person) if queue.whole and total > len(items) else ""
    except Exception:
        logger.exception("The work queue %s could not be read.", queue.slug)
        return ShownQueue(queue, (), 0, could_not_be_read=True)
    return ShownQueue(queue, items, total, whole, tables=frozenset(tables))


def _number(rows: Rows) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def _day(moment: date | datetime) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
