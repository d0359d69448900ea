"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from wagtail import hooks

from hub.demo import DemoData
from hub.indicators import Indicator
from hub.navigation import Door, NavigationItem
from hub.needs import NeedAnswer
from hub.notifications import NotificationKind
from hub.retention import RetentionPolicy
from hub.search import SearchSource
from hub.work import WorkQueue
from mentoring import demo
from mentoring.indicators import MENTORING_INDICATORS
from mentoring.notifications import MENTORING_NOTIFICATIONS
from mentoring.retention import MENTORING_POLICIES
from mentoring.search_sources import MENTORING_SEARCH
from mentoring.viewsets import PairingViewSet
from mentoring.work import MENTORING_WORK


@hooks.register("register_hub_indicators")
def indicators() -> Iterable[Indicator]:
    return MENTORING_INDICATORS


@hooks.register("register_hub_notifications")
def notifications() -> Iterable[NotificationKind]:
    return MENTORING_NOTIFICATIONS


@hooks.register("register_hub_retention")
def retention() -> Iterable[RetentionPolicy]:
    return MENTORING_POLICIES


@hooks.register("register_hub_need_answers")
def need_answers() -> Iterable[NeedAnswer]:
    return [
        NeedAnswer(
            slug="mentoring.pairing",
            label="Offer a mentor",
            description="Somebody experienced helps the person you already have.",
            start_url=lambda need: reverse("mentoring:offer", args=[need.reference]),
            may_start=lambda user, need: user.has_perm("mentoring.offer_pairing", need),
        )
    ]


@hooks.register("register_hub_navigation")
def navigation() -> Iterable[NavigationItem]:
    return [
        NavigationItem(
            slug="mentoring.pairings",
            label="Mentoring",
            url_name="mentoring:pairing_list",
            order=95,
            permission="mentoring.view_own_pairings",
            door=Door(
                title="Learn from somebody who has done it",
                text="Find a mentor for somebody who is new to a digital role.",
                audience="Departments",
            ),
        )
    ]


@hooks.register("register_hub_work")
def work() -> Iterable[WorkQueue]:
    return MENTORING_WORK


@hooks.register("register_hub_search")
def search() -> Iterable[SearchSource]:
    return MENTORING_SEARCH


@hooks.register("register_hub_demo")
def demonstration() -> Iterable[DemoData]:
    return [
        DemoData(
            slug="mentoring.pairings",
            label="a mentor at DWP",
            order=50,
            load=demo.load,
            clear=demo.clear,
        )
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action("mentoring.pairing_offered", "Offer a mentor", "Mentor offered")
    actions.register_action("mentoring.pairing_accepted", "Accept a mentor", "Mentor accepted")


@hooks.register("register_admin_viewset")
def pairings() -> PairingViewSet:
    return PairingViewSet("pairings")
