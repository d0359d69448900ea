"""Delivery of the outbox: claim a row, render it, send it, say that it was sent.

A message is sent once. Only a worker that dies between the mail server's "accepted" and the write
of "sent" can send it a second time, and then with the same Message-ID.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone

from hub.models import HubPolicy, Notification, NotificationPreference
from hub.notifications import NotificationKind, kinds
from hub.unsubscribe import stop_url

logger = logging.getLogger("hub.delivery")

LEASE = timedelta(minutes=3)
# Eight tries over about 75 minutes, then a person has to look.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 12, 20, 28))
BATCH = 200
BAD_ADDRESS = (SMTPRecipientsRefused, AnymailRecipientsRefused, AnymailInvalidAddress)
FAILURES = (SMTPException, AnymailError, OSError)


def sweep(*, now: datetime | None = None) -> int:
    """Deliver every message that is due, as many as the pacing allows; returns how many were sent.

    Two sweeps at once share the work: each row is claimed by one of them.
    """
    moment = now or timezone.now()
    allowed = _allowance(moment)
    due = Notification.objects.due(moment).values_list("pk", flat=True)[: min(allowed, BATCH)]
    return sum(deliver(pk, now=now) for pk in list(due))


def deliver(pk: int, *, now: datetime | None = None) -> bool:
    """Deliver one message; True when it was sent by this call.

    A row that is gone, sent, not due, leased by another worker, or held back by the kill switch or
    the pacing is left alone. Failures are written to the row, never raised.
    """
    moment = now or timezone.now()
    if _allowance(moment) <= 0:
        return False
    if not _claim(pk, moment):
        return False
    row = Notification.objects.select_related("recipient", "content_type").get(pk=pk)
    kind = kinds.get(row.slug)
    if kind is None:
        return _finish(row, Notification.State.SKIPPED, "no enabled plugin declares this kind")
    if not _is_wanted(row, kind):
        return _finish(row, Notification.State.SKIPPED, "the person opted out")
    context = body_context(row, kind)
    if context is None:
        return _finish(row, Notification.State.SKIPPED, "no longer true")
    try:
        message(kind, context, to=_address(row), row=row).send()
    except BAD_ADDRESS as error:
        return _finish(row, Notification.State.DEAD, f"bad address: {type(error).__name__}")
    except FAILURES as error:
        _try_again(row, moment, error)
        return False
    _finish(row, Notification.State.SENT, "")
    return True


def message(
    kind: NotificationKind,
    context: Mapping[str, Any],
    *,
    to: str,
    row: Notification | None = None,
) -> EmailMultiAlternatives:
    """Build the mail of a kind: plain text, HTML made from it, and the headers it is due."""
    text = render_to_string(kind.template, dict(context), using="jinja2").strip() + "\n"
    headers: dict[str, str] = {"Auto-Submitted": "auto-generated"}
    if row is not None:
        domain = settings.HUB_CONTACT_EMAIL.rpartition("@")[2]
        headers["Message-ID"] = f"<{row.key}@{domain}>"
        if kind.may_opt_out and row.recipient_id:
            stop = stop_url(row)
            text += f"\nStop getting messages like this: {stop}\n"
            headers["List-Unsubscribe"] = f"<{stop}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=kind.title.format_map(_Lenient(context)), body=text, to=[to], headers=headers
    )
    html = render_to_string(
        "hub/notifications/layout.html", {"text": text, "title": mail.subject}, using="jinja2"
    )
    mail.attach_alternative(html, "text/html")
    return mail


def body_context(row: Notification, kind: NotificationKind) -> dict[str, Any] | None:
    """What the template is rendered with; None when the message is no longer true."""
    context: dict[str, Any] = {
        **row.context,
        "subject": row.subject,
        "recipient": row.recipient,
        "secret": row.secret,
        "base_url": settings.HUB_BASE_URL,
    }
    if kind.extra is not None:
        extra = kind.extra(row)  # noqa: S610 (not a queryset)
        if extra is None:
            return None
        context.update(extra)
    return context


def retry_dead(row: Notification) -> bool:
    """Put a message that was given up on back in the queue; False when it is not dead any more."""
    return bool(
        Notification.objects.filter(pk=row.pk, state=Notification.State.DEAD).update(
            state=Notification.State.PENDING,
            attempts=0,
            next_attempt_at=timezone.now(),
            error="",
        )
    )


def _claim(pk: int, moment: datetime) -> bool:
    """Take the row, by one conditional UPDATE: only one of several workers gets it."""
    free = Q(state=Notification.State.PENDING, next_attempt_at__lte=moment) | Q(
        state=Notification.State.LEASED, leased_until__lt=moment
    )
    return bool(
        Notification.objects.filter(free, pk=pk).update(
            state=Notification.State.LEASED,
            leased_until=moment + LEASE,
            attempts=F("attempts") + 1,
        )
    )


def _allowance(moment: datetime) -> int:
    """How many more messages may be sent this minute; none while the kill switch is on."""
    policy = HubPolicy.load()
    if policy.mail_is_paused:
        return 0
    sent = Notification.objects.filter(sent_at__gt=moment - timedelta(minutes=1)).count()
    return max(0, policy.mail_per_minute - sent)


def _is_wanted(row: Notification, kind: NotificationKind) -> bool:
    if not kind.may_opt_out or row.recipient_id is None:
        return True
    return not NotificationPreference.objects.filter(
        user_id=row.recipient_id, slug=row.slug
    ).exists()


def _address(row: Notification) -> str:
    return row.recipient.email if row.recipient else row.address


def _finish(row: Notification, state: str, error: str) -> bool:
    now = timezone.now()
    Notification.objects.filter(pk=row.pk).update(
        state=state,
        error=error,
        secret="",
        leased_until=None,
        sent_at=now if state == Notification.State.SENT else None,
    )
    return False


def _try_again(row: Notification, moment: datetime, error: Exception) -> None:
    """Wait longer each time, a little differently for each row; give up after the last try."""
    logger.warning("Message %s was not taken: %s", row.pk, type(error).__name__)
    tries = row.attempts
    if tries > len(WAITS):
        _finish(row, Notification.State.DEAD, f"{type(error).__name__} after {tries} tries")
        return
    wait = WAITS[tries - 1] * random.uniform(0.9, 1.1)  # noqa: S311 (spreads load, hides nothing)
    Notification.objects.filter(pk=row.pk).update(
        state=Notification.State.PENDING,
        leased_until=None,
        next_attempt_at=moment + wait,
        error=type(error).__name__,
    )


class _Lenient(dict[str, Any]):
    """A subject line never fails for want of a reference."""

    def __missing__(self, key: str) -> str:
        return ""
