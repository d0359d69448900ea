"""A choice among moves: one page that asks which, where a list of work would lead to several forms.

    choice_of(
        "answer",
        "Answer the advice",
        (ACCEPT, ACCEPT_IN_PART, DECLINE),
        at="capability_reviews:engagement_move",
    )

It asks for the same permission as the first of them. Those that the person cannot make now are left
out; where one is left, its own page is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse

from hub.forms import Way, WayForm
from hub.moves.move import Move
from hub.moves.offers import offered

Ways = Callable[[Any, Any], Sequence[Way]]


def choice_of(
    slug: str,
    label: str,
    moves: Sequence[Move],
    *,
    at: str,
    already: Callable[[Any], str],
    may: Callable[[Any], bool] | None = None,
    facts: Callable[[Any], list[tuple[str, Any]]] = lambda record: [],
    more: Ways = lambda record, user: (),
    permission: str = "",
    named_by: str = "reference",
) -> Move:
    """The move whose page asks which of these is made; ``at`` is the name of their address.

    ``more`` gives ways that are no moves of the record; where there are such, ``may`` says whether
    there is something to choose. ``already`` says why there is not. Addresses name a record by its
    field ``named_by``.
    """
    return Move(
        slug=slug,
        label=label,
        permission=permission or moves[0].permission,
        may=may or (lambda record: any(move.may(record) for move in moves)),
        already=already,
        facts=facts,
        service=_nothing,
        form=WayForm,
        form_kwargs=lambda record, user: {"ways": ways(record, user)},
        ways=(ways := _ways(moves, at, more, named_by)),
    )


def _ways(moves: Iterable[Move], at: str, more: Ways, named_by: str) -> Ways:
    def ways(record: Any, user: Any) -> Sequence[Way]:
        found = [
            Way(
                offer.slug,
                offer.label,
                _hint(offer.explanation),
                reverse(at, args=[getattr(record, named_by), offer.slug]),
            )
            for offer in offered(moves, record, user)
            if not offer.obstacle
        ]
        return [*found, *more(record, user)]

    return ways


def _hint(said: Any) -> str:
    """What is said of a move, without what leads elsewhere."""
    return "" if hasattr(said, "__html__") else str(said)


def _nothing(**kwargs: Any) -> None:
    """Nothing is done by choosing."""
