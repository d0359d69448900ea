"""Candidates for whom none of the times on offer is left, as conflicts of interest hide them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from roles.models.applications.application_rows import ApplicationQuerySet
from roles.models.selection.conflict import Conflict
from roles.models.selection.slot import Slot, SlotSeat


def without_times(rows: ApplicationQuerySet, slots: QuerySet[Slot]) -> ApplicationQuerySet:
    """Those of some applications whose candidates could choose, if somebody else held a time.

    ``slots`` are the times that can be chosen now. A mailbox is one person.
    """
    same = Q(person__mailbox=OuterRef("person__mailbox")) & ~Q(person__mailbox="")
    conflicts = Conflict.objects.filter(
        Q(person=OuterRef("person")) | same,
        hides=True,
        application=OuterRef(OuterRef(OuterRef("pk"))),
    )
    kept = SlotSeat.objects.held().filter(Exists(conflicts), slot=OuterRef("pk"))
    own = slots.filter(campaign=OuterRef("campaign")).order_by()
    return rows.filter(Exists(own), ~Exists(own.filter(~Exists(kept))))
