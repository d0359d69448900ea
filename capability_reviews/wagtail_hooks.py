"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import hooks

from capability_reviews.actions import log as actions_log
from capability_reviews.demo import CAPABILITY_DEMO
from capability_reviews.indicators import CAPABILITY_INDICATORS
from capability_reviews.leadership import log as leadership_log
from capability_reviews.navigation import CAPABILITY_NAVIGATION
from capability_reviews.need_answers import CAPABILITY_ANSWERS, CAPABILITY_THREAD
from capability_reviews.notifications import CAPABILITY_NOTIFICATIONS
from capability_reviews.org_design import log as org_design_log
from capability_reviews.org_design.open_work import ORG_DESIGN_OPEN_WORK
from capability_reviews.receivers import refuse_before_election, refuse_before_election_in_bulk
from capability_reviews.retention import CAPABILITY_RETENTION
from capability_reviews.reviews import log as reviews_log
from capability_reviews.reviews.open_work import REVIEW_OPEN_WORK
from capability_reviews.search_sources import CAPABILITY_SEARCH
from capability_reviews.viewsets import CapabilityGroup
from capability_reviews.work import CAPABILITY_WORK
from hub.audit import register_actions
from hub.demo import DemoData
from hub.indicators import Indicator
from hub.navigation import NavigationItem
from hub.needs import NeedAnswer
from hub.notifications import NotificationKind
from hub.open_work import OpenWork
from hub.retention import RetentionPolicy
from hub.search import SearchSource
from hub.thread import ThreadPart
from hub.work import WorkQueue

hooks.register("before_publish_page", refuse_before_election)
hooks.register("before_bulk_action", refuse_before_election_in_bulk)

LOGS = (reviews_log, org_design_log, leadership_log, actions_log)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    register_actions(actions, *LOGS)


@hooks.register("register_admin_viewset")
def capability_group() -> CapabilityGroup:
    return CapabilityGroup()


@hooks.register("register_hub_indicators")
def capability_indicators() -> Iterable[Indicator]:
    return CAPABILITY_INDICATORS


@hooks.register("register_hub_notifications")
def capability_notifications() -> Iterable[NotificationKind]:
    return CAPABILITY_NOTIFICATIONS


@hooks.register("register_hub_retention")
def capability_retention() -> Iterable[RetentionPolicy]:
    return CAPABILITY_RETENTION


@hooks.register("register_hub_need_answers")
def capability_answers() -> Iterable[NeedAnswer]:
    return CAPABILITY_ANSWERS


@hooks.register("register_hub_thread")
def capability_thread() -> Iterable[ThreadPart]:
    return CAPABILITY_THREAD


@hooks.register("register_hub_open_work")
def capability_open_work() -> Iterable[OpenWork]:
    return (*REVIEW_OPEN_WORK, *ORG_DESIGN_OPEN_WORK)


@hooks.register("register_hub_search")
def search() -> Iterable[SearchSource]:
    return CAPABILITY_SEARCH


@hooks.register("register_hub_work")
def capability_work() -> Iterable[WorkQueue]:
    return CAPABILITY_WORK


@hooks.register("register_hub_navigation")
def capability_navigation() -> Iterable[NavigationItem]:
    return CAPABILITY_NAVIGATION


@hooks.register("register_hub_demo")
def capability_demo() -> Iterable[DemoData]:
    return CAPABILITY_DEMO
