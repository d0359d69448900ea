"""The audit trail: each business action is a Wagtail log entry and one line of JSON on stdout."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models.audit_log import BaseLogEntry

if TYPE_CHECKING:
    from hub.models.user import User

logger = logging.getLogger("hub.audit")
request_id: ContextVar[str] = ContextVar("request_id", default="")

# Work that happened longer ago than this was recorded afterwards, and its entry says so.
RECORDED_LATER = timedelta(hours=1)


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

    The entry's label is ``title``, or ``str(instance)``; it and ``data`` must hold no personal
    data. Raises ``LookupError`` for an action that no ``register_log_actions`` hook declares.
    """
    if not registry.action_exists(action):
        raise LookupError(f"The log action {action!r} is not registered.")
    now = timezone.now()
    moment = at or now
    details = dict(data or {})
    if now - moment > RECORDED_LATER:
        details["recorded_at"] = now.isoformat()
    registry.log(
        instance,
        action,
        user=actor,
        timestamp=moment,
        data=details,
        uuid=_request_uuid(),
        title=title or None,
    )


def mirror(entry: BaseLogEntry) -> None:
    """Write an entry to stdout on commit: ours, and what Wagtail's admin logs of its own accord."""
    kind = ContentType.objects.get_for_id(entry.content_type_id)
    line = json.dumps(
        {
            "time": entry.timestamp.isoformat(),
            "request": request_id.get(),
            "actor": entry.user_id,
            "action": entry.action,
            "object": f"{kind.app_label}.{kind.model}:{entry.object_id}",
            **({"recorded_at": later} if (later := entry.data.get("recorded_at")) else {}),
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
