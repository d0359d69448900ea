"""``notify`` writes what people are told to the outbox, in the caller's transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from hub.doorbell import ring
from hub.models import Notification, NotificationPreference, User
from hub.notifications.kinds import STANDS_IN_FOR, NotificationKind, kinds


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
    kind = _declared(slug)
    person = recipient if isinstance(recipient, User) else None
    if person and kind.stand_in and STANDS_IN_FOR not in (context or {}):
        # Whether the person themselves wants such emails or not.
        for colleague in _stand_ins(kind, person, subject):
            notify(
                slug,
                recipient=colleague,
                subject=subject,
                occasion=occasion,
                context={**(context or {}), STANDS_IN_FOR: person.pk},
                not_before=not_before,
            )
    if person and not kind.is_wanted_by(person.pk):
        return None
    row = _row(kind, recipient, subject, occasion, context, timezone.now())
    row.secret = secret
    row.next_attempt_at = max(row.next_attempt_at, not_before or row.next_attempt_at)
    values = {name: getattr(row, name) for name in _WRITTEN}
    notification, created = Notification.objects.get_or_create(key=row.key, defaults=values)
    if created and notification.next_attempt_at <= row.created_at:
        ring("hub.deliver_notifications", [notification.pk])
    return notification


def _stand_ins(kind: NotificationKind, person: User, subject: models.Model | None) -> list[User]:
    """Who stands in for a person today, and may do what the message is about."""
    found = person.stood_in_by()
    return [colleague for colleague in found if colleague.has_perm(kind.stand_in, subject)]


def notify_many(
    slug: str,
    *,
    about: Iterable[tuple[User | str, models.Model | None]],
    occasion: str = "",
    context: Mapping[str, Any] | None = None,
) -> int:
    """Write one message for each recipient and subject, as ``notify`` would, but all at once.

    Some queries and one ring of the doorbell for the lot. Returns how many were new. Raises
    ``LookupError`` for a kind that nobody declares.
    """
    kind = _declared(slug)
    pairs = list(about)
    people = [who.pk for who, _ in pairs if isinstance(who, User)]
    silent: set[int] = set()
    if kind.may_opt_out and people:
        chose = NotificationPreference.objects.filter(slug=slug, user__in=people)
        others = set(chose.values_list("user_id", flat=True))
        silent = set(people) - others if kind.only_if_asked else others
    now = timezone.now()
    rows = [
        _row(kind, who, subject, occasion, context, now)
        for who, subject in pairs
        if not (isinstance(who, User) and who.pk in silent)
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    # What was written before keeps its time.
    keys = [row.key for row in rows]
    ours = Notification.objects.filter(key__in=keys, created_at=now)
    new = list(ours.values_list("pk", flat=True))
    if new:
        ring("hub.deliver_notifications", new)
    return len(new)


_WRITTEN = (
    *("slug", "recipient", "address", "content_type", "object_id", "occasion", "context"),
    *("secret", "is_urgent", "next_attempt_at", "created_at"),
)


def _declared(slug: str) -> NotificationKind:
    kind = kinds.get(slug)
    if kind is None:
        raise LookupError(f"The notification kind {slug!r} is not declared.")
    return kind


def _row(
    kind: NotificationKind,
    recipient: User | str,
    subject: models.Model | None,
    occasion: str,
    context: Mapping[str, Any] | None,
    now: datetime,
) -> Notification:
    """One message as it would stand in the outbox, due now."""
    person = recipient if isinstance(recipient, User) else None
    address = "" if person else str(recipient).strip().lower()
    content_type = ContentType.objects.get_for_model(subject) if subject is not None else None
    object_id = str(subject.pk) if subject is not None else ""
    who = f"user:{person.pk}" if person else f"address:{address}"
    what = f"{content_type.pk}:{object_id}" if content_type else ""
    return Notification(
        key=hashlib.sha256(f"{kind.slug}|{who}|{what}|{occasion}".encode()).hexdigest(),
        slug=kind.slug,
        recipient=person,
        address=address,
        content_type=content_type,
        object_id=object_id,
        occasion=occasion,
        context=dict(context or {}),
        is_urgent=kind.is_urgent,
        next_attempt_at=now,
        created_at=now,
    )
