"""The morning email: how much waits for a person, for who asks for it, and never an empty one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from hub.dates import date_gb
from hub.models import Notification, NotificationPreference, StandIn, User
from hub.notifications import NotificationKind, notify
from hub.work.queues import ShownQueue, waiting_for
from hub.work.standing_in import waiting_for_both
from hub.working_days import is_working_day

MORNING = "hub.work_waits"
FOR_A_COLLEAGUE = "hub.stand_in_work_waits"
# The emails go to all departments: the day is the hub team's, who work in England.
REGION = "ENG"


def tell_in_the_morning(at: datetime | None = None) -> int:
    """Write to each who asked for it what waits for them, once a working day; gives how many.

    The email says how many wait in each queue and nothing of any record.
    """
    day = timezone.localdate(at)
    if not is_working_day(day, region=REGION):
        return 0
    asked = NotificationPreference.objects.filter(slug=MORNING).values("user")
    people = User.objects.filter(pk__in=asked, is_active=True).order_by("pk")
    # A run that had no time for all of them is gone on with by the next.
    told = Notification.objects.filter(slug=MORNING, occasion=f"{day}", recipient__isnull=False)
    written = 0
    for person in people.exclude(pk__in=told.values("recipient")):
        waiting = [shown for shown in waiting_for(person) if not shown.queue.others_act]
        if any(shown.total for shown in waiting):
            context = {"lines": [_line(shown) for shown in waiting if shown.total]}
            written += bool(notify(MORNING, recipient=person, occasion=f"{day}", context=context))
    return written + _tell_who_stands_in(asked, day)


def _tell_who_stands_in(asked: Any, day: date) -> int:
    """Write to whoever stands in for one of those who asked, of what they can do of it."""
    written = 0
    rows = StandIn.objects.holding_on(day).filter(person__in=asked)
    for row in rows.select_related("person", "colleague").order_by("pk"):
        if not row.is_in_effect(day):
            continue
        lines = [_line(shown) for shown in waiting_for_both(row.colleague, row)]
        if lines:
            notify(
                FOR_A_COLLEAGUE,
                recipient=row.colleague,
                subject=row,
                occasion=f"{day}",
                context={"lines": lines, "ends_on": date_gb(row.ends_on)},
            )
            written += 1
    return written


def _line(shown: ShownQueue) -> str:
    late = f", {shown.late} late" if shown.late else ""
    return f"{shown.queue.label}: {shown.total:,}{late}"


def _example() -> Mapping[str, Any]:
    return {"lines": ["Triage support requests: 2, 1 late", "Decide on approvals: 1"]}


WORK_NOTIFICATIONS = [
    NotificationKind(
        slug=MORNING,
        label="What you have to do",
        audience="Anyone who has asked for it",
        trigger="Each working day at 8am, if anything is waiting for them",
        title="What is waiting for you today",
        template="hub/notifications/work_waits.txt",
        example=_example,
        choice="Tell me at 8am on working days what is waiting for me, if anything is",
        only_if_asked=True,
        stale_after=timedelta(hours=10),
    ),
]
