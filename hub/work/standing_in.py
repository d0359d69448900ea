"""What waits for a colleague who is away, as far as whoever stands in may do it themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from hub.models import StandIn, User
from hub.work.queues import (
    ShownQueue,
    WorkItem,
    in_order,
    items_of,
    waiting_for,
    with_something,
)


@dataclass(frozen=True)
class StoodInFor:
    """What waits for one colleague and not for whoever stands in, who may do it.

    ``addresses`` are those at which it is done: acts there are done for the colleague.
    """

    stand_in: StandIn
    shown: tuple[ShownQueue, ...]
    addresses: frozenset[str]

    @property
    def away(self) -> User:
        """Whom they stand in for."""
        return self.stand_in.person

    def waits_at(self, path: str) -> bool:
        """Whether what is done at an address is done for the colleague."""
        return any(path.startswith(address) for address in self.addresses)


def stood_in_for(person: User, own: Iterable[ShownQueue] | None = None) -> list[StoodInFor]:
    """For each colleague for whom a person stands in today, what waits for them.

    ``own`` is what waits for the person, where it has been read.
    """
    if not person.stands_in:
        return []
    read = waiting_for(person) if own is None else own
    known = {item.href for shown in read for item in shown.items}
    return [_for(person, stand_in, known) for stand_in in person.stands_in]


def _for(person: User, stand_in: StandIn, known: set[str]) -> StoodInFor:
    found: list[ShownQueue] = []
    addresses: set[str] = set()
    # Only what its plugin says can be another person's; never what is somebody's own matter.
    queues = [queue for queue in in_order() if queue.may and queue.may_be_for(person)]
    for queue, rows in with_something(stand_in.person, queues):
        pairs = [
            (row, item)
            for row, item in items_of(queue, stand_in.person, rows)
            if item.href not in known and queue.may and queue.may(person, row)
        ]
        if pairs:
            found.append(ShownQueue(queue, tuple(item for _, item in pairs), len(pairs)))
            addresses.update(urlsplit(item.href).path for _, item in pairs)
            addresses.update(row.get_absolute_url() for row, _ in pairs if _has_page(row))
    shown = tuple(sorted(found, key=lambda each: not each.has_late))
    return StoodInFor(stand_in, shown, frozenset(addresses))


def _has_page(row: object) -> bool:
    return hasattr(row, "get_absolute_url")


def whom_for(person: User, path: str) -> User | None:
    """For whom somebody who stands in acts at an address; None where they act for themselves.

    Below the page of a record that waits for their colleague, and at its form, it is for them.
    """
    for each in stood_in_for(person):
        if each.waits_at(path):
            return each.away
    return None


def waiting_for_both(person: User, stand_in: StandIn) -> list[ShownQueue]:
    """What waits for a colleague who is away, of which whoever stands in may do all."""
    own = waiting_for(person)
    mine = {item.href for shown in own for item in shown.items}
    of_both = []
    for shown in waiting_for(stand_in.person):
        items: tuple[WorkItem, ...] = tuple(item for item in shown.items if item.href in mine)
        if items and not shown.queue.others_act:
            of_both.append(ShownQueue(shown.queue, items, len(items)))
    return [*of_both, *_for(person, stand_in, mine).shown]
