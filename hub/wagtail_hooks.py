"""The hub's registrations with Wagtail and with its own extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.images.wagtail_hooks import ImagesSummaryItem
from wagtail.log_actions import LogFormatter
from wagtail.models import ModelLogEntry

from hub.accounts.notifications import ACCOUNT_NOTIFICATIONS
from hub.accounts.retention import ACCOUNT_POLICIES
from hub.demo import DemoData, people, records
from hub.indicators import Indicator
from hub.indicators.exemplars import HUB_INDICATORS
from hub.log_actions import LOG_ACTIONS, POLICY_ACTIONS
from hub.models import LogEntry
from hub.navigation import Door, NavigationItem
from hub.notifications import NotificationKind
from hub.page_report import PAGE_REPORT_URLS, page_report_item
from hub.pages_seen import seen_panels, without_kept
from hub.policy_admin import change_by_service
from hub.policy_mail import POLICY_NOTIFICATIONS
from hub.pre_election_mail import PRE_ELECTION_NOTIFICATIONS
from hub.public_documents import keep_private
from hub.qualification_mail import QUALIFICATION_NOTIFICATIONS
from hub.retention import RetentionPolicy
from hub.rights_in_bulk import GiveGroupAction, KeepAccountsAction, SwitchOffAction
from hub.search import SearchSource
from hub.search.own import HUB_SEARCH
from hub.second_person import SECOND_PERSON_NOTIFICATIONS
from hub.stand_in_mail import STAND_IN_NOTIFICATIONS
from hub.switches import SwitchedOffPanel
from hub.uploads.notifications import UPLOAD_NOTIFICATIONS
from hub.uploads.retention import UPLOAD_POLICIES
from hub.views import catalogue
from hub.views.failed_emails import failed_emails
from hub.views.message_log import arrived
from hub.views.standing_pages import keep_before, keep_standing_pages
from hub.viewsets import DirectoryGroup, OperationsGroup, StaffMenuItem
from hub.work import WorkQueue
from hub.work.counts import known_count
from hub.work.drafts import PAGE_WORK
from hub.work.morning import WORK_NOTIFICATIONS
from hub.work.own import HUB_WORK
from hub.work.panel import WorkPanel


class DetailFormatter(LogFormatter):
    """The history says what changed, from what and to what."""

    def format_message(self, log_entry: Any) -> str:
        return f"{self.message}. {log_entry.data.get('detail', '')}"


HUB_NAVIGATION = (
    NavigationItem(
        slug="hub.work",
        label="To do",
        url_name="work",
        order=5,
        rank=0,
        permission="hub.view_work",
        private=("/search/", "/work/"),
        count=known_count,
    ),
    NavigationItem(
        slug="hub.calendar",
        label="Calendar",
        url_name="calendar",
        order=6,
        rank=20,
        permission="hub.view_work",
        private=("/calendar/",),
    ),
    NavigationItem(
        slug="hub.needs",
        label="Needs",
        url_name="need_list",
        order=40,
        rank=1,
        permission="hub.view_need",
        door=Door(
            title="Ask for help to fill a post",
            text="Raise a need, ask for support, and follow it until somebody is in post.",
            audience="Departments",
            permission="hub.add_need",
        ),
        private=("/needs/", "/account/", "/accounts/"),
    ),
    NavigationItem(
        slug="hub.monitoring",
        label="How we are doing",
        url_name="monitoring",
        order=100,
        rank=6,
        door=Door(
            title="How we are doing",
            text="Figures for each quarter, for everyone to see.",
            audience="Everyone",
        ),
    ),
    NavigationItem(
        slug="hub.services",
        label="Services",
        url_name="service_list",
        order=110,
        rank=11,
        permission="hub.view_services",
    ),
    NavigationItem(
        slug="hub.pre_election",
        label="Pre-election periods: what has to wait before an election",
        url_name="pre_election_list",
        order=280,
        permission="hub.view_preelectionperiod",
        shown="account",
    ),
    NavigationItem(
        slug="hub.stand_ins",
        label="When you are away: who stands in for you",
        url_name="stand_in_list",
        order=285,
        permission="hub.arrange_stand_in",
        shown="account",
    ),
    NavigationItem(
        slug="hub.qualifications",
        label="Qualifications, such as the assessor’s certificate",
        url_name="qualification_list",
        order=287,
        permission="hub.view_qualification",
        shown="account",
    ),
    NavigationItem(
        slug="hub.roles",
        label="Who can do what for your organisation",
        url_name="role_list",
        order=290,
        permission="hub.add_membership",
        shown="account",
    ),
    NavigationItem(
        slug="hub.admin",
        label="Admin: pages, lists and settings",
        url_name="wagtailadmin_home",
        order=300,
        permission="wagtailadmin.access_admin",
        shown="account",
    ),
)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for slug, (label, message) in LOG_ACTIONS.items():
        actions.register_action(slug, label, message)
    for slug, (label, message) in POLICY_ACTIONS.items():
        says = {"label": label, "message": message}
        actions.register_action(slug)(type("PolicyFormatter", (DetailFormatter,), says))


@hooks.register("register_log_actions", order=1)
def entries_as_their_reader_may_see_them(actions: Any) -> None:
    """After Wagtail has named its own model of the same table."""
    actions.register_model(models.Model, LogEntry)
    actions.log_entry_models.discard(ModelLogEntry)


@hooks.register("register_hub_indicators")
def hub_indicators() -> Iterable[Indicator]:
    return HUB_INDICATORS


@hooks.register("register_hub_navigation")
def hub_navigation() -> Iterable[NavigationItem]:
    return HUB_NAVIGATION


@hooks.register("register_hub_search")
def hub_search() -> Iterable[SearchSource]:
    return HUB_SEARCH


@hooks.register("register_hub_work")
def hub_work() -> Iterable[WorkQueue]:
    return [*HUB_WORK, *PAGE_WORK]


@hooks.register("register_hub_demo")
def hub_demo() -> Iterable[DemoData]:
    return [
        DemoData(
            slug="hub.directory",
            label="organisations, services and people",
            order=0,
            load=records.load,
            clear=records.clear,
            personas=people.PERSONAS,
        ),
        DemoData(
            slug="hub.first_quarter",
            label="closed quarters, and emails that failed",
            order=1000,
            load=records.close_quarters,
            clear=records.reopen_quarters,
        ),
    ]


# Before the plugins' own, which ask about the pages below.
for deed in ("unpublish", "move", "delete"):
    hooks.register(f"before_{deed}_page", keep_before(deed), order=-1)
hooks.register("before_serve_document", keep_private)
hooks.register("before_bulk_action", keep_standing_pages, order=-1)


@hooks.register("register_hub_notifications")
def hub_notifications() -> Iterable[NotificationKind]:
    return [
        *ACCOUNT_NOTIFICATIONS,
        *POLICY_NOTIFICATIONS,
        *SECOND_PERSON_NOTIFICATIONS,
        *STAND_IN_NOTIFICATIONS,
        *PRE_ELECTION_NOTIFICATIONS,
        *QUALIFICATION_NOTIFICATIONS,
        *UPLOAD_NOTIFICATIONS,
        *WORK_NOTIFICATIONS,
    ]


@hooks.register("register_hub_retention")
def hub_retention() -> Iterable[RetentionPolicy]:
    return [*ACCOUNT_POLICIES, *UPLOAD_POLICIES]


# After Wagtail's own, in whose place it stands.
hooks.register("register_bulk_action", GiveGroupAction, order=1)
hooks.register("register_bulk_action", SwitchOffAction, order=1)
hooks.register("register_bulk_action", KeepAccountsAction, order=1)


@hooks.register("register_admin_viewset")
def directory() -> DirectoryGroup:
    return DirectoryGroup()


@hooks.register("register_admin_viewset")
def operations() -> OperationsGroup:
    return OperationsGroup()


@hooks.register("insert_global_admin_js")
def hide_restored_pages() -> str:
    """Pages of the admin, too, are not shown from a browser's memory after signing out."""
    return format_html('<script type="module" src="{}"></script>', static("hub/private.js"))


