"""A line through the values of one thing over time."""

from __future__ import annotations

from dataclasses import dataclass

from hub.pictures.canvas import STRONG, Canvas

HIGH = 56
# So far from the edges that a point is drawn whole.
EDGE = 10
SIDE = 0.04


@dataclass(frozen=True)
class Line:
    """Values in the order of time, each at the same distance; None where there is none.

    The line breaks there, and before each of ``breaks``, where something else began to be counted.
    """

    title: str
    description: str
    values: tuple[int | None, ...]
    ends: tuple[str, str] = ("", "")
    breaks: frozenset[int] = frozenset()

    def draw(self, canvas: Canvas) -> None:
        """A point for each value, the lowest one never below nothing, and lines between."""
        known = [value for value in self.values if value is not None]
        low, high = min([0, *known]), max([0, *known])
        before: tuple[float, float] | None = None
        for number, value in enumerate(self.values):
            if value is None:
                before = None
                continue
            here = self._across(number), self._down(value, low, high)
            if before and number not in self.breaks:
                canvas.line(before, here, colour=STRONG)
            before = here
        for number, value in enumerate(self.values):
            if value is not None:
                canvas.dot(at=self._across(number), down=self._down(value, low, high), radius=5)
        canvas.height = HIGH
        if any(self.ends):
            canvas.ends(*self.ends)

    def _across(self, number: int) -> float:
        return SIDE + (1 - 2 * SIDE) * number / max(len(self.values) - 1, 1)

    @staticmethod
    def _down(value: int, low: int, high: int) -> float:
        share = (value - low) / (high - low) if high > low else 0
        return HIGH - EDGE - share * (HIGH - 2 * EDGE)
