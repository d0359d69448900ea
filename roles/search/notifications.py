"""The mails of alerts and of saved roles: confirm it, what was found, what closes soon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from hub.models import Notification
from hub.notifications import NotificationKind
from hub.numbers import plural
from roles.models.policy import RecruitmentPolicy
from roles.models.search.alert import Alert
from roles.models.search.listing import Listing
from roles.models.search.saved import SavedRole
from roles.search.alert_words import described
from roles.search.services.alerts.links import token_of


def _link(name: str, alert: Alert, act: str) -> str:
    return settings.HUB_BASE_URL + reverse(f"roles:{name}", args=[token_of(alert, act)])


def stop_url(notification: Notification) -> str:
    """The address that stops the alert in one step."""
    alert = notification.subject
    return _link("alert_stop", alert, "stop") if isinstance(alert, Alert) else ""


def to_confirm(notification: Notification) -> Mapping[str, Any] | None:
    """What waits to be confirmed; nothing when it no longer does."""
    alert = notification.subject
    if not isinstance(alert, Alert) or alert.state != Alert.State.PENDING:
        return None
    return {
        "confirm_url": _link("alert_confirm", alert, "confirm"),
        "criteria": described(alert.criteria),
    }


def what_was_found(notification: Notification) -> Mapping[str, Any] | None:
    """The roles of this mail that are still open; None, so that none is sent, when none is."""
    alert = notification.subject
    if not isinstance(alert, Alert) or alert.state != Alert.State.CONFIRMED:
        return None
    told = alert.matches.filter(batch=notification.occasion).values("campaign_id")
    rows = list(Listing.objects.open().filter(campaign_id__in=told).order_by("closes_at", "pk"))
    if not rows:
        return None
    return {
        "listings": rows,
        "in_welsh": [
            title
            for row in rows
            for title in (row.title if row.text_language == "cy" else "", row.welsh_title)
            if title
        ],
        "criteria": described(alert.criteria),
        "manage_url": _link("alert_manage", alert, "manage"),
    }


def to_keep(notification: Notification) -> Mapping[str, Any] | None:
    """The question whether an alert is wanted, while it is one."""
    alert = notification.subject
    if not isinstance(alert, Alert) or alert.state != Alert.State.CONFIRMED:
        return None
    return {
        "keep_url": _link("alert_keep", alert, "keep"),
        "criteria": described(alert.criteria),
        "days": plural(RecruitmentPolicy.load().alert_answer_days, "day"),
    }


CRITERIA = [("Role family", "Product and delivery"), ("Place", "Leeds")]


def _example() -> Mapping[str, Any]:
    listing = Listing(
        title="Service owner",
        organisation_name="Department for Example",
        places_text="Leeds",
        salary_text="£56,000 to £64,000",
        path="/roles/service-owner/",
        closes_at=datetime(2026, 11, 27, 23, 55, tzinfo=UTC),
    )
    return {
        "criteria": CRITERIA,
        "listings": [listing],
        "confirm_url": "https://hub.example/roles/alerts/confirm/…/",
        "manage_url": "https://hub.example/roles/alerts/manage/…/",
        "days": "30 days",
        "keep_url": "https://hub.example/roles/alerts/keep/…/",
    }


def _example_of_saved() -> Mapping[str, Any]:
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


NOTIFICATIONS = [
    NotificationKind(
        slug="roles.saved_role_closing",
        label="A role you saved closes soon",
        audience="People who saved the role and have not begun to apply",
        trigger="3 days before closing, once",
        title="A role you saved closes soon: {reference}",
        template="roles/search/mail/saved_role_closing.txt",
        example=_example_of_saved,
        choice="Remind me some days before a role I saved closes",
        stale_after=timedelta(days=2),
        extra=still_open,
    ),
    NotificationKind(
        slug="roles.alert_asked",
        label="Confirm your alert",
        audience="Whoever's address was given for an alert",
        trigger="An alert is asked for without signing in; once a day for an address",
        title="Confirm your alert for new roles",
        template="roles/search/mail/alert_asked.txt",
        example=_example,
        stale_after=timedelta(days=2),
        extra=to_confirm,
    ),
    NotificationKind(
        slug="roles.alert_found",
        label="New roles that match your alert",
        audience="People who confirmed an alert",
        trigger="New roles match; at once, each morning or on Monday morning, as they chose",
        title="New roles that match your alert",
        template="roles/search/mail/alert_found.txt",
        example=_example,
        stop_url=stop_url,
        extra=what_was_found,
    ),
    NotificationKind(
        slug="roles.alert_kept",
        label="Do you still want your alert?",
        audience="People who confirmed an alert long ago",
        trigger="12 months after it was confirmed or last kept (recruitment settings)",
        title="Do you still want your alert for new roles?",
        template="roles/search/mail/alert_kept.txt",
        example=_example,
        stop_url=stop_url,
        extra=to_keep,
    ),
]
