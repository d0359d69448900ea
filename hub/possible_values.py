"""Which values a hidden number may have, for all that is printed beside it: whole-number programs.

The same attack that a reader with a solver can make, made before anything is printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

Cell = TypeVar("Cell", bound=Hashable)
Range = tuple[int, int]
# A solver that has found nothing by then has not shown that a number is safe.
SECONDS = 20.0


def with_few_values(
    cells: Iterable[Cell],
    ranges: Mapping[Cell, Range],
    sums: Sequence[tuple[Cell, Sequence[Cell]]],
    orders: Sequence[tuple[Cell, Cell]],
    fewest: int,
) -> set[Cell]:
    """Those of the cells for which fewer than ``fewest`` values are possible.

    ``ranges`` say between what each number lies by itself; ``sums`` and ``orders`` are a plan's.
    """
    wanted = set(cells)
    found: set[Cell] = set()
    for family in _families(ranges, sums, orders):
        if here := [cell for cell in family.cells if cell in wanted]:
            found |= family.with_few_values(here, fewest)
    return found


def _families(
    ranges: Mapping[Cell, Range],
    sums: Sequence[tuple[Cell, Sequence[Cell]]],
    orders: Sequence[tuple[Cell, Cell]],
) -> list[_Family[Cell]]:
    """The numbers that hang together: nothing of one family tells of another."""
    head: dict[Cell, Cell] = {cell: cell for cell in ranges}

    def first(cell: Cell) -> Cell:
        while head[cell] != cell:
            head[cell] = head[head[cell]]
            cell = head[cell]
        return cell

    for whole, parts in [*sums, *((larger, [smaller]) for larger, smaller in orders)]:
        for part in parts:
            head[first(part)] = first(whole)
    families: dict[Cell, _Family[Cell]] = defaultdict(_Family)
    for cell, ends in ranges.items():
        families[first(cell)].cells[cell] = ends
    for whole, parts in sums:
        families[first(whole)].sums.append((whole, parts))
    for larger, smaller in orders:
        families[first(larger)].orders.append((larger, smaller))
    return [*families.values()]


class _Family(Generic[Cell]):
    """Numbers that hang together, as a whole-number program."""

    def __init__(self) -> None:
        self.cells: dict[Cell, Range] = {}
        self.sums: list[tuple[Cell, Sequence[Cell]]] = []
        self.orders: list[tuple[Cell, Cell]] = []

    def with_few_values(self, wanted: list[Cell], fewest: int) -> set[Cell]:
        """Those of which too few values are possible.

        One solution says a value of every number: most are settled by solutions for all of them
        together, and only what is left is asked for one by one.
        """
        place = {cell: number for number, cell in enumerate(self.cells)}
        limits, rules = self._limits(), self._rules(place)
        seen: dict[Cell, set[int]] = {cell: set() for cell in wanted}
        few: set[Cell] = set()

        def note(goal: Mapping[Cell, float]) -> bool:
            values = _solved({place[cell]: weight for cell, weight in goal.items()}, limits, rules)
            for cell in seen if values else ():
                seen[cell].add(values[place[cell]])
            return bool(values)

        def left() -> list[Cell]:
            return [cell for cell in wanted if not _is_wide(seen[cell], fewest)]

        for weights in ((1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)):
            note({cell: weights[number % 2] for number, cell in enumerate(left())})
        for cell in left():
            if _is_wide(seen[cell], fewest):
                continue
            is_solved = note({cell: 1.0}) and note({cell: -1.0})
            if not (is_solved and _is_wide(seen[cell], fewest)):
                few.add(cell)
        return few

    def _limits(self) -> Bounds:
        from scipy.optimize import Bounds

        low, high = zip(*self.cells.values(), strict=True)
        return Bounds(low, high)

    def _rules(self, place: Mapping[Cell, int]) -> LinearConstraint | None:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array

        entries: list[tuple[int, int, float]] = []
        for row, (whole, parts) in enumerate(self.sums):
            entries += [(row, place[whole], 1.0), *((row, place[part], -1.0) for part in parts)]
        for row, (larger, smaller) in enumerate(self.orders, start=len(self.sums)):
            entries += [(row, place[larger], 1.0), (row, place[smaller], -1.0)]
        if not entries:
            return None
        rows, columns, factors = zip(*entries, strict=True)
        size = (len(self.sums) + len(self.orders), len(place))
        most = [0.0] * len(self.sums) + [float("inf")] * len(self.orders)
        return LinearConstraint(coo_array((factors, (rows, columns)), shape=size).tocsr(), 0, most)


def _is_wide(values: set[int], fewest: int) -> bool:
    return bool(values) and max(values) - min(values) + 1 >= fewest


def _solved(goal: Mapping[int, float], limits: Bounds, rules: LinearConstraint | None) -> list[int]:
    """Whole numbers that agree with the rules and make the goal least; none where none is found."""
    from scipy.optimize import milp

    costs = [goal.get(number, 0.0) for number in range(len(limits.lb))]
    found = milp(
        costs,
        constraints=rules,
        bounds=limits,
        integrality=[1] * len(costs),
        options={"time_limit": SECONDS},
    )
    return [round(value) for value in found.x] if found.success else []
