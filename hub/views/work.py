"""What is to be done: the page that everybody who signs in comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hub import timeline
from hub.dates import date_gb, time_gb
from hub.done_by import done_by
from hub.navigation import front_page_doors
from hub.numbers import plural
from hub.tables import Column, Link, ShownTable, Table, Tag, lines
from hub.views.base import GuardedTemplateView
from hub.work import ShownQueue, WorkItem, WorkKind
from hub.work.counts import keep_count
from hub.work.queues import read_for, shown_of
from hub.work.standing_in import stood_in_for


@dataclass(frozen=True)
class Row:
    """One thing that waits, and what is to be done with it."""

    label: str
    item: WorkItem


@dataclass(frozen=True)
class Group:
    """What is done in one way: a table, and the queues of which it shows a part or nothing."""

    table: ShownTable
    longer: tuple[ShownQueue, ...]
    failed: tuple[ShownQueue, ...]


def _until(row: Row) -> Any:
    item = row.item
    if item.until is None:
        return ""
    late = Tag(f"{plural(item.days_late, 'day')} late", "red") if item.days_late else ""
    # A moment on a line of its own: beside its day it makes the table wider than the page.
    time = time_gb(timezone.localtime(item.until)) if isinstance(item.until, datetime) else ""
    return lines(_day_gb(item.until), time, late)


def _day_gb(moment: date | datetime) -> str:
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return date_gb(day)


WHAT = Column("What", lambda row: Link(row.item.text, row.item.href))
TO_DO = Column("To do", lambda row: row.label)
WHO = Column("What happens next", lambda row: row.label)
ORGANISATION = Column("Organisation", lambda row: row.item.organisation)
SINCE = Column("Waiting since", lambda row: _day_gb(row.item.since))
BY = Column("Due by", _until)


def _columns(first: Column, waiting: Iterable[ShownQueue]) -> tuple[Column, ...]:
    """The columns of every table of a part of the page, so that they stand below one another.

    One in which no item has anything is left out.
    """
    items = [item for shown in waiting for item in shown.items]
    columns = [first, WHAT]
    if any(item.organisation for item in items):
        columns.append(ORGANISATION)
    columns.append(SINCE)
    if any(item.until for item in items):
        columns.append(BY)
    return tuple(columns)


def _group(
    caption: str, columns: tuple[Column, ...], waiting: list[ShownQueue], size: str = "m"
) -> Group:
    """The items of several queues in one table: what is due first, then what waited longest."""
    rows = [Row(shown.queue.label, item) for shown in waiting for item in shown.items]
    rows.sort(key=lambda row: row.item.urgency)
    total = sum(shown.total for shown in waiting)
    late = sum(shown.late for shown in waiting)
    words = f"{caption} ({total:,}{f', {late:,} late' if late else ''})"
    return Group(
        Table(words, columns, caption_size=size, first_cell_is_header=False).of(rows),
        tuple(shown for shown in waiting if shown.total > len(shown.items)),
        tuple(shown for shown in waiting if shown.could_not_be_read),
    )


def _groups(waiting: list[ShownQueue], whose: str = "") -> list[Group]:
    """One table for each kind of act, and for whom: first those with something late."""
    columns = _columns(TO_DO, waiting)
    by_kind = [[shown for shown in waiting if shown.queue.kind == kind] for kind in WorkKind]
    found = [pair for pair in zip(WorkKind, by_kind, strict=True) if pair[1]]
    found.sort(key=lambda pair: not any(shown.has_late for shown in pair[1]))
    return [_group(f"{kind.value}{whose}", columns, queues) for kind, queues in found]


class WorkView(GuardedTemplateView):
    """What waits for a person, what they wait for from others, and what they did today."""

    permission = "hub.view_work"
    template_name = "hub/work/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        read = read_for(self.person)
        waiting = shown_of(read)
        for_others = stood_in_for(self.person, waiting)
        keep_count(self.person, read, for_others)
        own = [shown for shown in waiting if not shown.queue.others_act]
        others = [shown for shown in waiting if shown.queue.others_act]
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        done = done_by(self.person, since=midnight)
        return super().get_context_data(
            mine=_groups(own),
            for_others=[
                (each.stand_in, _groups(list(each.shown), f", for {each.away}"))
                for each in for_others
            ],
            of_others=[_group("Waiting for others", _columns(WHO, others), others, "l")]
            if others
            else [],
            away=self.person.stand_ins.holding_on(timezone.localdate())
            .select_related("colleague")
            .first(),
            doors=[] if waiting else front_page_doors(self.request),
            may_be_away=self.person.has_perm("hub.arrange_stand_in"),
            done=timeline.lines_of_thread(done),
            **kwargs,
        )
