"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import hooks

from hub.audit import register_actions
from hub.calendars import CalendarSource
from hub.demo import DemoData
from hub.indicators import Indicator
from hub.navigation import NavigationItem
from hub.needs import NeedAnswer
from hub.notifications import NotificationKind
from hub.open_work import OpenWork
from hub.pre_election import WaitingKind
from hub.qualifications import QualificationKind
from hub.retention import RetentionPolicy
from hub.search import SearchSource
from hub.thread import ThreadPart
from hub.work import WorkQueue
from roles.adverts import log as adverts_log
from roles.adverts.search_sources import ADVERT_SEARCH
from roles.adverts.views.guard import (
    refuse_copy,
    refuse_delete,
    refuse_in_bulk,
    refuse_move,
    refuse_unpublish,
    refuse_unready,
    refuse_unready_in_bulk,
)
from roles.adverts.viewsets import AdvertPageViewSet
from roles.adverts.work import ADVERT_WORK
from roles.applications import log as applications_log
from roles.applications.work import APPLICATION_WORK
from roles.campaigns import log as campaigns_log
from roles.campaigns.assessors import ASSESSOR
from roles.campaigns.calendar_sources import CAMPAIGN_CALENDAR
from roles.campaigns.exception_work import EXCEPTION_WORK
from roles.campaigns.search_sources import CAMPAIGN_SEARCH
from roles.campaigns.services.held_back import WAITING_CAMPAIGNS
from roles.campaigns.work import CAMPAIGN_WORK
from roles.demo import RECRUITMENT_DEMO
from roles.indicators import RECRUITMENT_INDICATORS
from roles.navigation import RECRUITMENT_NAVIGATION
from roles.need_answers import RECRUITMENT_ANSWERS, RECRUITMENT_THREAD
from roles.notifications import RECRUITMENT_NOTIFICATIONS
from roles.retention import RECRUITMENT_RETENTION
from roles.search import log as search_log
from roles.selection import log as selection_log
from roles.selection.calendar_sources import SELECTION_CALENDAR
from roles.selection.complaint_work import COMPLAINT_WORK
from roles.selection.conflict_work import CONFLICT_WORK
from roles.selection.cut_work import CUT_WORK
from roles.selection.marking_work import MARKING_WORK
from roles.selection.merit_work import MERIT_WORK
from roles.selection.moderation_work import MODERATION_WORK
from roles.selection.offer_work import OFFER_WORK
from roles.selection.panel_work import PANEL_WORK
from roles.selection.redaction_work import REDACTION_WORK
from roles.selection.search_sources import SELECTION_SEARCH
from roles.selection.slot_work import SLOT_WORK
from roles.selection.work import SELECTION_WORK
from roles.support import log as support_log
from roles.support.calendar_sources import SUPPORT_CALENDAR
from roles.support.open_work import RECRUITMENT_OPEN_WORK
from roles.support.search_sources import SUPPORT_SEARCH
from roles.support.work import SUPPORT_WORK
from roles.viewsets import RecruitmentViewSetGroup

LOGS = (applications_log, selection_log, support_log, campaigns_log, adverts_log, search_log)

hooks.register("before_publish_page", refuse_unready)
hooks.register("before_bulk_action", refuse_unready_in_bulk)
hooks.register("before_bulk_action", refuse_in_bulk)
hooks.register("before_unpublish_page", refuse_unpublish)
hooks.register("before_move_page", refuse_move)
hooks.register("before_delete_page", refuse_delete)
hooks.register("before_copy_page", refuse_copy)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    register_actions(actions, *LOGS)


@hooks.register("register_hub_notifications")
def notifications() -> Iterable[NotificationKind]:
    return RECRUITMENT_NOTIFICATIONS


@hooks.register("register_hub_retention")
def retention() -> Iterable[RetentionPolicy]:
    return RECRUITMENT_RETENTION


@hooks.register("register_hub_indicators")
def indicators() -> Iterable[Indicator]:
    return RECRUITMENT_INDICATORS


@hooks.register("register_hub_need_answers")
def need_answers() -> Iterable[NeedAnswer]:
    return RECRUITMENT_ANSWERS


@hooks.register("register_hub_thread")
def thread() -> Iterable[ThreadPart]:
    return RECRUITMENT_THREAD


@hooks.register("register_hub_calendar")
def calendars() -> Iterable[CalendarSource]:
    return [*CAMPAIGN_CALENDAR, *SELECTION_CALENDAR, *SUPPORT_CALENDAR]


@hooks.register("register_hub_pre_election")
def waiting() -> Iterable[WaitingKind]:
    return [WAITING_CAMPAIGNS]


@hooks.register("register_hub_open_work")
def open_work() -> Iterable[OpenWork]:
    return RECRUITMENT_OPEN_WORK


@hooks.register("register_hub_search")
def search() -> Iterable[SearchSource]:
    return [*SUPPORT_SEARCH, *CAMPAIGN_SEARCH, *ADVERT_SEARCH, *SELECTION_SEARCH]


@hooks.register("register_hub_work")
def work() -> Iterable[WorkQueue]:
    return [
        *APPLICATION_WORK,
        *SUPPORT_WORK,
        *CAMPAIGN_WORK,
        *ADVERT_WORK,
        *SELECTION_WORK,
        *MODERATION_WORK,
        *MERIT_WORK,
        *PANEL_WORK,
        *CONFLICT_WORK,
        *COMPLAINT_WORK,
        *MARKING_WORK,
        *REDACTION_WORK,
        *CUT_WORK,
        *SLOT_WORK,
        *OFFER_WORK,
        *EXCEPTION_WORK,
    ]


@hooks.register("register_hub_navigation")
def navigation() -> Iterable[NavigationItem]:
    return RECRUITMENT_NAVIGATION


@hooks.register("register_admin_viewset")
def adverts_in_the_explorer() -> AdvertPageViewSet:
    return AdvertPageViewSet()


@hooks.register("register_admin_viewset")
def viewsets() -> RecruitmentViewSetGroup:
    return RecruitmentViewSetGroup()


@hooks.register("register_hub_qualifications")
def recruitment_qualifications() -> Iterable[QualificationKind]:
    return [ASSESSOR]


@hooks.register("register_hub_demo")
def demo() -> Iterable[DemoData]:
    return RECRUITMENT_DEMO
