"""What waits and is in nobody's To do: the daily check tells staff of it.

Every state says whether somebody with access acts next (``StateFacts.waits_on_people``). A record
in such a state has to be in the To do of somebody who holds an office today, by its reference or
its address: in a queue of its own, or of what hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from hub.models import Membership, Organisation, User
from hub.states import StateField
from hub.work.queues import work_queues

MOST_NAMED = 100


def waits_on_nobody() -> list[Any]:
    """The records that wait for people and are in nobody's To do."""
    left = _waiting()
    for person in _people(left):
        if not left:
            break
        words = _to_do(person)
        left = [row for row in left if not any(name in words for name in names_of(row))]
    return left[:MOST_NAMED]


def names_of(row: Any) -> list[str]:
    """By what a record is known in To do: its reference, or its address; also what acts for it.

    A record that waits by others, as a campaign by its applications, has ``names_in_to_do``.
    """
    if hasattr(row, "names_in_to_do"):
        return list(row.names_in_to_do)
    return [getattr(row, "reference", "") or row.get_absolute_url()]


def _waiting() -> list[Any]:
    """Every record that waits for somebody with access, of the hub and of its plugins."""
    found: list[Any] = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, StateField) or field.states is None:
                continue
            if states := field.states.where("waits_on_people"):
                rows = model._default_manager.filter(**{f"{field.name}__in": states})
                if any(known.name == "organisation" for known in model._meta.get_fields()):
                    rows = rows.select_related("organisation__parent")
                elif any(known.name == "campaign" for known in model._meta.get_fields()):
                    rows = rows.select_related("campaign__organisation__parent")
                found += rows.order_by("pk")
    return found


def _people(rows: Iterable[Any]) -> Iterable[User]:
    """Who may have these in To do: staff first, then members of the departments they are of."""
    bodies = {body for row in rows if (body := getattr(row, "organisation", None))}
    within = Organisation.objects.within([body.department for body in bodies])
    today = Membership.objects.valid_on(timezone.localdate()).filter(organisation__in=within)
    members = Q(pk__in=today.values("user"), groups=None)
    active = User.objects.filter(is_active=True)
    yield from active.filter(groups__isnull=False).distinct().order_by("pk")
    yield from active.filter(members).distinct().order_by("pk")


def _to_do(person: User) -> str:
    """Everything that a person has to do, however long a queue is."""
    items = (
        queue.item(row)
        for queue in work_queues
        if not queue.others_act and queue.may_be_for(person)
        for row in queue.rows(person)
    )
    return "\n".join(f"{item.text} {item.href}" for item in items)
