"""What is to be done: the page that everybody who signs in comes to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hub import timeline
from hub.dates import date_gb, time_gb
from hub.numbers import plural
from hub.tables import Column, Link, ShownTable, Table, Tag, lines
from hub.views.base import GuardedTemplateView
from hub.work import ShownQueue, WorkItem, waiting_for
from hub.work.counts import keep_count


def _until(item: WorkItem) -> Any:
    if item.until is None:
        return ""
    late = Tag(f"{plural(item.days_late, 'day')} late", "red") if item.days_late else ""
    # A moment on a line of its own: beside its day it makes the table wider than the page.
    time = time_gb(timezone.localtime(item.until)) if isinstance(item.until, datetime) else ""
    return lines(_day_gb(item.until), time, late)


def _day_gb(moment: date | datetime) -> str:
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return date_gb(day)


WHAT = Column("What", lambda item: Link(item.text, item.href))
ORGANISATION = Column("Organisation", lambda item: item.organisation)
SINCE = Column("Waiting since", lambda item: _day_gb(item.since), is_nowrap=True)
BY = Column("Due by", _until, is_nowrap=True)


def _columns(waiting: list[ShownQueue]) -> tuple[Column, ...]:
    """The columns of every queue on the page, so that they stand below one another.

    One in which no item has anything is left out.
    """
    items = [item for shown in waiting for item in shown.items]
    columns = [WHAT]
    if any(item.organisation for item in items):
        columns.append(ORGANISATION)
    columns.append(SINCE)
    if any(item.until for item in items):
        columns.append(BY)
    return tuple(columns)


def _table(shown: ShownQueue, columns: tuple[Column, ...]) -> ShownTable:
    """The items of one queue; its caption says how many there are."""
    return Table(f"{shown.queue.label} ({shown.total:,})", columns).of(shown.items)


class WorkView(GuardedTemplateView):
    """What waits for a person, what they wait for from others, and what they did today."""

    permission = "hub.view_work"
    template_name = "hub/work/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = waiting_for(self.person)
        keep_count(self.person, waiting)
        columns = _columns(waiting)
        tables = [(shown, _table(shown, columns)) for shown in waiting]
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        done = timeline.done_by(self.person, since=midnight)
        return super().get_context_data(
            mine=[pair for pair in tables if not pair[0].queue.others_act],
            of_others=[pair for pair in tables if pair[0].queue.others_act],
            done=timeline.lines_of_thread(done),
            **kwargs,
        )
