"""Numbers about people are printed so that no small one can be worked out from all the others.

Small numbers, none among them, are hidden together; the rest and every total are rounded to the
nearest 5, each from its own true count. What is published is declared as a whole and computed once
(``publish``): whoever looks later sees what was printed, and never a count.

A total is hidden where it would tell of a small number. That it is hidden must not tell either, so
some totals are hidden by lot.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.crypto import salted_hmac

from hub.models import HubPolicy
from hub.possible_values import Range, with_few_values

BASE = 5
# Of what people are (age, faith, disability …) or think, more is hidden than of people as such.
SURVEYS_HIDDEN_UP_TO = 7
# So many values a hidden number must at least leave open.
FEWEST_VALUES = 3
# More than any number of people that is published.
UNBOUNDED = 1_000_000
# One in so many of the totals of a hidden number is hidden though it need not be.
LOTS = 10

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
    ``at_most`` are those that are known, from elsewhere, not to be larger than they are;
    ``at_most_inside`` those of which staff know it, who read more lists than the public.
    """

    counts: Mapping[Cell, int]
    sums: Sequence[tuple[Cell, Sequence[Cell]]] = ()
    orders: Sequence[tuple[Cell, Cell]] = ()
    hidden_up_to: int = SURVEYS_HIDDEN_UP_TO
    at_most: Collection[Cell] = ()
    at_most_inside: Collection[Cell] = ()


def publish(
    plan: Plan[Cell], is_drawn: Callable[[Cell], bool] | None = None
) -> dict[Cell, int | None]:
    """What is printed in each cell of a plan, None where it is hidden.

    Where a hidden number would leave open fewer than ``FEWEST_VALUES`` values, the totals that it
    is part of are hidden as well, and as many others as ``is_drawn`` says, one in ``LOTS`` without
    it. Raises ``CannotHideError`` where that does not help.
    """
    shown = {cell: printed(number, plan.hidden_up_to) for cell, number in plan.counts.items()}
    small = {cell for cell, number in shown.items() if number is None}
    drawn = is_drawn or _lots(plan)
    totals = {whole for whole, parts in plan.sums if small & {*parts}} & {*shown} - small
    margins = {total for total in totals if drawn(total)}
    shown |= dict.fromkeys(margins)
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


def _lots(plan: Plan[Cell]) -> Callable[[Cell], bool]:
    """The same each time for the same numbers, and not to be told by who has no key of ours."""
    numbers = sorted((repr(cell), number) for cell, number in plan.counts.items())

    def is_drawn(cell: Cell) -> bool:
        drawn = salted_hmac("hub.suppression", f"{cell!r} {numbers!r}", algorithm="sha256")
        return int.from_bytes(drawn.digest()[:8]) % LOTS == 0

    return is_drawn


def _narrow(
    plan: Plan[Cell], shown: Mapping[Cell, int | None], small: set[Cell], margins: set[Cell]
) -> set[Cell]:
    """The hidden small numbers of which too few values are possible."""
    ranges: dict[Cell, Range] = {}
    for cell, number in shown.items():
        if number is not None:
            low = max(plan.hidden_up_to + 1, number - BASE // 2)
            ranges[cell] = (low, number + BASE // 2)
        else:
            ranges[cell] = (0, UNBOUNDED if cell in margins else plan.hidden_up_to)
    for _, parts in plan.sums:
        for part in parts:
            ranges.setdefault(part, (0, UNBOUNDED))
    found: set[Cell] = set()
    # Nobody learns more from what is printed: neither who reads that alone, nor staff.
    for known in ({*plan.at_most}, {*plan.at_most, *plan.at_most_inside}):
        # Of a few people, what is known elsewhere says more than we do, whatever is printed.
        bounded = ranges | {
            cell: (ranges[cell][0], min(ranges[cell][1], plan.counts[cell]))
            for cell in known - small
        }
        found |= with_few_values(small - known, bounded, plan.sums, plan.orders, FEWEST_VALUES)
    return found
