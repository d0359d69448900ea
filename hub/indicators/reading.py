"""Figures as they are shown: from today's records, or as frozen when the quarter was closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db.models import Prefetch, QuerySet

from hub.indicators.declaring import (
    Definition,
    Indicator,
    Measure,
    Part,
    Row,
    indicators,
    ordered,
)
from hub.models import FigureCorrection, FigureSnapshot, Organisation, ReportingPeriod
from hub.periods import Quarter

_PUBLISHED = Prefetch("corrections", FigureCorrection.objects.published())


@dataclass(frozen=True)
class Figure:
    """An indicator's definition with its measure; with its snapshot when the quarter is closed.

    ``corrections`` stand beside a frozen measure, the oldest first; they do not change it (QC4).
    """

    indicator: Definition
    measure: Measure
    snapshot: FigureSnapshot | None = None
    corrections: Sequence[FigureCorrection] = ()

    @property
    def is_frozen(self) -> bool:
        """Whether it is read from a closed quarter."""
        return self.snapshot is not None

    @property
    def current_text(self) -> str:
        """The words that hold today: those of the last correction, or the measure's own."""
        return self.corrections[-1].text if self.corrections else self.measure.text


def figures(period: Quarter, organisation: Organisation | None = None) -> list[Figure]:
    """Every figure as it is to be shown, in the order of the report.

    A closed quarter gives what was frozen of it and nothing else (three queries), an open one what
    today's records give.
    """
    if closed := _closed(period):
        return [_frozen(snapshot) for snapshot in _snapshots(closed, organisation)]
    return [_measured(indicator, period, organisation) for indicator in ordered()]


def find_figure(
    slug: str, period: Quarter, organisation: Organisation | None = None
) -> Figure | None:
    """One figure as it is to be shown; None where the quarter has no such figure."""
    if closed := _closed(period):
        snapshot = _snapshots(closed, organisation).filter(slug=slug).first()
        return _frozen(snapshot) if snapshot else None
    indicator = indicators.get(slug)
    return _measured(indicator, period, organisation) if indicator else None


def closed_figures(
    periods: Sequence[Quarter], organisation: Organisation | None
) -> dict[Quarter, dict[str, FigureSnapshot]]:
    """What was frozen of those of these quarters that are closed, by code and without its rows.

    Two queries.
    """
    codes = ReportingPeriod.objects.frozen().filter(code__in=[period.code for period in periods])
    rows = FigureSnapshot.objects.filter(organisation=organisation, period__in=codes)
    rows = rows.select_related("period").defer("rows", "parts").prefetch_related(_PUBLISHED)
    found: dict[Quarter, dict[str, FigureSnapshot]] = {}
    for snapshot in rows:
        found.setdefault(snapshot.period.quarter, {})[snapshot.slug] = snapshot
    return found


def _closed(period: Quarter) -> ReportingPeriod | None:
    return ReportingPeriod.objects.frozen().filter(code=period.code).first()


def _snapshots(
    closed: ReportingPeriod, organisation: Organisation | None
) -> QuerySet[FigureSnapshot]:
    return closed.figures.filter(organisation=organisation).prefetch_related(_PUBLISHED)


def _measured(indicator: Indicator, period: Quarter, organisation: Organisation | None) -> Figure:
    return Figure(indicator, indicator.measure(period, organisation))


def _frozen(snapshot: FigureSnapshot) -> Figure:
    words = {item.name: getattr(snapshot, item.name) for item in fields(Definition)}
    return Figure(
        Definition(**words), _restored(snapshot), snapshot, list(snapshot.corrections.all())
    )


def _restored(snapshot: FigureSnapshot) -> Measure:
    plans = {part["slug"] for part in snapshot.parts if part["is_plan"]}
    rows = [Row(**row) for row in snapshot.rows]
    return Measure(
        value=snapshot.value,
        of=snapshot.of,
        text=snapshot.text,
        qualifier=snapshot.qualifier,
        parts=[Part(**part) for part in snapshot.parts],
        rows=[row for row in rows if row.part not in plans],
        planned=[row for row in rows if row.part in plans],
    )
