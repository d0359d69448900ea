"""Shares applications out among those who mark them: the reckoning alone, without records (S6, S7).

It is a flow of the least cost: each application sends so many units to people, each person takes up
to a limit, and a unit costs the more, the more a person has. Four steps, each well known:

1. Each application goes to those who have least, pairs that have marked together least first.
2. Where nobody is free, others hand applications on along the shortest path (Edmonds and Karp), so
   that as many are marked as any sharing out allows.
3. Loads are levelled along paths from who has most to who has least (Harvey and others,
   "Semi-matchings for bipartite graphs and load balancing"), until no path is left.
4. Applications are exchanged between people where two mark too much together (S7).

What was begun never moves. What was given before moves only where nothing else meets the number.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from roles.selection.services.shares import Pair, Pile, Shared, most_together

# So many exchanges are looked at: what is left then is said, not searched for on and on (S8).
MOST_TRIED = 300_000


def share(pile: Pile) -> Shared:
    """Share a pile out: the same pile, the same result, in whatever order its rows come."""
    return _Sharing(pile).run()


class _Sharing:
    def __init__(self, pile: Pile) -> None:
        self.pile = pile
        self.members = sorted(pile.members, key=lambda member: _drawn(pile.seed, f"m{member}"))
        self.turn = {member: at for at, member in enumerate(self.members)}
        self.order = sorted(pile.wanted, key=lambda key: (_drawn(pile.seed, f"a{key}"), key))
        self.holders: dict[int, set[int]] = defaultdict(set)
        self.held: dict[int, set[int]] = {member: set() for member in self.members}
        self.fresh: set[Pair] = set()
        self.fixed = {pair for pair in pile.started if pair[1] in self.held}
        # From whom no path leads to anybody with room: none ever will again.
        self.dead: set[int] = set()

    def run(self) -> Shared:
        for application, member in self.fixed:
            self._give(application, member)
        for application in self.order:
            self._keep(application)
        for application in self.order:
            self._greedily(application)
        for application in self.order:
            while self._lacks(application) and self._by_path(application):
                pass
        self._level()
        self._turn_pairs()
        return self._result()

    def _keep(self, application: int) -> None:
        own = [member for member in self.members if (application, member) in self.pile.kept]
        for member in own:
            if self._lacks(application) and self._may(application, member) and self._room(member):
                self._give(application, member)

    def _greedily(self, application: int) -> None:
        start = _drawn(self.pile.seed, f"s{application}") % max(len(self.members), 1)
        while self._lacks(application):
            able = [each for each in self._able(application) if self._room(each)]
            if not able:
                return
            holders = self.holders[application]
            chosen = min(
                able,
                key=lambda each: (
                    len(self.held[each]),
                    sum(len(self.held[each] & self.held[other]) for other in holders),
                    (self.turn[each] - start) % len(self.members),
                ),
            )
            self._give(application, chosen, is_fresh=True)

    def _by_path(self, application: int) -> bool:
        """Find somebody by having others hand on applications; those given now before others."""
        first = [each for each in self._able(application) if each not in self.dead]
        for movable in (self.fresh, None):
            path = self._path(first, movable, lambda each: self._room(each) > 0)
            if path is not None:
                self._hand_on(path)
                self._give(application, path[0][0], is_fresh=True)
                return True
        self.dead |= self._reached(first)
        return False

    def _level(self) -> None:
        """Even loads: from who has most to who has at least two fewer, by what is given now."""
        stuck: set[int] = set()
        while True:
            movers = [m for m in self.members if m not in stuck]
            movers.sort(key=lambda member: -len(self.held[member]))
            if not movers:
                return
            top = movers[0]
            low = {
                each
                for each in self.members
                if len(self.held[each]) <= len(self.held[top]) - 2 and self._room(each) > 0
            }
            path = self._path([top], self.fresh, low.__contains__)
            if path is None:
                stuck.add(top)
            else:
                self._hand_on(path)
                stuck.clear()

    def _path(
        self, first: list[int], movable: set[Pair] | None, is_end: Callable[[int], bool]
    ) -> list[tuple[int, int | None]] | None:
        """The shortest chain of people from one of the first to an end.

        Each with the application that they hand to the next; the last hands on none.
        """
        came: dict[int, tuple[int, int] | None] = dict.fromkeys(first)
        queue = deque(first)
        while queue:
            here = queue.popleft()
            if is_end(here):
                return _chain(came, here)
            for application in sorted(self.held[here]):
                if not self._moves(application, here, movable):
                    continue
                for other in self._able(application):
                    if other not in came:
                        came[other] = (here, application)
                        queue.append(other)
        return None

    def _reached(self, first: list[int]) -> set[int]:
        came, queue = set(first), deque(first)
        while queue:
            here = queue.popleft()
            for application in self.held[here]:
                if self._moves(application, here, None):
                    for other in self._able(application):
                        if other not in came:
                            came.add(other)
                            queue.append(other)
        return came

    def _hand_on(self, path: list[tuple[int, int | None]]) -> None:
        for (here, application), (following, _) in pairwise(path):
            assert application is not None
            self._take(application, here)
            self._give(application, following, is_fresh=True)

    def _turn_pairs(self) -> None:
        """Exchange what is given now where two people mark too much together (S7)."""
        tried = _Tried()
        stuck: set[Pair] = set()
        while tried.number < MOST_TRIED:
            over = [row for row in self._over() if (row[1], row[2]) not in stuck]
            if not over:
                return
            _, one, other = max(over)
            if self._exchange(one, other, tried) or self._exchange(other, one, tried):
                stuck.clear()
            else:
                stuck.add((one, other))

    def _over(self) -> Iterator[tuple[int, int, int]]:
        size, markers = len(self.members), self.pile.markers
        for one, other in combinations(self.members, 2):
            number = len(self.held[one] & self.held[other])
            least = min(len(self.held[one]), len(self.held[other]))
            if (excess := number - most_together(least, markers, size)) > 0:
                yield excess, one, other

    def _exchange(self, stays: int, goes: int, tried: _Tried) -> bool:
        """Give one of what both mark to a third person, who gives another back for it."""
        both = sorted(a for a in self.held[stays] & self.held[goes] if (a, goes) in self.fresh)
        for application in both:
            others = sorted(
                self._able(application), key=lambda each: len(self.held[each] & self.held[stays])
            )
            for third in others:
                back = [
                    b
                    for b in sorted(self.held[third] - self.held[goes])
                    if (b, third) in self.fresh
                    and self._may(b, goes)
                    and stays not in self.holders[b]
                ]
                for given_back in back:
                    tried.number += 1
                    if tried.number >= MOST_TRIED:
                        return False
                    if self._gain(application, given_back, goes, third) > 0:
                        self._take(application, goes)
                        self._take(given_back, third)
                        self._give(application, third, is_fresh=True)
                        self._give(given_back, goes, is_fresh=True)
                        return True
        return False

    def _gain(self, first: int, second: int, goes: int, third: int) -> int:
        """By how much the squares of what pairs mark together become less."""
        changes: dict[frozenset[int], int] = defaultdict(int)
        for application, leaves, comes in ((first, goes, third), (second, third, goes)):
            for other in self.holders[application] - {leaves}:
                changes[frozenset((leaves, other))] -= 1
                changes[frozenset((comes, other))] += 1
        gain = 0
        for pair, change in changes.items():
            one, other = pair
            now = len(self.held[one] & self.held[other])
            gain += now * now - (now + change) ** 2
        return gain

    def _moves(self, application: int, member: int, movable: set[Pair] | None) -> bool:
        pair = (application, member)
        if pair in self.fixed or application not in self.pile.wanted:
            return False
        return movable is None or pair in movable

    def _able(self, application: int) -> list[int]:
        return [each for each in self.members if self._may(application, each)]

    def _may(self, application: int, member: int) -> bool:
        return (
            member not in self.holders[application]
            and (application, member) not in self.pile.barred
        )

    def _room(self, member: int) -> int:
        limit = self.pile.limits.get(member)
        return 1 if limit is None else max(limit - len(self.held[member]), 0)

    def _lacks(self, application: int) -> int:
        has = len(self.holders[application]) + self.pile.wanted[application]
        return max(self.pile.markers - has, 0)

    def _give(self, application: int, member: int, *, is_fresh: bool = False) -> None:
        self.holders[application].add(member)
        self.held[member].add(application)
        if is_fresh:
            self.fresh.add((application, member))

    def _take(self, application: int, member: int) -> None:
        self.holders[application].discard(member)
        self.held[member].discard(application)
        self.fresh.discard((application, member))

    def _result(self) -> Shared:
        people, room, full = {}, {}, set[int]()
        for application in self.order:
            if not (lacks := self._lacks(application)):
                continue
            others = self._able(application)
            if missing := max(lacks - len(others), 0):
                people[application] = missing
            if lacks - missing:
                room[application] = lacks - missing
                full |= self._reached(others)
        given = {(key, member) for member, own in self.held.items() for key in own}
        return Shared(
            given=frozenset(given),
            lacks_people=people,
            lacks_room=room,
            full=frozenset(each for each in full if each in self.pile.limits),
            load={member: len(own) for member, own in self.held.items()},
        )


@dataclass
class _Tried:
    """How many exchanges were looked at."""

    number: int = 0


def _chain(came: Mapping[int, Pair | None], end: int) -> list[tuple[int, int | None]]:
    path: list[tuple[int, int | None]] = [(end, None)]
    while (before := came[path[0][0]]) is not None:
        path.insert(0, before)
    return path


def _drawn(seed: int, about: str) -> int:
    """A number by chance that is always the same for the same seed (S8)."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{about}".encode()).digest()[:8], "big")
