"""Numbers about people are printed so that no small one can be worked out from all the others.

Small numbers, none among them, are hidden together; the rest and every total are rounded to the
nearest 5, each from its own true count. What is published is declared as a whole and computed once
(``publish``): whoever looks later sees what was printed, and never a count.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hub.models import HubPolicy

BASE = 5
# Of what people are (age, faith, disability …) or think, more is hidden than of people as such.
SURVEYS_HIDDEN_UP_TO = 7
# So many values a hidden number must at least leave open.
FEWEST_VALUES = 3
UNBOUNDED = 10**9

Cell = TypeVar("Cell", bound=Hashable)


class CannotHideError(ValueError):
    """A hidden number could be worked out from what stands beside it; ``cells`` are those."""

    def __init__(self, cells: Iterable[Hashable]) -> None:
        self.cells = list(cells)
        super().__init__(f"could be worked out: {self.cells}")


def survey_hidden_up_to() -> int:
    """The largest number of answers to a survey that is hidden (QC6)."""
    return max(SURVEYS_HIDDEN_UP_TO, HubPolicy.load().suppression_threshold - 1)


def printed(number: int, hidden_up_to: int) -> int | None:
    """A number of people as it is printed; None where it is hidden, as none is, too."""
    return None if number <= hidden_up_to else BASE * ((number + BASE // 2) // BASE)


@dataclass(frozen=True)
class Plan(Generic[Cell]):
    """Everything that one publication prints, and what anybody knows of it.

    ``sums`` are a whole and its parts, of which some may not be printed; ``orders`` a number and
    one that cannot be larger, such as those who applied and those of them who were invited.
    """

    counts: Mapping[Cell, int]
    sums: Sequence[tuple[Cell, Sequence[Cell]]] = ()
    orders: Sequence[tuple[Cell, Cell]] = ()
    hidden_up_to: int = SURVEYS_HIDDEN_UP_TO


def publish(plan: Plan[Cell]) -> dict[Cell, int | None]:
    """What is printed in each cell of a plan, None where it is hidden.

    Where a hidden number would leave open fewer than ``FEWEST_VALUES`` values, the totals that it
    is part of are hidden as well. Raises ``CannotHideError`` where that does not help.
    """
    shown = {cell: printed(number, plan.hidden_up_to) for cell, number in plan.counts.items()}
    small = {cell for cell, number in shown.items() if number is None}
    margins: set[Cell] = set()
    while narrow := _narrow(plan, shown, small, margins):
        hidden = {whole for whole, parts in plan.sums if narrow & {*parts}} - small - margins
        # With no total left to hide, the numbers beside it are what tells.
        hidden = (
            hidden
            or {part for _, parts in plan.sums if narrow & {*parts} for part in parts}
            & {*shown} - small - margins
        )
        if not hidden:
            raise CannotHideError(cell for cell in plan.counts if cell in narrow)
        margins |= hidden
        shown |= dict.fromkeys(hidden)
    return shown


def _narrow(
    plan: Plan[Cell], shown: Mapping[Cell, int | None], small: set[Cell], margins: set[Cell]
) -> set[Cell]:
    """The hidden small numbers of which too few values are possible."""
    known = bounds(plan, shown, margins)
    return {cell for cell in small if known[cell][1] - known[cell][0] + 1 < FEWEST_VALUES}


def bounds(
    plan: Plan[Cell], shown: Mapping[Cell, int | None], margins: set[Cell]
) -> dict[Cell, tuple[int, int]]:
    """Between what each number must lie, for somebody who knows how this is printed.

    ``margins`` are the totals that are hidden without being small.
    """
    known: dict[Cell, tuple[int, int]] = {}
    for cell, number in shown.items():
        if number is not None:
            low = max(plan.hidden_up_to + 1, number - BASE // 2)
            known[cell] = (low, number + BASE // 2)
        else:
            known[cell] = (0, UNBOUNDED if cell in margins else plan.hidden_up_to)
    for _, parts in plan.sums:
        for part in parts:
            known.setdefault(part, (0, UNBOUNDED))
    while True:
        before = dict(known)
        for whole, parts in plan.sums:
            _tighten(known, whole, parts)
        for larger, smaller in plan.orders:
            known[smaller] = (known[smaller][0], min(known[smaller][1], known[larger][1]))
            known[larger] = (max(known[larger][0], known[smaller][0]), known[larger][1])
        if known == before:
            return known


def _tighten(known: dict[Cell, tuple[int, int]], whole: Cell, parts: Sequence[Cell]) -> None:
    """Narrow a whole by its parts, and each part by the whole and the others."""
    least, most = (sum(known[part][end] for part in parts) for end in (0, 1))
    known[whole] = (max(known[whole][0], least), min(known[whole][1], most))
    for part in parts:
        low, high = known[part]
        known[part] = (
            max(low, known[whole][0] - (most - high)),
            min(high, known[whole][1] - (least - low)),
        )
