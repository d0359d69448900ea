"""How applications are shared out, as a reckoning: even, within limits, in turn (S6 to S8)."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from roles.selection.services.share_plan import share
from roles.selection.services.shares import Pile, most_together


def pile(number, people, markers=2, **more):
    members = tuple(range(1, people + 1))
    return Pile(markers, members, dict.fromkeys(range(1000, 1000 + number), 0), 7, **more)


def by_application(shared):
    found = {}
    for application, member in shared.given:
        found.setdefault(application, set()).add(member)
    return found


def any_pile(chance):
    """A pile of any kind: few or many, with limits, conflicts, begun work, marks of people gone."""
    number, people = chance.randint(1, 40), chance.randint(3, 9)
    markers = chance.randint(2, people)
    keys, members = range(1000, 1000 + number), range(1, people + 1)
    pairs = [(key, member) for key in keys for member in members]
    barred = {pair for pair in pairs if chance.random() < chance.choice((0, 0.1, 0.4))}
    started = {pair for pair in pairs if pair not in barred and chance.random() < 0.05}
    wanted = {key: chance.choice((0, 0, 0, 1)) for key in keys}
    even = number * markers // people + 1
    limits = {m: even + chance.randint(-2, 3) for m in members if chance.random() < 0.5}
    return Pile(
        markers,
        tuple(members),
        wanted,
        chance.randint(1, 10**9),
        limits={member: max(limit, 0) for member, limit in limits.items()},
        barred=frozenset(barred),
        started=frozenset(started),
    )


def most_possible(of):
    """How many marks any sharing out could give, by the plainest flow there is."""
    held = {member: {k for k, m in of.started if m == member} for member in of.members}
    begun = {key: {m for k, m in of.started if k == key} for key in of.wanted}
    need = {key: max(of.markers - len(begun[key]) - n, 0) for key, n in of.wanted.items()}
    room = {m: of.limits.get(m, 10**6) - len(held[m]) for m in of.members}
    given = {member: set() for member in of.members}

    def place(key, seen):
        for member in of.members:
            if member in seen or (key, member) in of.barred or key in held[member] | given[member]:
                continue
            seen.add(member)
            if len(given[member]) < room[member]:
                given[member].add(key)
                return True
            for other in sorted(given[member]):
                given[member].discard(other)
                given[member].add(key)
                if place(other, seen):
                    return True
                given[member].discard(key)
                given[member].add(other)
        return False

    return sum(place(key, set()) for key, number in need.items() for _ in range(number))


@pytest.mark.parametrize("seed", range(100))
def test_S6_neither_number_nor_limit_nor_conflict_is_bent_and_nothing_is_forgotten(seed):
    of = any_pile(random.Random(seed))
    shared = share(of)
    found = by_application(shared)
    assert shared.given & of.barred == frozenset()
    assert of.started <= shared.given
    for member, limit in of.limits.items():
        begun = sum(1 for _, each in of.started if each == member)
        assert shared.load[member] <= max(limit, begun)
    lacks = {**shared.lacks_people}
    for key, number in shared.lacks_room.items():
        lacks[key] = lacks.get(key, 0) + number
    for key, elsewhere in of.wanted.items():
        own = found.get(key, set())
        begun = {m for k, m in of.started if k == key}
        assert len(own) <= max(of.markers - elsewhere, len(begun))
        assert max(of.markers - elsewhere - len(own), 0) == lacks.get(key, 0)
    fresh = len(shared.given - of.started)
    assert fresh == most_possible(of)
    # S8: the same again changes nothing, whatever the order of the rows.
    again = Pile(**{**of.__dict__, "kept": shared.given - of.started})
    backwards = Pile(
        **{**of.__dict__, "members": of.members[::-1], "wanted": dict([*of.wanted.items()][::-1])}
    )
    assert share(backwards).given == shared.given
    assert share(again).given == shared.given


@pytest.mark.parametrize(
    ("number", "people", "markers"),
    [(60, 3, 2), (60, 4, 2), (60, 5, 2), (100, 6, 2), (100, 12, 2), (60, 5, 3), (97, 7, 4)],
)
def test_S7_loads_are_even_and_pairs_rotate(number, people, markers):
    chance = random.Random(number)
    keys, members = range(1000, 1000 + number), range(1, people + 1)
    pairs = [(key, member) for key in keys for member in members]
    for barred in (frozenset(), frozenset(p for p in pairs if chance.random() < 0.05)):
        shared = share(pile(number, people, markers, barred=barred))
        assert max(shared.load.values()) - min(shared.load.values()) <= 1
        held = {m: {k for k, each in shared.given if each == m} for m in members}
        share_of = (markers - 1) / (people - 1) + 0.1
        for one, other in combinations(members, 2):
            both = len(held[one] & held[other])
            assert both <= share_of * min(len(held[one]), len(held[other]))


def test_S7_of_a_small_pile_a_share_that_does_not_come_out_whole_is_rounded_up():
    assert [most_together(number, 2, 4) for number in (1, 3, 4, 9, 30)] == [1, 1, 2, 3, 13]
    assert most_together(5, 3, 3) == 5


def test_S8_new_ones_go_to_who_has_least_and_nothing_else_moves():
    first = share(pile(20, 5))
    later = share(pile(22, 5, kept=first.given))
    assert first.given < later.given
    assert len(later.given) == 44
    assert max(later.load.values()) - min(later.load.values()) <= 1


def test_SC4_limits_are_kept_and_what_lacks_is_said():
    limits = {1: 8, 2: 8, 3: 8, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4}
    shared = share(pile(20, 8, limits=limits))
    assert sorted(shared.load.values()) == [4, 4, 4, 4, 4, 6, 7, 7]
    assert (shared.lacks_room, shared.full) == ({}, frozenset())
    limits = {member: min(limit, 3) if limit == 4 else limit for member, limit in limits.items()}
    shared = share(pile(20, 8, limits=limits))
    assert sum(shared.lacks_room.values()) == 1
    assert shared.full == frozenset(range(1, 9))


def test_S6_where_nobody_is_free_others_hand_on_what_was_given():
    # Only the third may mark the last, and is full with what others could mark.
    barred = frozenset({(1001, 1)})
    limits = {1: 1, 2: 2, 3: 1}
    shared = share(pile(2, 3, barred=barred, limits=limits))
    assert by_application(shared) == {1000: {1, 2}, 1001: {2, 3}}


def test_S9_what_somebody_who_left_had_not_begun_goes_to_the_others():
    first = share(pile(30, 4))
    left = 4
    own = sorted(key for key, member in first.given if member == left)
    marked = own[:5]
    wanted = {key: int(key in marked) for key in range(1000, 1030)}
    kept = frozenset(pair for pair in first.given if pair[1] != left)
    then = share(Pile(2, (1, 2, 3), wanted, 7, kept=kept))
    assert kept < then.given
    assert {key for key, _ in then.given - kept} == set(own[5:])
    assert max(then.load.values()) - min(then.load.values()) <= 1
