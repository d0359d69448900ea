"""How a quarter stands: going on, over and waiting to be closed, or closed."""

from __future__ import annotations

from django.db.models import Min
from django.utils import timezone

from hub.dates import date_gb
from hub.indicators.closing import why_figures_wait
from hub.indicators.selecting import Selection
from hub.models import LogEntry, ReportingPeriod
from hub.periods import Quarter

FINAL = "These figures are final. Any correction is dated and shown next to the figure."
GOES_ON = "This quarter is not over: its figures change as work is recorded."


def standing_of(selection: Selection) -> str:
    """Whether the figures still change, and if the quarter is over, who closes it and when."""
    if selection.is_closed:
        return FINAL
    now = timezone.now()
    if now < selection.period.end_at:
        return GOES_ON
    ended = (
        f"This quarter ended on {date_gb(selection.period.end)} and has not been closed yet, so "
        "its figures can still change."
    )
    if waits := why_figures_wait(now):
        return f"{ended} {waits}. After that, an analyst or a hub lead closes it."
    return f"{ended} An analyst or a hub lead needs to check the figures and close it."


def closing_of(period: Quarter) -> str:
    """When a quarter was closed and by whom, as far as that is still known; "" while it is open."""
    rows = ReportingPeriod.objects.frozen().select_related("frozen_by")
    closed = rows.filter(code=period.code).first()
    if closed is None or closed.frozen_at is None:
        return ""
    by = f" by {closed.frozen_by}" if closed.frozen_by else ""
    return f"{period.label} was closed on {date_gb(closed.frozen_at)}{by}"


def quarter_to_close() -> Quarter | None:
    """The quarter that ended last, where it waits to be closed and nothing stands in the way.

    None where the hub kept no records before it ended. Queries: three.
    """
    now = timezone.now()
    last = Quarter.containing(now).previous
    if ReportingPeriod.objects.frozen().filter(code=last.code).exists() or why_figures_wait(now):
        return None
    first = LogEntry.objects.aggregate(first=Min("timestamp"))["first"]
    return last if first and first < last.end_at else None
