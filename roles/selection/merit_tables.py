"""The tables of the merit list: the order as its reader may know it, and what is drawn from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hub.tables import NEVER_EMPTY, Column, Empty, Table, Tag, lines
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.agenda import shown
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.merit_list import MeritList
from roles.models.selection.merit_order import MeritOrder, Tie
from roles.selection.services.outcomes import Drawn

GONE = "Deleted"
OUTCOMES = {
    "recommend": Tag("Recommend", "green"),
    "put_on_reserve": Tag("Reserve list", "yellow"),
    "not_appoint": Tag("Not appointable", "grey"),
    "": Tag("Equal: the chair decides", "blue"),
}


@dataclass(frozen=True)
class ShownPlace:
    """One candidate in the list as its reader may know it."""

    rank: int | None
    application: Application | None
    total: Fraction
    marks: tuple[str, ...]
    tie: str
    # Why the chair placed them above others, by the references of these.
    reasons: tuple[str, ...] = ()


def names_of(campaign: Campaign, rules: Mapping[str, Any]) -> dict[tuple[int, str], str]:
    """What each question that counts is called."""
    return {
        (number, element.slug): element.name
        for number, _, _ in rules.get("stages", ())
        for element in elements_to_mark(campaign, number)
    }


def places_of(signed: MeritList, hidden: frozenset[int]) -> list[ShownPlace]:
    """A signed version, as if what is hidden from its reader did not exist (S4)."""
    names = names_of(signed.campaign, signed.rules)
    found = []
    ties = list(signed.ties.select_related("above__application", "below__application"))
    for place in signed.places.select_related("application").order_by("position"):
        if place.application_id in hidden:
            continue
        reasons = tuple(
            f"Before {tie.below.application.reference if tie.below.application else GONE}: "
            f"{tie.reason or GONE}"
            for tie in ties
            if tie.above_id == place.pk and tie.below.application_id not in hidden
        )
        found.append(
            ShownPlace(
                place.rank,
                place.application,
                place.total,
                _marks(place.marks, names),
                place.tie,
                reasons,
            )
        )
    return _as_if_alone(found) if hidden else found


def places_now(order: MeritOrder) -> list[ShownPlace]:
    """The order as the marks give it now, before it is signed."""
    names = names_of(order.campaign, order.rules)
    return [
        ShownPlace(
            row.rank,
            row.standing.application,
            row.standing.total,
            _marks(row.standing.marks, names),
            row.tie,
        )
        for row in order.placed()
    ]


def _marks(marks: Iterable[Any], names: Mapping[tuple[int, str], str]) -> tuple[str, ...]:
    return tuple(
        f"{names.get((number, slug), 'Another question')}: {shown(Fraction(value))}"
        for number, slug, value in marks
    )


def _as_if_alone(rows: list[ShownPlace]) -> list[ShownPlace]:
    """Places counted among those shown; a tie with somebody who is not shown is none."""
    found = []
    for row in rows:
        rank = row.rank
        if rank is not None:
            rank = 1 + sum(other.rank is not None and other.rank < rank for other in rows)
        equals = [other for other in rows if other.rank is not None and other.total == row.total]
        found.append(replace(row, rank=rank, tie=row.tie if len(equals) > 1 else Tie.NONE))
    return found


def _who(row: ShownPlace | Drawn) -> Any:
    return lines(row.application.reference, row.application.full_name) if row.application else GONE


def _tie(row: ShownPlace) -> Any:
    words = str(Tie(row.tie).label) if row.tie else ""
    return lines(*filter(None, [words, *row.reasons])) if words or row.reasons else ""


PLACES = Table(
    "Candidates in order of merit",
    (
        Column("Place", lambda row: row.rank or "Below the minimum"),
        Column("Candidate", _who),
        Column("Points", lambda row: shown(row.total)),
        Column("Points for each question", lambda row: lines(*row.marks)),
        Column("Equal points", _tie),
        Column("State", lambda row: row.application.get_state_display() if row.application else ""),
    ),
    empty=Empty(
        "Nobody has been interviewed and marked yet.",
        "Candidates appear here in order when the panel has marked their interviews.",
    ),
)
DRAWN = Table(
    "What you record",
    (
        Column("Candidate", _who),
        Column("Outcome", lambda row: OUTCOMES[row.move]),
        Column("What the candidate reads", lambda row: row.words),
        Column("Recorded", lambda row: _recorded(row)),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)


def _recorded(row: Drawn) -> str:
    return "Now" if row.is_theirs else "By a colleague: you entered this application"
