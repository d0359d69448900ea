"""The audit trail: each business action is a Wagtail log entry and one line of JSON on stdout."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models.audit_log import BaseLogEntry

from hub.acting_for import FOR, acts_for
from hub.audit_groups import GROUP, said_of_group
from hub.audit_groups import group_now as group_now
from hub.own_acts import own_act_of

if TYPE_CHECKING:
    from hub.models.user import User

logger = logging.getLogger("hub.audit")
request_id: ContextVar[str] = ContextVar("request_id", default="")

# Work that happened longer ago than this was recorded afterwards, and its entry says so.
RECORDED_LATER = timedelta(hours=1)
# Whoever acts without an office, where the act itself gives no better word.
SOMEBODY = "the person concerned"
# Under this an entry keeps the name that its actor had then (hub.receivers).
NAME = "by_name"

# Under this an entry keeps when it was recorded, where that was afterwards.
RECORDED_AT = "recorded_at"
# Under this it keeps the earlier day on which what it tells of was done, as somebody says.
DONE_ON = "done_on"
# What an entry says that was made as if it had been recorded at the time.
AS_IF_THEN = "as_if_then"
# The kind of an action that no area names another for.
PROGRESS = "Progress"

# The kinds of the actions, as a history names them; all others are progress.
kinds: dict[str, str] = {}
# The actions by which nothing changed: that somebody read something is on record.
reads: set[str] = set()

_actor: ContextVar[int | None] = ContextVar("actor", default=None)
_is_as_if_then: ContextVar[bool] = ContextVar("is_as_if_then", default=False)


def log(
    instance: models.Model,
    action: str,
    *,
    actor: User | None,
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
    title: str = "",
) -> None:
    """Record that ``actor`` did ``action`` to ``instance`` at a moment (now, unless told).

    The entry names the actor only in an act of office. What people do in their own matter (see
    ``in_own_matter``), and whatever somebody without an office does, says who by a word such as
    "the candidate": no report of the trail can tell whose an application is (R11). So does
    ``data["by"]``, for what came of an act without being told to its actor. The label is
    ``title``, or ``str(instance)``; it and ``data`` hold no personal data. What was done for a
    colleague for whom the actor stands in says so, by the key of their account
    (``hub.acting_for``), and what was done together for several records by the reference that they
    have in common (``hub.audit_groups``). Raises ``LookupError`` for an action that no
    ``register_log_actions`` hook declares.
    """
    if not registry.action_exists(action):
        raise LookupError(f"The log action {action!r} is not registered.")
    now = timezone.now()
    moment = at or now
    details = dict(data or {})
    if now - moment > RECORDED_LATER:
        details[RECORDED_AT] = now.isoformat()
        if _is_as_if_then.get():
            details[AS_IF_THEN] = True
    if actor is not None and (word := _unnamed(actor)):
        details["by"] = word
    elif actor is not None and "by" not in details and (away := acts_for(actor)):
        details[FOR] = away
    details |= said_of_group()
    token = _actor.set(actor.pk if actor else None)
    try:
        registry.log(
            instance,
            action,
            user=None if "by" in details else actor,
            timestamp=moment,
            data=details,
            uuid=_request_uuid(),
            title=title or None,
        )
    finally:
        _actor.reset(token)


@contextmanager
def as_if_then() -> Iterator[None]:
    """Make the demonstration: its past is told as if it had been recorded while it happened.

    Its entries keep when they were made; no history says that somebody was late.
    """
    token = _is_as_if_then.set(True)
    try:
        yield
    finally:
        _is_as_if_then.reset(token)


def kind_of(action: str) -> str:
    """The kind of an action, in words."""
    return kinds.get(action, PROGRESS)


def done_by_or_for(keys: Iterable[int]) -> models.Q:
    """The entries of what these people did, or had done by who stood in for them."""
    wanted = list(keys)
    return models.Q(user__in=wanted) | models.Q(**{f"data__{FOR}__in": wanted})


def doers_by_record(rows: models.QuerySet[Any], keys: Iterable[int]) -> dict[str, set[int]]:
    """Which of these people did one of these entries of each record, or had it done (one query).

    By the key of the record as the entries keep it; the entries are of one kind of record.
    """
    wanted = set(keys)
    found: dict[str, set[int]] = {}
    entries = rows.filter(done_by_or_for(wanted)).order_by()
    for record, user, data in entries.values_list("object_id", "user", "data"):
        found.setdefault(record, set()).update(wanted & {user, data.get(FOR)})
    return found


def _unnamed(actor: User) -> str:
    """The word that stands for an actor whom the trail does not name; "" for one it names."""
    return own_act_of(actor) or ("" if actor.holds_office else SOMEBODY)


def register_actions(actions: Any, *areas: Any) -> None:
    """Register the ``LOG_ACTIONS`` of a plugin's areas, words by slug, which timelines say too.

    An area names in ``READS`` those that say that somebody looked, and changed nothing, and in
    ``KINDS``, by a kind in words, those that are of another kind than progress.
    """
    for area in areas:
        for kind, slugs in getattr(area, "KINDS", {}).items():
            kinds.update(dict.fromkeys(slugs, kind))
        reads.update(getattr(area, "READS", ()))
        for slug, message in area.LOG_ACTIONS.items():
            actions.register_action(slug, message, message)


def mirror(entry: BaseLogEntry) -> None:
    """Write an entry to stdout on commit: ours, and what Wagtail's admin logs of its own accord.

    There, for the operators alone, the number of the account stands even of an own act.
    """
    kind = ContentType.objects.get_for_id(entry.content_type_id)
    line = json.dumps(
        {
            "time": entry.timestamp.isoformat(),
            "request": request_id.get(),
            "actor": entry.user_id or _actor.get(),
            "action": entry.action,
            "object": f"{kind.app_label}.{kind.model}:{entry.object_id}",
            **({FOR: away} if (away := entry.data.get(FOR)) else {}),
            **({GROUP: group} if (group := entry.data.get(GROUP)) else {}),
            **({RECORDED_AT: later} if (later := entry.data.get(RECORDED_AT)) else {}),
        }
    )
    transaction.on_commit(lambda: logger.info(line))


def _request_uuid() -> uuid.UUID | None:
    try:
        return uuid.UUID(request_id.get())
    except ValueError:
        return None


class RequestIdMiddleware:
    """Gives each request an id, taken from ``X-Request-ID`` when it is a UUID, and returns it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            current = str(uuid.UUID(request.headers.get("X-Request-ID", "")))
        except ValueError:
            current = str(uuid.uuid4())
        token = request_id.set(current)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = current
        return response
