"""How much waits for a person, as the navigation says it on every page: it asks no database.

The number is made where the queues are read anyway, and by a worker once it is some minutes old or
its person has acted. Until there is one none is shown.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from hub.doorbell import ring
from hub.models import User
from hub.navigation import Count
from hub.page_cache import get_own, is_first, store_own
from hub.work.queues import ShownQueue, waiting_for
from hub.work.standing_in import StoodInFor, stood_in_for

NAME = "work"
# After so many seconds, and after whatever its person does, a number is made anew.
FRESH = 120
# A worker is not asked more often for one person.
ASKED_AGAIN = 15
TASK = "hub.count_work"


def count_of(waiting: Iterable[ShownQueue]) -> Count:
    """What a person has to do themselves, of what is shown to them, and how much of it is late."""
    own = [shown for shown in waiting if not shown.queue.others_act]
    return Count(sum(shown.total for shown in own), sum(shown.late for shown in own))


def keep_count(
    person: User, waiting: Iterable[ShownQueue], for_others: Iterable[StoodInFor] = ()
) -> Count:
    """Keep the number that belongs to what a person is shown just now.

    What waits for a colleague for whom they stand in counts.
    """
    count = count_of([*waiting, *(shown for each in for_others for shown in each.shown)])
    store_own(person.pk, NAME, (count.total, count.late, time.time()))
    return count


def count_anew(person: User) -> Count:
    """Read the queues of a person for their number."""
    waiting = waiting_for(person)
    return keep_count(person, waiting, stood_in_for(person, waiting))


def known_count(person: User) -> Count | None:
    """The number as it was some minutes ago at most; None while there is none."""
    known = get_own(person.pk, NAME)
    if known is None or time.time() - known[2] > FRESH:
        _ask_for(person)
    return None if known is None else Count(known[0], known[1])


def has_acted(person: User) -> None:
    """Say that the number may be another now: it is shown on until there is a newer one."""
    known = get_own(person.pk, NAME)
    if known is not None:
        store_own(person.pk, NAME, (known[0], known[1], 0.0))


def _ask_for(person: User) -> None:
    if is_first(person.pk, NAME, ASKED_AGAIN):
        ring(TASK, person.pk)
