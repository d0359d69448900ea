"""A tree: what stands under what, one below the other."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from hub.pictures.canvas import LINE, MOST_LETTERS, Canvas

# How far to the right each step goes, so many of them at most, and where words begin beside a mark.
STEP = 22
MOST_STEPS = 4
MARK = 12
BETWEEN = 6
# As many letters as a step takes away from a line.
LETTERS_A_STEP = 3


@dataclass(frozen=True)
class Branch:
    """One thing of a tree: what it is, how deep, and whether it has ended."""

    label: str
    depth: int = 0
    is_over: bool = False


@dataclass(frozen=True)
class Tree:
    """Things below each other, each after the one that it stands under."""

    title: str
    description: str
    branches: tuple[Branch, ...]

    def draw(self, canvas: Canvas) -> None:
        """Each with a mark, filled or open, and a line up to what it stands under."""
        above: dict[int, float] = {}
        for branch in self.branches:
            depth = min(branch.depth, MOST_STEPS)
            left, middle = depth * STEP, canvas.height + LINE / 2
            if depth and depth - 1 in above:
                stem = left - STEP + MARK / 2
                canvas.stroke((stem, above[depth - 1]), (stem, middle))
                canvas.stroke((stem, middle), (left, middle))
            canvas.mark(left=left, middle=middle, wide=MARK, is_open=branch.is_over)
            above[depth] = middle + MARK / 2
            letters = canvas.letters(MOST_LETTERS) - 2 - depth * LETTERS_A_STEP
            for line in textwrap.wrap(branch.label, letters):
                canvas.height += LINE
                canvas.words_after(line, left=left + MARK + 8, down=canvas.height - 5)
            canvas.height += BETWEEN
