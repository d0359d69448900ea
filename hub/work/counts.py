"""How much waits for a person, as the navigation says it on every page: it asks no database.

The number is made where the queues are read anyway, and by a worker once it is some minutes old or
its person has acted. What they send counts at once: of the queues those are read again that read a
table in which something was written. Until there is a number none is shown.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from hub.doorbell import ring
from hub.models import FormReceipt, Membership, StandIn, User
from hub.models.log_entry import LogEntry
from hub.navigation import Count
from hub.page_cache import get_own, is_first, store_own
from hub.work.queues import ShownQueue, in_order, read_for, read_queue, shown_of
from hub.work.standing_in import StoodInFor, stood_in_for

NAME = "work"
# The same by queue, of those that may be for a person, each with the tables that it reads.
PARTS = "work-by-queue"
# After so many seconds, and after whatever its person does, a number is made anew.
FRESH = 120
# A worker is not asked more often for one person.
ASKED_AGAIN = 15
TASK = "hub.count_work"
WRITTEN = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
# With another office other queues are somebody's.
OFFICES = frozenset(model._meta.db_table for model in (User.groups.through, Membership, StandIn))
# What every form writes, and is nobody's work.
BY_THE_WAY = frozenset(model._meta.db_table for model in (FormReceipt, LogEntry))


class TablesWritten(set[str]):
    """In which tables of the database something is written; Django calls it for each query."""

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if found := WRITTEN.match(sql):
            self.add(found[1])
        return execute(sql, params, many, context)


def count_of(read: Iterable[ShownQueue]) -> Count:
    """What a person has to do themselves, of what is shown to them, and how much of it is late."""
    own = [shown for shown in read if not shown.queue.others_act]
    return Count(sum(shown.total for shown in own), sum(shown.late for shown in own))


def keep_count(
    person: User, read: Iterable[ShownQueue], for_others: Iterable[StoodInFor] = ()
) -> Count:
    """Keep the number that belongs to what a person is shown just now.

    What waits for a colleague for whom they stand in counts.
    """
    own = [shown for shown in read if not shown.queue.others_act]
    count = count_of([*own, *(shown for each in for_others for shown in each.shown)])
    store_own(person.pk, NAME, (count.total, count.late, time.time()))
    parts = {each.queue.slug: (each.total, each.late, each.tables) for each in own}
    store_own(person.pk, PARTS, parts)
    return count


def count_anew(person: User) -> Count:
    """Read the queues of a person for their number."""
    read = read_for(person)
    return keep_count(person, read, stood_in_for(person, shown_of(read)))


def known_count(person: User) -> Count | None:
    """The number as it was some minutes ago at most; None while there is none."""
    known = get_own(person.pk, NAME)
    if known is None or time.time() - known[2] > FRESH:
        _ask_for(person)
    return None if known is None else Count(known[0], known[1])


def has_acted(person: User, written: Iterable[str] = ()) -> None:
    """Say that the number may be another now, as something was written in these tables.

    What of it can be another is read at once, all of it by a worker.
    """
    known = get_own(person.pk, NAME)
    if known is None:
        return
    total, late, _ = known
    changed = frozenset(written) - BY_THE_WAY
    parts = get_own(person.pk, PARTS) or {}
    if changed and parts:
        # Anew: what a person may do is remembered for as long as a request takes.
        fresh = User.objects.get(pk=person.pk)
        if changed & OFFICES or fresh.stands_in:
            count_anew(fresh)
            return
        for queue in in_order():
            before = parts.get(queue.slug)
            if before is None or before[2].isdisjoint(changed):
                continue
            now = read_queue(queue, fresh)
            if now.could_not_be_read:
                continue
            total, late = total + now.total - before[0], late + now.late - before[1]
            parts[queue.slug] = (now.total, now.late, now.tables)
        store_own(person.pk, PARTS, parts)
    store_own(person.pk, NAME, (total, late, 0.0))


def _ask_for(person: User) -> None:
    if is_first(person.pk, NAME, ASKED_AGAIN):
        ring(TASK, person.pk)
