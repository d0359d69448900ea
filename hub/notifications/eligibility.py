"""Whether a message that is due should still be sent."""

from __future__ import annotations

from datetime import datetime

from hub.models import Notification
from hub.notifications.kinds import NotificationKind
from hub.notifications.returned import comes_back


def reason_to_skip(row: Notification, kind: NotificationKind, moment: datetime) -> str:
    """Why a message that is due should not be sent any more, if so."""
    if kind.stale_after and moment > row.created_at + kind.stale_after:
        return "it was too late to send it"
    if row.recipient and not row.recipient.is_active:
        return "the account is closed"
    if row.object_id and _subject_is_gone(row):
        return "what it was about has been deleted"
    if not row.is_urgent and comes_back(row):
        return "emails to this address come back"
    if row.recipient_id and not kind.is_wanted_by(row.recipient_id):
        return "the person has stopped these emails"
    return ""


def _subject_is_gone(row: Notification) -> bool:
    if row.content_type is None or row.content_type.model_class() is None:
        return True
    return row.subject is None
