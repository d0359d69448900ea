"""Delivery of the outbox: claim a row, render it, send it, say that it was sent.

A message is sent once. Only a worker that dies between the mail server's "accepted" and the write
of "sent" can send it a second time, and then with the same Message-ID.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import get_connection
from django.db.models import F, Q
from django.utils import timezone

from hub.models import HubPolicy, Notification
from hub.models.notification import NotificationQuerySet
from hub.notifications.eligibility import reason_to_skip
from hub.notifications.emails import body_context, message
from hub.notifications.kinds import kinds

logger = logging.getLogger("hub.delivery")

State = Notification.State
LEASE = timedelta(minutes=3)
# Eight tries over about 75 minutes, then a person has to look.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 12, 20, 28))
TRIES = len(WAITS) + 1
BATCH = 200
# A sweep ends itself well before its task's time limit; the next one goes on.
SWEEP_SECONDS = 40
# So many failures in a row are the mail server's: the rest of the batch keeps its tries.
SERVER_IS_AWAY = 3
PERMANENT = 500  # SMTP: 4xx asks to come again, 5xx never
SENDING_FAILED = (SMTPException, AnymailError, OSError)


class Outcome(Enum):
    """What became of one attempt."""

    SENT = auto()
    ENDED = auto()  # not to be sent, or given up on
    FAILED = auto()  # to be tried again
    HELD = auto()  # by the kill switch or the pacing
    NOT_OURS = auto()  # gone, sent, not due, or another worker has it


def sweep(*, now: datetime | None = None) -> int:
    """Deliver the messages that are due, as many as the pacing allows; returns how many were sent.

    Two sweeps at once share the work: each row is claimed by one of them.
    """
    moment = now or timezone.now()
    due = Notification.objects.due(moment).values_list("pk", flat=True)[:BATCH]
    return deliver_all(list(due), now=now)


def deliver_all(keys: Sequence[int], *, now: datetime | None = None, connection: Any = None) -> int:
    """Deliver these messages over one connection; returns how many were sent.

    Ends early when they are held, the mail server is away, or time runs out.
    """
    began = time.monotonic()
    sent = failed = 0
    connection = connection or get_connection()
    try:
        for pk in keys:
            outcome = _attempt(pk, now or timezone.now(), connection)
            sent += outcome is Outcome.SENT
            failed = failed + 1 if outcome is Outcome.FAILED else 0
            if (
                outcome is Outcome.HELD
                or failed == SERVER_IS_AWAY
                or time.monotonic() - began > SWEEP_SECONDS
            ):
                break
    finally:
        connection.close()
    return sent


def deliver(pk: int, *, now: datetime | None = None) -> bool:
    """Deliver one message; True when it was sent by this call.

    A row that is gone, sent, not due, leased by another worker, or held back by the kill switch or
    the pacing is left alone. Failures are written to the row, never raised.
    """
    return deliver_all([pk], now=now) == 1


def retriable() -> NotificationQuerySet:
    """Messages that were given up on, or came back, and can be sent again.

    The code of one that had a code is gone by then: its person asks for a new one.
    """
    codes = [kind.slug for kind in kinds if kind.has_code]
    return Notification.objects.failed().exclude(slug__in=codes)


def retry_dead(row: Notification) -> bool:
    """Put a message that can be sent again in the queue; False for another."""
    return bool(
        retriable()
        .filter(pk=row.pk)
        .update(state=State.PENDING, attempts=0, next_attempt_at=timezone.now(), error="")
    )


def _attempt(pk: int, moment: datetime, connection: Any) -> Outcome:
    if not _may_send(pk, moment):
        return Outcome.HELD
    if not _claim(pk, moment):
        return Outcome.NOT_OURS
    row = Notification.objects.select_related("recipient", "content_type").get(pk=pk)
    kind = kinds.get(row.slug)
    if row.attempts > TRIES:
        return _end(row, State.DEAD, "we tried several times and failed")
    if kind is None:
        return _end(row, State.SKIPPED, "this email is no longer used")
    if reason := reason_to_skip(row, kind, moment):
        return _end(row, State.SKIPPED, reason)
    try:
        context = body_context(row, kind)
        if context is None:
            return _end(row, State.SKIPPED, "it is no longer needed")
        mail = message(kind, context, to=_address(row), row=row)
        # Opened here it stays open for the next message.
        connection.open()
        connection.send_messages([mail])
    except SoftTimeLimitExceeded:
        _try_again(row, moment, "it took too long")
        raise
    except SENDING_FAILED as error:
        connection.close()
        name = type(error).__name__
        logger.warning("Message %s was not taken: %s", row.pk, name)
        if _is_bad_address(error):
            return _end(row, State.DEAD, f"the address was refused: {name}")
        return _try_again(row, moment, name)
    except Exception as error:  # A template that fails must not stop the others.
        logger.exception("Message %s could not be written", row.pk)
        return _try_again(row, moment, f"could not be written: {type(error).__name__}")
    # Whoever holds the lease by now: it was sent.
    Notification.objects.filter(pk=row.pk).update(
        state=State.SENT, sent_at=timezone.now(), error="", secret="", leased_until=None
    )
    return Outcome.SENT


def _may_send(pk: int, moment: datetime) -> bool:
    """The kill switch holds everything; the pacing everything but urgent messages.

    Workers side by side may each let one message more through than the pacing says.
    """
    policy = HubPolicy.load()
    if policy.mail_is_paused:
        return False
    lately = Notification.objects.filter(sent_at__gt=moment - timedelta(minutes=1)).count()
    return (
        lately < policy.mail_per_minute
        or Notification.objects.filter(pk=pk, is_urgent=True).exists()
    )


def _claim(pk: int, moment: datetime) -> bool:
    """Take the row, by one conditional UPDATE: only one of several workers gets it."""
    free = Q(state=State.PENDING, next_attempt_at__lte=moment) | Q(
        state=State.LEASED, leased_until__lt=moment
    )
    return bool(
        Notification.objects.filter(free, pk=pk).update(
            state=State.LEASED, leased_until=moment + LEASE, attempts=F("attempts") + 1
        )
    )


def _address(row: Notification) -> str:
    return row.recipient.email if row.recipient else row.address


def _is_bad_address(error: Exception) -> bool:
    """Whether the address will never do; a server may also refuse it for the moment only."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, AnymailInvalidAddress | AnymailRecipientsRefused)


def _end(row: Notification, state: str, error: str) -> Outcome:
    """No more tries: the row says why."""
    _ours(row).update(state=state, error=error, secret="", leased_until=None)
    return Outcome.ENDED


def _try_again(row: Notification, moment: datetime, error: str) -> Outcome:
    """Wait longer each time, a little differently for each row; give up after the last try."""
    if row.attempts >= TRIES:
        _end(row, State.DEAD, f"{error}, after {row.attempts} tries")
        return Outcome.FAILED
    wait = WAITS[row.attempts - 1] * random.uniform(0.9, 1.1)  # noqa: S311 (spreads load only)
    _ours(row).update(
        state=State.PENDING, leased_until=None, next_attempt_at=moment + wait, error=error
    )
    return Outcome.FAILED


def _ours(row: Notification) -> Any:
    """The row, unless its lease ran out and another worker has claimed it since."""
    return Notification.objects.filter(pk=row.pk, state=State.LEASED, attempts=row.attempts)
