"""Bars along a scale: spans of days, numbers of people, ranges of pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hub.pictures.canvas import Canvas

# Filled, hatched (it goes on), a dot, not shown, or words alone. What is not shown has no bar: an
# empty one would look like the longest.
Look = Literal["whole", "going_on", "point", "hidden", "words"]
WITHOUT_A_BAR = ("hidden", "words")
HIGH = 16
BETWEEN = 14


@dataclass(frozen=True)
class Bar:
    """One bar: what it is, what is said of it, and from where to where it goes on the scale."""

    label: str
    words: str
    start: float = 0
    end: float = 0
    look: Look = "whole"


@dataclass(frozen=True)
class Bars:
    """Bars below each other on one scale, whose two ends are said in words."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    low: float
    high: float
    ends: tuple[str, str] = ("", "")

    def draw(self, canvas: Canvas) -> None:
        """Each bar with its words above it, then the scale."""
        for bar in self.bars:
            canvas.lines(bar.label, is_bold=True)
            canvas.lines(bar.words)
            self._draw(bar, canvas)
            canvas.height += BETWEEN
        if any(self.ends):
            canvas.line((0, canvas.height), (1, canvas.height))
            canvas.ends(*self.ends)

    def _draw(self, bar: Bar, canvas: Canvas) -> None:
        if bar.look in WITHOUT_A_BAR:
            return
        top = canvas.height + 4
        canvas.height = top + HIGH
        start, end = self._share(bar.start), self._share(bar.end)
        if bar.look == "point" or end <= start:
            canvas.dot(at=start, down=top + HIGH / 2)
        else:
            fill = canvas.hatching if bar.look == "going_on" else "#12436d"
            canvas.block(at=start, down=top, wide=end - start, high=HIGH, fill=fill)

    def _share(self, value: float) -> float:
        """Where a value stands on the scale; all of a scale without length stands at its start."""
        length = self.high - self.low
        return min(max((value - self.low) / length, 0), 1) if length > 0 else 0
