"""Every move that is declared: its slug is its own, its service takes what its form asks, and asks
for the permission by which it is offered."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import rules

from hub.authorisation import requirement_of
from hub.moves import Move, MoveView
from tests.harness.test_access_matrix import routes


def views() -> dict[str, tuple[type[MoveView], tuple[Move, ...]]]:
    """The views of moves by URL name, each with the moves that it makes."""
    found = {}
    for _, name, route in routes():
        view = getattr(route.callback, "view_class", None)
        if view and issubclass(view, MoveView):
            given = getattr(route.callback, "view_initkwargs", {})
            found[name] = (view, given.get("moves") or view.moves)
    return found


def moves() -> Iterator[tuple[str, type[MoveView], Move]]:
    for name, (view, declared) in views().items():
        for move in declared:
            yield f"{name} {move.slug}", view, move


def service_of(move: Move) -> tuple[Any, dict[str, Any]]:
    """The service itself, and what the move says to it of its own accord."""
    if isinstance(move.service, partial):
        return move.service.func, move.service.keywords
    return move.service, {}


# One that asks which of several moves is made does nothing itself.
MOVES = [pytest.param(view, move, id=name) for name, view, move in moves() if not move.ways]


def test_every_view_of_moves_has_some_and_each_slug_is_there_once():
    for name, (_, declared) in views().items():
        assert declared, name
        assert [slug for slug, n in Counter(move.slug for move in declared).items() if n > 1] == []


@pytest.mark.parametrize(("view", "move"), MOVES)
def test_a_move_is_offered_by_a_permission_that_its_service_asks_for(view, move):
    assert rules.perm_exists(move.permission)
    requirement = requirement_of(service_of(move)[0])
    assert requirement is not None
    asked = requirement.permission
    if callable(asked):
        asked = asked(**service_of(move)[1])
    assert (asked, requirement.on) == (move.permission, view.record_argument)


@pytest.mark.parametrize(("view", "move"), MOVES)
def test_the_service_of_a_move_takes_the_record_and_the_actor(view, move):
    service, said = service_of(move)
    taken = inspect.signature(service).parameters
    assert {view.record_argument, "actor", *said} <= set(taken)
