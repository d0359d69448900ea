"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import hooks

from hub.demo import DemoData
from hub.indicators import Indicator
from hub.navigation import NavigationItem
from hub.needs import NeedAnswer
from hub.notifications import NotificationKind
from hub.retention import RetentionPolicy
from roles.advert_guard import refuse_copy, refuse_unready, refuse_unready_in_bulk
from roles.advert_question_log import QUESTION_LOG_ACTIONS
from roles.application_log import APPLICATION_LOG_ACTIONS
from roles.demo import RECRUITMENT_DEMO
from roles.indicators import RECRUITMENT_INDICATORS
from roles.navigation import RECRUITMENT_NAVIGATION
from roles.need_answers import RECRUITMENT_ANSWERS
from roles.notifications.advert_questions import QUESTION_NOTIFICATIONS
from roles.notifications.alerts import ALERT_NOTIFICATIONS
from roles.notifications.applications import APPLICATION_NOTIFICATIONS
from roles.notifications.follow_ups import FOLLOW_UP_NOTIFICATIONS
from roles.notifications.referrals import REFERRAL_NOTIFICATIONS
from roles.notifications.saving import SAVING_NOTIFICATIONS
from roles.notifications.support import SUPPORT_NOTIFICATIONS
from roles.retention import RECRUITMENT_RETENTION
from roles.support_log import SUPPORT_LOG_ACTIONS
from roles.viewsets import RecruitmentViewSetGroup

hooks.register("before_publish_page", refuse_unready)
hooks.register("before_bulk_action", refuse_unready_in_bulk)
hooks.register("before_copy_page", refuse_copy)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    happened = {slug: message for slug, (_, message) in APPLICATION_LOG_ACTIONS.items()}
    for slug, message in {**happened, **SUPPORT_LOG_ACTIONS, **QUESTION_LOG_ACTIONS}.items():
        # Timelines show the label, so both say what happened.
        actions.register_action(slug, message, message)


@hooks.register("register_hub_notifications")
def notifications() -> Iterable[NotificationKind]:
    return [
        *APPLICATION_NOTIFICATIONS,
        *SUPPORT_NOTIFICATIONS,
        *REFERRAL_NOTIFICATIONS,
        *FOLLOW_UP_NOTIFICATIONS,
        *QUESTION_NOTIFICATIONS,
        *SAVING_NOTIFICATIONS,
        *ALERT_NOTIFICATIONS,
    ]


@hooks.register("register_hub_retention")
def retention() -> Iterable[RetentionPolicy]:
    return RECRUITMENT_RETENTION


@hooks.register("register_hub_indicators")
def indicators() -> Iterable[Indicator]:
    return RECRUITMENT_INDICATORS


@hooks.register("register_hub_need_answers")
def need_answers() -> Iterable[NeedAnswer]:
    return RECRUITMENT_ANSWERS


@hooks.register("register_hub_navigation")
def navigation() -> Iterable[NavigationItem]:
    return RECRUITMENT_NAVIGATION


@hooks.register("register_admin_viewset")
def viewsets() -> RecruitmentViewSetGroup:
    return RecruitmentViewSetGroup()


@hooks.register("register_hub_demo")
def demo() -> Iterable[DemoData]:
    return RECRUITMENT_DEMO
