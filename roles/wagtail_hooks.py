"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import hooks

from hub.indicators import Indicator
from hub.notifications import NotificationKind
from hub.retention import RetentionPolicy
from roles.application_log import APPLICATION_LOG_ACTIONS
from roles.indicators import RECRUITMENT_INDICATORS
from roles.notifications.applications import APPLICATION_NOTIFICATIONS
from roles.notifications.support import SUPPORT_NOTIFICATIONS
from roles.retention import RECRUITMENT_RETENTION
from roles.support_log import SUPPORT_LOG_ACTIONS


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for slug, (label, message) in {**APPLICATION_LOG_ACTIONS, **SUPPORT_LOG_ACTIONS}.items():
        actions.register_action(slug, label, message)


@hooks.register("register_hub_notifications")
def notifications() -> Iterable[NotificationKind]:
    return [*APPLICATION_NOTIFICATIONS, *SUPPORT_NOTIFICATIONS]


@hooks.register("register_hub_retention")
def retention() -> Iterable[RetentionPolicy]:
    return RECRUITMENT_RETENTION


@hooks.register("register_hub_indicators")
def indicators() -> Iterable[Indicator]:
    return RECRUITMENT_INDICATORS
