"""What would wait on nobody once somebody stands in: asked before it is arranged.

Where two people have to agree, the two count as one. What one of them could confirm for the other
then waits for a third person, and is named where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from hub.models import StaffGroup, StandIn, User
from hub.models.log_entry import seen_by
from hub.notifications.recipients import kept_rows
from hub.stand_ins import colleagues_of
from hub.work.queues import WorkItem, WorkKind, WorkQueue, in_order, items_of


def left_waiting(person: User, colleague: User, ends_on: date) -> list[tuple[WorkQueue, WorkItem]]:
    """What one of the two can decide today, and nobody could if one stood in for the other.

    It is tried, and taken back. Nothing is named that ``person`` may not see, such as how an
    application stands that they entered (R11). Others are looked for among the hub's staff, and
    those who have access in common with one of the two.
    """
    now = {key: _decided_by(key) for key in (person.pk, colleague.pk)}
    with transaction.atomic():
        today = timezone.localdate()
        StandIn.objects.create(
            person=person,
            colleague=colleague,
            starts_on=today,
            ends_on=max(today, ends_on),
            arranged_at=timezone.now(),
        )
        then = {href for key in now for href in _decided_by(key)}
        lost = {
            href: (queue, item)
            for key, found in now.items()
            for href, (queue, row, item) in found.items()
            if href not in then and (key == person.pk or _may_see(person, row))
        }
        left = _without(_others(person, colleague), lost) if lost else []
        transaction.set_rollback(True)
    return left


def _decided_by(key: int) -> dict[str, tuple[WorkQueue, Any, WorkItem]]:
    """What a person can decide, by its address; read anew, with their side as it is."""
    person = User.objects.get(pk=key)
    return {
        item.href: (queue, row, item)
        for queue in _deciding(person)
        for row, item in items_of(queue, person)
    }


def _may_see(person: User, row: Any) -> bool:
    if not isinstance(row, Model):
        return False
    model = type(row)
    kept = kept_rows(person, model)
    is_kept = kept is not None and kept.filter(pk=row.pk).exists()
    seen: bool = seen_by(person, model._default_manager.filter(pk=row.pk)).exists()
    return seen and not is_kept


def _deciding(person: User) -> Iterable[WorkQueue]:
    for queue in in_order():
        decides = queue.kind == WorkKind.DECIDE and not queue.others_act
        if decides and queue.may_be_for(person):
            yield queue


def _others(person: User, colleague: User) -> list[User]:
    found = list(User.objects.in_staff_group(*StaffGroup.values))
    found += [*colleagues_of(person), *colleagues_of(colleague)]
    return [other for other in dict.fromkeys(found) if other not in (person, colleague)]


def _without(
    people: Iterable[User], lost: dict[str, tuple[WorkQueue, WorkItem]]
) -> list[tuple[WorkQueue, WorkItem]]:
    """Those that are in no other person's To do."""
    left = dict(lost)
    for person in people:
        for slug in {queue.slug for queue, _ in left.values()}:
            queue = next(queue for queue, _ in lost.values() if queue.slug == slug)
            if queue.may_be_for(person):
                for _, item in items_of(queue, person):
                    left.pop(item.href, None)
        if not left:
            break
    return list(left.values())