@hooks.register("construct_main_menu")
def without_images(request: Any, menu_items: list[Any]) -> None:
    """No page shows an image, so there is no place to keep any and nothing that serves them."""
    menu_items[:] = [item for item in menu_items if item.name != "images"]


@hooks.register("construct_search")
def without_search_of_images(request: Any, search_areas: list[Any]) -> None:
    search_areas[:] = [area for area in search_areas if area.name != "images"]


hooks.register("before_edit_setting", change_by_service)
hooks.register("register_admin_urls", lambda: PAGE_REPORT_URLS)
hooks.register("register_reports_menu_item", page_report_item)


@hooks.register("construct_homepage_panels")
def what_one_may_find(request: Any, panels: list[Any]) -> None:
    panels[:] = seen_panels(panels)


@hooks.register("construct_page_chooser_queryset")
def pages_to_choose(pages: Any, request: Any) -> Any:
    return without_kept(pages, request.user)


@hooks.register("construct_homepage_panels")
def what_is_switched_off(request: Any, panels: list[Any]) -> None:
    panels.append(SwitchedOffPanel())


@hooks.register("construct_homepage_panels")
def what_waits(request: Any, panels: list[Any]) -> None:
    panels.append(WorkPanel())


@hooks.register("construct_homepage_summary_items")
def without_number_of_images(request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if not isinstance(item, ImagesSummaryItem)]


@hooks.register("register_admin_urls")
def message_urls() -> list[Any]:
    return [
        path("messages/", catalogue.catalogue, name="message_catalogue"),
        path("messages/kinds/<str:slug>/", catalogue.preview, name="message_preview"),
        path(
            "messages/kinds/<str:slug>/html/", catalogue.preview_html, name="message_preview_html"
        ),
        path("messages/failed/", failed_emails, name="message_failed"),
        path("messages/arrived/", arrived, name="message_arrived"),
        path("messages/<uuid:pk>/retry/", catalogue.retry, name="message_retry"),
    ]


@hooks.register("register_admin_menu_item")
def message_menu() -> MenuItem:
    return StaffMenuItem("Emails", reverse("message_catalogue"), icon_name="mail", order=890)
