"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from hub.audit import register_actions
from hub.calendars import CalendarSource
from hub.demo import DemoData
from hub.indicators import Indicator
from hub.navigation import NavigationItem
from hub.notifications import NotificationKind
from hub.open_work import OpenWork
from hub.retention import RetentionPolicy
from hub.search import SearchSource
from hub.thread import ThreadPart
from hub.work import WorkQueue
from training.calendar_sources import TRAINING_CALENDAR
from training.cohorts import log as cohorts_log
from training.delivery import log as delivery_log
from training.demo import TRAINING_DEMO
from training.indicators import TRAINING_INDICATORS
from training.navigation import TRAINING_NAVIGATION
from training.need_answers import TRAINING_THREAD
from training.notifications import TRAINING_NOTIFICATIONS
from training.places import log as places_log
from training.places.open_work import TRAINING_OPEN_WORK
from training.programmes import log as programmes_log
from training.resources import log as resources_log
from training.resources.viewsets import VideoViewSet
from training.retention import TRAINING_RETENTION
from training.search_sources import TRAINING_SEARCH
from training.viewsets import TrainingGroup
from training.work import TRAINING_WORK

register_snippet(VideoViewSet)

LOGS = (programmes_log, cohorts_log, places_log, delivery_log, resources_log)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    register_actions(actions, *LOGS)


@hooks.register("register_admin_viewset")
def training_group() -> TrainingGroup:
    return TrainingGroup()


@hooks.register("register_hub_indicators")
def training_indicators() -> Iterable[Indicator]:
    return TRAINING_INDICATORS


@hooks.register("register_hub_notifications")
def training_notifications() -> Iterable[NotificationKind]:
    return TRAINING_NOTIFICATIONS


@hooks.register("register_hub_retention")
def training_retention() -> Iterable[RetentionPolicy]:
    return TRAINING_RETENTION


@hooks.register("register_hub_thread")
def training_thread() -> Iterable[ThreadPart]:
    return TRAINING_THREAD


@hooks.register("register_hub_calendar")
def training_calendar() -> Iterable[CalendarSource]:
    return TRAINING_CALENDAR


@hooks.register("register_hub_open_work")
def training_open_work() -> Iterable[OpenWork]:
    return TRAINING_OPEN_WORK


@hooks.register("register_hub_search")
def search() -> Iterable[SearchSource]:
    return TRAINING_SEARCH


@hooks.register("register_hub_work")
def training_work() -> Iterable[WorkQueue]:
    return TRAINING_WORK


@hooks.register("register_hub_navigation")
def training_navigation() -> Iterable[NavigationItem]:
    return TRAINING_NAVIGATION


@hooks.register("register_hub_demo")
def training_demo() -> Iterable[DemoData]:
    return TRAINING_DEMO
