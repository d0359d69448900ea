"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import hooks

from capability_reviews.demo import CAPABILITY_DEMO
from capability_reviews.indicators import CAPABILITY_INDICATORS
from capability_reviews.navigation import CAPABILITY_NAVIGATION
from capability_reviews.need_answers import CAPABILITY_ANSWERS
from capability_reviews.notifications import CAPABILITY_NOTIFICATIONS
from capability_reviews.retention import CAPABILITY_RETENTION
from capability_reviews.viewsets import CapabilityGroup
from hub.demo import DemoData
from hub.indicators import Indicator
from hub.navigation import NavigationItem
from hub.needs import NeedAnswer
from hub.notifications import NotificationKind
from hub.retention import RetentionPolicy

# What happened, in the words of a timeline.
LOG_ACTIONS = {
    "capability_reviews.review_planned": "Review planned",
    "capability_reviews.scoping_started": "Scoping started",
    "capability_reviews.scope_set": "Scope set",
    "capability_reviews.self_assessment_started": "Self-assessment started",
    "capability_reviews.evidence_gathered": "Evidence is being gathered",
    "capability_reviews.challenge_started": "Challenge started",
    "capability_reviews.draft_written": "Draft is being written",
    "capability_reviews.factual_check_asked": "Sent for factual check",
    "capability_reviews.review_agreed": "Review agreed and signed",
    "capability_reviews.review_published": "Review published",
    "capability_reviews.follow_up_started": "Follow-up started",
    "capability_reviews.review_closed": "Review closed",
    "capability_reviews.theme_rated": "Theme rated",
    "capability_reviews.theme_rated_again": "Theme rated again",
    "capability_reviews.finding_recorded": "Finding recorded",
    "capability_reviews.need_raised": "Need raised from a finding",
    "capability_reviews.advice_requested": "Advice on organisation design requested",
    "capability_reviews.engagement_scoping_started": "Scoping of the advice started",
    "capability_reviews.terms_agreed": "Terms of the advice agreed",
    "capability_reviews.current_state_described": "Current state described",
    "capability_reviews.options_set_out": "Options set out",
    "capability_reviews.design_recommended": "Recommendation made",
    "capability_reviews.advice_given": "Advice given",
    "capability_reviews.advice_accepted": "Advice accepted",
    "capability_reviews.advice_part_accepted": "Advice accepted in part",
    "capability_reviews.advice_declined": "Advice not accepted",
    "capability_reviews.implementing_started": "Implementing started",
    "capability_reviews.design_implemented": "New structure implemented",
    "capability_reviews.design_reviewed": "New structure reviewed",
    "capability_reviews.engagement_paused": "Engagement paused",
    "capability_reviews.engagement_withdrawn": "Engagement withdrawn",
    "capability_reviews.meeting_logged": "Advice meeting logged",
    "capability_reviews.digital_leader_appointed": "Digital Leader appointed",
    "capability_reviews.team_planned": "Digital team planned",
    "capability_reviews.team_started": "Digital team in progress",
    "capability_reviews.team_established": "Digital team established",
    "capability_reviews.training_planned": "Digital skills training planned",
    "capability_reviews.training_started": "Digital skills training begun",
    "capability_reviews.training_finished": "Digital skills training finished",
}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for slug, message in LOG_ACTIONS.items():
        actions.register_action(slug, message, message)


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


@hooks.register("register_hub_navigation")
def capability_navigation() -> Iterable[NavigationItem]:
    return CAPABILITY_NAVIGATION


@hooks.register("register_hub_demo")
def capability_demo() -> Iterable[DemoData]:
    return CAPABILITY_DEMO
