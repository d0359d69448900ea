"""The figures of a quarter as a document to take away: what the page shows, with its drawings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import timezone

from hub.dates import date_gb
from hub.indicators import Figure
from hub.indicators.pictures import in_parts, trends
from hub.indicators.selecting import Selection
from hub.pdf import Document, Section
from hub.pictures import Picture

TITLE = "How we are doing"
DEMONSTRATION = (
    "Demonstration data: the totals of April to June 2013 are the report’s. Every split, name and "
    "date is invented."
)


def document_of(selection: Selection, shown: Sequence[Figure], standing: str) -> Document:
    """The figures with their numbers, what each counts, its line and what it is made of.

    Of a closed quarter it is the same until one of its figures is corrected. Queries: two.
    """
    whose = selection.organisation_name or "All of government"
    over_time = trends(shown, selection.period, selection.organisation)
    return Document(
        title=f"{TITLE}: {selection.period.label}",
        caption=whose,
        of=_day(selection, shown),
        words=(standing, *([DEMONSTRATION] if settings.HUB_DEMO else [])),
        sections=tuple(_section(figure, over_time.get(figure.indicator.slug)) for figure in shown),
    )


def filename_of(selection: Selection) -> str:
    """What the file is called."""
    whose = f"-{selection.organisation.code.lower()}" if selection.organisation else ""
    return f"figures-{selection.period.code}{whose}"


def _day(selection: Selection, shown: Sequence[Figure]) -> date:
    """When the figures were closed or corrected last; today, while they change."""
    moments = [figure.snapshot.frozen_at for figure in shown if figure.snapshot]
    moments += [item.corrected_at for figure in shown for item in figure.corrections]
    return timezone.localdate(max(moments)) if moments else timezone.localdate()


def _section(figure: Figure, trend: Picture | None) -> Section:
    of = figure.indicator
    action = f"Strategy action {of.strategy_action}." if of.strategy_action else ""
    corrections = [
        f"Corrected on {date_gb(item.corrected_at)}: {item.text}. {item.reason}"
        for item in figure.corrections
    ]
    return Section(
        heading=of.label,
        value=figure.measure.text,
        words=(*corrections, f"{of.definition} {action}".strip()),
        pictures=tuple(picture for picture in (in_parts(figure), trend) if picture),
    )
