"""What pictures are drawn on: SVG without styles or scripts, as wide as the page that shows it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup, escape

# Letters as they are on pages, and how far down the next line begins.
LETTERS = 16
LINE = 22
# As many letters as fit on a line of the narrowest screen, bold ones and others.
BOLD_LETTERS = 28
MOST_LETTERS = 32
# As many letters as fit where a page has room for 680 pixels (hub.css shows that drawing there).
WIDE_LETTERS = 76
# So wide is a letter at most, of those that stand in words.
LETTER = 10
# What is drawn at an edge is whole in a PDF, which cuts a picture at its sides.
BLEED = 8
INK, STRONG, MIDDLE, LIGHT = "#0b0c0c", "#12436d", "#505a5f", "#b1b4b6"


@dataclass
class Canvas:
    """Down in pixels; across as shares of the width, from 0 to 1, or in points of ``width``.

    ``key`` tells the parts of one picture from those of another on the same page.
    ``room`` is how many letters a line takes, where that is more than on the narrowest screen.
    """

    key: str
    width: int | None = None
    room: int = 0
    height: int = 0
    parts: list[Markup] = field(default_factory=list)

    def across(self, share: float) -> str:
        """A place or a length across."""
        return f"{share * 100:.2f}%" if self.width is None else f"{share * self.width:.2f}"

    def letters(self, narrowest: int) -> int:
        """How many letters a line takes: as on the narrowest screen, or as there is room."""
        return max(narrowest, self.room if self.width is None else self.width // LETTER)

    def lines(self, words: str, *, is_bold: bool = False) -> None:
        """Words at the left, on as many lines as they take, below what is drawn so far."""
        for line in textwrap.wrap(words, self.letters(BOLD_LETTERS if is_bold else MOST_LETTERS)):
            self.height += LINE
            self.words(line, at=0, down=self.height - 6, is_bold=is_bold)

    def ends(self, first: str, last: str) -> None:
        """What stands at the two ends of a scale, on as many lines as they take."""
        most = self.letters(MOST_LETTERS)
        for line in textwrap.wrap(first, most) or [""]:
            self.height += LINE
            self.words(line, at=0, down=self.height - 4)
        if len(first) + len(last) <= most - 6:
            self.height -= LINE
        for line in textwrap.wrap(last, most) or [""]:
            self.height += LINE
            self.words(line, at=1, down=self.height - 4, side="end")
        self.height += 4

    def words(
        self, words: str, *, at: float, down: float, side: str = "start", is_bold: bool = False
    ) -> None:
        """One line of words that starts, has its middle or ends at a place."""
        weight = Markup(' font-weight="700"') if is_bold else ""
        self.parts.append(
            Markup('<text x="{}" y="{}" text-anchor="{}" fill="{}"{}>{}</text>').format(
                self.across(at), down, side, INK, weight, words
            )
        )

    def block(
        self, *, at: float, down: float, wide: float, high: float, fill: str, dashes: bool = False
    ) -> None:
        """A rectangle; with dashes, its outline alone."""
        looks = Markup(' stroke-dasharray="4 4"') if dashes else ""
        self.parts.append(
            Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" '
                'stroke-width="2"{}/>'
            ).format(
                self.across(at),
                down,
                self.across(wide),
                high,
                fill,
                MIDDLE if dashes else STRONG,
                looks,
            )
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        colour: str = LIGHT,
        wide: int = 2,
    ) -> None:
        """A straight line."""
        self.parts.append(
            Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>').format(
                self.across(start[0]), start[1], self.across(end[0]), end[1], colour, wide
            )
        )

    def dot(self, *, at: float, down: float, radius: int = 7) -> None:
        """A point."""
        self.parts.append(
            Markup('<circle cx="{}" cy="{}" r="{}" fill="{}"/>').format(
                self.across(at), down, radius, STRONG
            )
        )

    def stroke(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A line whose ends are so many pixels from the left."""
        self.parts.append(
            Markup('<path d="M{} {}L{} {}" stroke="{}" stroke-width="2"/>').format(
                *start, *end, LIGHT
            )
        )

    def mark(self, *, left: float, middle: float, wide: float, is_open: bool) -> None:
        """A square at so many pixels from the left: filled, or an outline with dashes."""
        looks = Markup('fill="#fff" stroke-dasharray="3 2"') if is_open else Markup('fill="{}"')
        self.parts.append(
            Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" {} stroke="{}" stroke-width="2"/>'
            ).format(left, middle - wide / 2, wide, wide, looks.format(STRONG), STRONG)
        )

    def words_after(self, words: str, *, left: float, down: float) -> None:
        """One line of words that starts so many pixels from the left."""
        self.parts.append(
            Markup('<text x="{}" y="{}" fill="{}">{}</text>').format(left, down, INK, words)
        )

    @property
    def hatching(self) -> str:
        """What fills a block with strokes."""
        return f"url(#hatching-{self.key})"

    def finished(self, title: str, description: str) -> Markup:
        """The picture: an image that says what it is and what it shows."""
        wide, view = "100%", Markup("")
        if self.width is not None:
            wide = str(self.width + 2 * BLEED)
            view = Markup('viewBox="{} 0 {} {}" ').format(-BLEED, wide, self.height)
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" {view}'
            'overflow="visible" role="img" '
            'aria-labelledby="title-{key}" aria-describedby="shown-{key}" '
            'font-family="arial, sans-serif" font-size="{letters}">'
            '<title id="title-{key}">{title}</title><desc id="shown-{key}">{description}</desc>'
            '<defs><pattern id="hatching-{key}" width="6" height="6" '
            'patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/>'
            '<path d="M0 6L6 0" stroke="{strong}" stroke-width="2"/></pattern></defs>'
            '<rect {at}width="{wide}" height="{high}" fill="#fff"/>{parts}</svg>'
        ).format(
            wide=wide,
            view=view,
            high=self.height,
            key=self.key,
            letters=LETTERS,
            title=title,
            description=escape(description),
            strong=STRONG,
            at=Markup('x="{}" ').format(-BLEED) if view else "",
            parts=joined(self.parts),
        )


def joined(parts: Iterable[Markup]) -> Markup:
    """Parts of a picture, one after the other."""
    return Markup("").join(parts)
