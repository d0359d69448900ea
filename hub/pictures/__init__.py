"""Pictures beside words: drawn on the server, each with the same numbers in a table.

In a template: ``{% from "hub/pictures.html" import picture %}`` and ``{{ picture(thread) }}``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Protocol

from markupsafe import Markup

from hub.pictures.bars import Bar, Bars
from hub.pictures.canvas import WIDE_LETTERS, Canvas
from hub.pictures.line import Line
from hub.pictures.tree import Branch, Tree
from hub.tables import ShownTable

__all__ = ["Bar", "Bars", "Branch", "Drawing", "Line", "Picture", "Tree", "drawn"]
# So many are kept, each by what it shows.
MOST_KEPT = 512


class Drawing(Protocol):
    """A shape with its data: frozen, so that it can be kept by them."""

    def __hash__(self) -> int: ...

    @property
    def title(self) -> str:
        """What it is of."""
        ...

    @property
    def description(self) -> str:
        """What it shows, for who does not see it."""
        ...

    def draw(self, canvas: Canvas) -> None:
        """Put itself on a canvas."""
        ...


@dataclass(frozen=True)
class Picture:
    """A drawing and, beside it, the table of what it shows."""

    drawing: Drawing
    table: ShownTable

    @property
    def svg(self) -> Markup:
        """The drawing for a page."""
        return drawn(self.drawing)

    @property
    def wide(self) -> Markup:
        """The same where there is more room; empty where no line of words would be longer."""
        return drawn_wide(self.drawing)


@lru_cache(MOST_KEPT)
def drawn(drawing: Drawing, width: int | None = None) -> Markup:
    """The drawing as SVG: as wide as its page, or so many points wide for a PDF."""
    canvas = Canvas(sha256(repr(drawing).encode()).hexdigest()[:12], width)
    drawing.draw(canvas)
    return canvas.finished(drawing.title, drawing.description)


@lru_cache(MOST_KEPT)
def drawn_wide(drawing: Drawing) -> Markup:
    """The drawing with longer lines of words; empty where that makes it no lower."""
    key = sha256(repr(drawing).encode()).hexdigest()[:12]
    narrow, wide = Canvas(key), Canvas(f"{key}-wide", room=WIDE_LETTERS)
    drawing.draw(narrow)
    drawing.draw(wide)
    if wide.height >= narrow.height:
        return Markup("")
    return wide.finished(drawing.title, drawing.description)
