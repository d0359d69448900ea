"""What people are told: kinds that plugins declare, and ``notify`` which writes the outbox row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from hub.extensions import ExtensionPoint
from hub.models import Notification, NotificationPreference, User


@dataclass(frozen=True)
class NotificationKind:
    """A kind of message.

    ``title`` is the subject line, formatted with ``context`` (references and dates, never personal
    data). ``template`` is a Jinja2 text template; the HTML part is made from the same text. It is
    rendered with the context, ``subject`` (the record; a message about one that is gone is not
    sent), ``recipient`` and ``base_url``. ``example`` returns a context for the catalogue's
    preview. ``may_opt_out`` adds unsubscribe links; ``stop_url`` gives one of the plugin's own, for
    people without an account. ``is_urgent`` goes before others and is not
    paced. ``stale_after`` drops a message that could not be sent in time to be of use. ``extra``
    computes more context from the subject when the message is sent; returning None drops the
    message as no longer true.
    """

    slug: str
    label: str
    audience: str
    trigger: str
    title: str
    template: str
    example: Callable[[], Mapping[str, Any]]
    may_opt_out: bool = False
    stop_url: Callable[[Notification], str] | None = None
    is_urgent: bool = False
    stale_after: timedelta | None = None
    extra: Callable[[Notification], Mapping[str, Any] | None] | None = field(default=None)


kinds = ExtensionPoint("register_hub_notifications", NotificationKind)


def notify(
    slug: str,
    *,
    recipient: User | str,
    subject: models.Model | None = None,
    occasion: str = "",
    context: Mapping[str, Any] | None = None,
    secret: str = "",
    not_before: datetime | None = None,
) -> Notification | None:
    """Write one message to the outbox, in the caller's transaction.

    ``recipient`` is a person or, for somebody without an account, an address. The key is kind,
    recipient, subject and occasion: the same again changes nothing. Returns None when the person
    opted out. Raises ``LookupError`` for a kind that nobody declares. ``not_before`` holds it back
    (release times).
    """
    kind = kinds.get(slug)
    if kind is None:
        raise LookupError(f"The notification kind {slug!r} is not declared.")
    person = recipient if isinstance(recipient, User) else None
    if kind.may_opt_out and person and _has_opted_out(person, slug):
        return None
    now = timezone.now()
    content_type = ContentType.objects.get_for_model(subject) if subject is not None else None
    object_id = str(subject.pk) if subject is not None else ""
    who = f"user:{person.pk}" if person else f"address:{str(recipient).strip().lower()}"
    what = f"{content_type.pk}:{object_id}" if content_type else ""
    key = hashlib.sha256(f"{slug}|{who}|{what}|{occasion}".encode()).hexdigest()
    notification, created = Notification.objects.get_or_create(
        key=key,
        defaults={
            "slug": slug,
            "recipient": person,
            "address": "" if person else str(recipient).strip().lower(),
            "content_type": content_type,
            "object_id": object_id,
            "occasion": occasion,
            "context": dict(context or {}),
            "secret": secret,
            "is_urgent": kind.is_urgent,
            "next_attempt_at": max(not_before, now) if not_before else now,
            "created_at": now,
        },
    )
    if created and notification.next_attempt_at <= now:
        _ring(notification.pk)
    return notification


def _has_opted_out(person: User, slug: str) -> bool:
    return NotificationPreference.objects.filter(user=person, slug=slug).exists()


def _ring(pk: int) -> None:
    """Ring the doorbell after commit; when the broker is down, the sweep finds the row."""
    from hub.tasks import deliver_notification, ring

    transaction.on_commit(lambda: ring(deliver_notification, pk))
