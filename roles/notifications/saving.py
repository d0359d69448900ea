"""The reminder before a saved role closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.models.saved import SavedRole


def _example() -> Mapping[str, Any]:
    return {
        "reference": "V-2H8N-QX4R",
        "title": "Service owner",
        "organisation": "Department for Example",
        "advert": "/roles/service-owner/",
        "closes_at": datetime(2026, 11, 27, 23, 55, tzinfo=UTC),
    }


def still_open(notification: Notification) -> Mapping[str, Any] | None:
    """The role, while it is saved and open; else the message is dropped."""
    saved = notification.subject
    if not isinstance(saved, SavedRole) or not saved.campaign.is_open:
        return None
    campaign = saved.campaign
    return {
        "title": campaign.title,
        "organisation": campaign.organisation.name,
        "advert": campaign.advert_path,
        "closes_at": campaign.closes_at,
    }


SAVING_NOTIFICATIONS = [
    NotificationKind(
        slug="roles.saved_role_closing",
        label="A role you saved closes soon",
        audience="People who saved the role and have not begun to apply",
        trigger="3 days before closing, once",
        title="A role you saved closes soon: {reference}",
        template="roles/mail/saved_role_closing.txt",
        example=_example,
        may_opt_out=True,
        stale_after=timedelta(days=2),
        extra=still_open,
    ),
]
