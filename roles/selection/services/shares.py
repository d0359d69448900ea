"""What is to be shared out among those who mark, and how it is shared (S6, S7)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

# One application, and one person's place on the panel.
Pair = tuple[int, int]
# Two people share no more of what one of them marks than chance has them share, and this (S7).
TOLERANCE = Fraction(1, 10)


@dataclass(frozen=True)
class Pile:
    """What is to be shared out, among whom, and what binds."""

    markers: int
    members: tuple[int, ...]
    # Each application that wants markers, and how many have marked it who are not among those here.
    wanted: Mapping[int, int]
    seed: int
    limits: Mapping[int, int] = field(default_factory=dict)
    # Never given: a conflict of interest, or already marked by an earlier place.
    barred: frozenset[Pair] = frozenset()
    # Begun, or decided: never moves, and counts for the load.
    started: frozenset[Pair] = frozenset()
    # Given before and not begun.
    kept: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class Shared:
    """How a pile is shared out, and what could not be met."""

    given: frozenset[Pair]
    # By application how many markers it lacks because too few people may mark it at all.
    lacks_people: Mapping[int, int]
    # And how many because of the limits.
    lacks_room: Mapping[int, int]
    # Whose limit would have to be higher.
    full: frozenset[int]
    load: Mapping[int, int]

    def together(self) -> list[tuple[int, int, int]]:
        """How many applications each two people mark both, most first."""
        counted = counted_together(self.given)
        rows = [(one, other, number) for (one, other), number in counted.items()]
        return sorted(rows, key=lambda row: (-row[2], row[:2]))

    @property
    def version(self) -> str:
        """The same for the same sharing out: who confirms it says which one they saw."""
        said = repr(sorted(self.given)).encode()
        return hashlib.sha256(said).hexdigest()[:16]


def most_together(load: int, markers: int, members: int) -> int:
    """How many of one person's applications another may mark as well (S7).

    With two markers each, 1/(k-1) of the pile and 10 points; one more where the pile is too small
    for that share to come out whole.
    """
    if members < 2 or markers >= members:
        return load
    by_chance = Fraction(markers - 1, members - 1)
    whole = -(-load * by_chance.numerator // by_chance.denominator)
    return max(int(whole), int(load * (by_chance + TOLERANCE)))


def counted_together(given: Iterable[Pair]) -> dict[Pair, int]:
    """How many applications each two people have both."""
    by_application: dict[int, list[int]] = defaultdict(list)
    for application, member in given:
        by_application[application].append(member)
    counted: dict[Pair, int] = defaultdict(int)
    for people in by_application.values():
        for one, other in combinations(sorted(people), 2):
            counted[one, other] += 1
    return counted
