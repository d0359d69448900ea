"""How delivery records and choices about emails come to their end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from operator import methodcaller
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from hub.models import (
    HubPolicy,
    Notification,
    NotificationPreference,
    User,
)
from hub.notifications import kinds
from hub.retention import RetentionPolicy


def messages_due(now: datetime) -> QuerySet[Notification]:
    """Finished delivery records whose time is over."""
    kept = timedelta(days=HubPolicy.load().finished_mail_days)
    return Notification.objects.finished().filter(created_at__lt=now - kept)


def about(person: User) -> Q:
    """Messages about the account itself; one of them went to the address it had before."""
    kind = ContentType.objects.get_for_model(User)
    return Q(content_type=kind, object_id=str(person.pk))


def _message(slug: str) -> str:
    """What a kind of message is called; one that no part of the hub sends any more has no name."""
    kind = kinds.get(slug)
    return kind.label if kind else "An email that is no longer used"


def export_message(row: Notification) -> Mapping[str, Any] | None:
    """A message as its recipient may read it; None for one held back until a release.

    One that was held back and never sent stays unsaid: what it would have told was undone.
    """
    is_held = row.next_attempt_at > row.created_at and row.state != Notification.State.DEAD
    if is_held and row.sent_at is None:
        return None
    return {
        "message": _message(row.slug),
        "state": row.get_state_display(),
        "written": row.created_at.isoformat(),
        "sent": row.sent_at.isoformat() if row.sent_at else None,
    }


MESSAGE_POLICIES = [
    RetentionPolicy(
        slug="hub.messages",
        label="Emails to you",
        covers={"hub.Notification": ("recipient", "address")},
        purpose="To send you each email once, and to be able to show that we sent it.",
        basis="Public task",
        period="90 days.",
        who_sees="Hub staff can see that an email was sent, but not the private parts of it.",
        due=messages_due,
        erase=methodcaller("delete"),
        held_on=lambda person: Notification.objects.filter(
            Q(recipient=person) | Q(address=person.email) | about(person)
        ),
        export=export_message,
    ),
    RetentionPolicy(
        slug="hub.preferences",
        label="Which emails you want",
        covers={"hub.NotificationPreference": ("user",)},
        purpose="So that we send you the emails you chose, and no others.",
        basis="Public task",
        period="As long as the account.",
        who_sees="Only you.",
        due=lambda now: NotificationPreference.objects.none(),
        erase=methodcaller("delete"),
        held_on=lambda person: NotificationPreference.objects.filter(user=person),
        export=lambda row: {"message": _message(row.slug), "since": row.chosen_at.isoformat()},
    ),
]
