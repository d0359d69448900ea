"""Who was the adviser before: kept in the history, and told that somebody else is it now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hub.audit import group_now
from hub.authorisation import internal
from hub.models import User
from hub.numbers import plural
from hub.timeline import logs_of_run
from roles.models.support.support_request import SupportRequest
from roles.notifying import notify_people
from roles.permissions.predicates import is_no_rival
from roles.support.history import ADVISER_CHANGED, AFTER, BEFORE

TOLD, AGAIN = "roles.support_taken_over", "roles.support_yours_again"


@internal
def change_adviser(request: SupportRequest, adviser: User) -> tuple[User | None, dict[str, Any]]:
    """Make somebody the adviser of a locked request, which is not saved yet.

    Gives who was it, None where that is the same person, and what the history keeps of it.
    """
    before = request.adviser
    request.adviser = adviser
    if before is not None and before.pk == adviser.pk:
        return None, {}
    return before, {AFTER: adviser.pk, BEFORE: before.pk if before else None}


@internal
def tell_former(request: SupportRequest, before: User | None, *, actor: User, at: datetime) -> None:
    """Tell whoever was the adviser that somebody else is; after a run for several, once for all."""
    if before is not None and before != actor and not group_now():
        _tell(before, [request], adviser=request.adviser, occasion=at.isoformat(), at=at)


@internal
def tell_of_run(reference: Any, *, actor: User, at: datetime) -> None:
    """Tell those who lost requests in a run for several: each of all of theirs, in one email."""
    lost: dict[int, list[str]] = {}
    for entry in logs_of_run(reference, ADVISER_CHANGED):
        if (before := entry.data.get(BEFORE)) and before != actor.pk:
            lost.setdefault(before, []).append(entry.object_id)
    people = User.objects.in_bulk(lost)
    rows = SupportRequest.objects.in_bulk([int(key) for keys in lost.values() for key in keys])
    for before, keys in lost.items():
        if before in people:
            requests = [rows[int(key)] for key in keys if int(key) in rows]
            _tell(people[before], requests, adviser=actor, occasion=str(reference), at=at)


@internal
def tell_again(request: SupportRequest, *, actor: User, at: datetime) -> None:
    """Tell whoever has a request again that they do; after a run for several, once for all."""
    person = request.adviser
    if person is not None and person != actor and not group_now():
        _tell(person, [request], adviser=actor, occasion=at.isoformat(), at=at, kind=AGAIN)


@internal
def tell_of_undo(reference: Any, *, actor: User, at: datetime) -> None:
    """Tell those who have requests again when a run was undone: each of all of theirs at once."""
    again: dict[int, list[int]] = {}
    for entry in logs_of_run(reference, ADVISER_CHANGED):
        if (after := entry.data.get(AFTER)) and after != actor.pk:
            again.setdefault(after, []).append(int(entry.object_id))
    people = User.objects.in_bulk(again)
    rows = SupportRequest.objects.in_bulk([key for keys in again.values() for key in keys])
    for after, keys in again.items():
        requests = [rows[key] for key in keys if key in rows]
        _tell(people[after], requests, adviser=actor, occasion=str(reference), at=at, kind=AGAIN)


def _tell(
    person: User,
    requests: Iterable[SupportRequest],
    *,
    adviser: User | None,
    occasion: str,
    at: datetime,
    kind: str = TOLD,
) -> None:
    """Write once about all of the requests that the person may know of (R25)."""
    known = [request for request in requests if is_no_rival(person, request)]
    if not known:
        return
    references = [request.reference for request in known]
    several = plural(len(known), "support request")
    notify_people(
        kind,
        [person],
        known[0],
        at=at,
        occasion=occasion,
        what=several if len(known) > 1 else str(known[0]).replace("S", "s", 1),
        references=references,
        adviser_key=adviser.pk if adviser else None,
    )
