"""Pictures of figures: their way over the last quarters, and what one is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hub.indicators.declaring import Part
from hub.indicators.reading import Figure, closed_figures
from hub.models import FigureSnapshot, Organisation
from hub.periods import Quarter
from hub.pictures import Bar, Bars, Line, Picture
from hub.tables import NEVER_EMPTY, Column, Table

# So many quarters are on a line, with the one that is shown.
QUARTERS = 8
# A number, or so many of how many.
NUMBER = re.compile(r"[\d,]+( of [\d,]+)?")


@dataclass(frozen=True)
class Point:
    """A figure of one quarter; no value where it is words alone, or was corrected in words."""

    quarter: Quarter
    value: int | None
    text: str
    # What is counted, in which unit.
    counts: tuple[str, str]
    note: str = ""


TREND = Table(
    "The last quarters",
    (
        Column("Quarter", lambda point: point.quarter.label),
        Column("Figure", lambda point: point.text),
        Column("Note", lambda point: point.note),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)

PARTS = Table(
    "The figure in detail",
    (
        Column("Part", lambda part: _capital(part.label)),
        Column("Number", lambda part: _words(part), is_numeric=True),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
EXPLAINED = replace(
    PARTS,
    columns=(PARTS.columns[0], Column("What it means", lambda part: part.note), PARTS.columns[1]),
)
# Of a number from which, alone or beside others, somebody could be known.
HIDDEN = "Not shown, so that nobody can be recognised"


def trends(
    shown: Sequence[Figure], period: Quarter, organisation: Organisation | None
) -> dict[str, Picture]:
    """By its code, the way of each figure over closed quarters to the one that is shown.

    None of a figure for which there are not two quarters with a number. Queries: two.
    """
    quarters = [period]
    while len(quarters) < QUARTERS:
        quarters.insert(0, quarters[0].previous)
    closed = closed_figures(quarters[:-1], organisation)
    found = {}
    for figure in shown:
        slug = figure.indicator.slug
        points = [
            _of_closed(quarter, snapshot)
            for quarter in quarters
            if (snapshot := closed.get(quarter, {}).get(slug))
        ]
        points.append(_of_shown(period, figure))
        if sum(point.value is not None for point in points) > 1:
            found[slug] = _trend(figure.indicator.label, points)
    return found


def _number_in(text: str, value: int | None) -> int | None:
    """The number that a figure is; None where what people read of it is more than a number."""
    return value if NUMBER.fullmatch(text) else None


def _end(point: Point) -> str:
    return f"{point.text} in {point.quarter.label}"


def _of_closed(quarter: Quarter, snapshot: FigureSnapshot) -> Point:
    corrections = list(snapshot.corrections.all())
    return Point(
        quarter,
        None if corrections else _number_in(snapshot.text, snapshot.value),
        corrections[-1].text if corrections else snapshot.text,
        (snapshot.definition, snapshot.unit),
        "Corrected" if corrections else "",
    )


def _of_shown(quarter: Quarter, figure: Figure) -> Point:
    of = figure.indicator
    return Point(
        quarter,
        None if figure.corrections else _number_in(figure.measure.text, figure.measure.value),
        figure.current_text,
        (of.definition, of.unit),
        "Corrected" if figure.corrections else "" if figure.is_frozen else "So far",
    )


def _trend(label: str, points: Sequence[Point]) -> Picture:
    """The line from the first quarter that has the figure, broken where something is missing."""
    changed = {now.quarter for before, now in pairwise(points) if before.counts != now.counts}
    noted = [
        replace(point, note="Counted differently from this quarter on")
        if point.quarter in changed
        else point
        for point in points
    ]
    values = {point.quarter: point.value for point in points}
    quarters = [points[0].quarter]
    while quarters[-1] != points[-1].quarter:
        quarters.append(quarters[-1].following)
    said = ". ".join(f"{point.quarter.label}: {point.text}" for point in points)
    line = Line(
        title=f"{label} over the last quarters",
        description=f"{said}.",
        values=tuple(values.get(quarter) for quarter in quarters),
        ends=(_end(points[0]), _end(points[-1])),
        breaks=frozenset(quarters.index(quarter) for quarter in changed),
    )
    return Picture(line, TREND.of(noted))


def in_parts(figure: Figure) -> Picture | None:
    """What a figure is made of, as bars; None where it has no two parts. Plans are no part."""
    parts = [part for part in figure.measure.parts if not part.is_plan]
    if len(parts) < 2 or not any(part.value for part in parts):
        return None
    high = max(part.value or 0 for part in parts)
    said = ". ".join(f"{_capital(part.label)}: {_words(part)}" for part in parts)
    bars = tuple(
        Bar(
            _capital(part.label),
            f"{_words(part)}. {part.note}" if part.note else _words(part),
            0,
            part.value or 0,
            "hidden" if part.value is None else "whole" if part.value else "words",
        )
        for part in parts
    )
    drawing = Bars(
        title="The figure in detail",
        description=f"{said}.",
        bars=bars,
        low=0,
        high=high,
        ends=("0", f"{high:,}"),
    )
    shown = EXPLAINED if any(part.note for part in parts) else PARTS
    return Picture(drawing, shown.of(parts))


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _words(part: Part) -> str:
    if part.value is None:
        return HIDDEN
    return f"{part.qualifier} {part.value:,}".strip()
