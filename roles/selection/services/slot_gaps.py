"""Candidates for whom none of the times on offer is left, as conflicts of interest hide them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import QuerySet

from hub.models import User
from roles.models.applications.application import Application
from roles.models.selection.conflict import Conflict
from roles.models.selection.slot import Slot, SlotSeat


def without_times(rows: QuerySet[Application], at: datetime) -> list[Application]:
    """Those of some applications whose candidates could choose, if somebody else held a time.

    In as many queries for many as for one.
    """
    conflicts = Conflict.objects.filter(hides=True, person__isnull=False)
    found = list(rows.filter(pk__in=conflicts.order_by().values("application")))
    if not found:
        return []
    kept: dict[int, set[int]] = defaultdict(set)
    of_these = conflicts.filter(application__in=found).order_by()
    for application, person in of_these.values_list("application", "person"):
        kept[application].add(person)
    accounts = User.objects.account_keys_of(set().union(*kept.values()))
    free = Slot.objects.choosable(at).filter(campaign__in={row.campaign_id for row in found})
    people: dict[int, set[int]] = defaultdict(set)
    seats = SlotSeat.objects.held().filter(slot__in=free.order_by().values("pk"))
    for slot, person in seats.order_by().values_list("slot", "person"):
        people[slot].add(person)
    slots: dict[int, list[int]] = defaultdict(list)
    for slot, campaign in free.order_by().values_list("pk", "campaign"):
        slots[campaign].append(slot)

    def has_none(application: Application) -> bool:
        hidden = {other for key in kept[application.pk] for other in accounts[key]}
        own = slots[application.campaign_id]
        return bool(own) and all(people[slot] & hidden for slot in own)

    return [row for row in found if has_none(row)]
