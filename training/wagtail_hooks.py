"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from hub.demo import DemoData
from hub.indicators import Indicator
from hub.navigation import NavigationItem
from hub.notifications import NotificationKind
from hub.retention import RetentionPolicy
from training.demo import TRAINING_DEMO
from training.indicators import TRAINING_INDICATORS
from training.navigation import TRAINING_NAVIGATION
from training.places.notifications import TRAINING_NOTIFICATIONS
from training.places.retention import TRAINING_RETENTION
from training.viewsets import TrainingGroup, VideoViewSet

register_snippet(VideoViewSet)

# What happened, in the words of a timeline.
LOG_ACTIONS = {
    "training.programme_created": "Programme begun",
    "training.phase_entered": "Programme entered a phase",
    "training.release_planned": "Release planned",
    "training.release_started": "Release started",
    "training.release_finished": "Release finished",
    "training.lessons_recorded": "Lessons recorded",
    "training.cohort_planned": "Cohort planned",
    "training.cohort_opened": "Cohort opened for nominations",
    "training.cohort_filled": "Last place in the cohort taken",
    "training.cohort_reopened": "A place in the cohort is free again",
    "training.cohort_confirmed": "Cohort confirmed",
    "training.cohort_started": "Cohort started",
    "training.cohort_completed": "Cohort completed",
    "training.cohort_cancelled": "Cohort cancelled",
    "training.place_requested": "Put on the waiting list",
    "training.place_offered": "Induction place offered",
    "training.place_accepted": "Induction place accepted",
    "training.place_declined": "Induction place declined",
    "training.place_expired": "Offer of an induction place ended",
    "training.place_confirmed": "Induction place confirmed",
    "training.place_attended": "Came to the first session",
    "training.place_completed": "Induction completed",
    "training.place_left_incomplete": "Induction not completed",
    "training.place_missed": "Did not attend the induction",
    "training.place_withdrawn": "Induction place withdrawn",
    "training.place_returned": "Back on the waiting list",
    "training.place_erased": "Person removed from a place",
    "training.attendance_recorded": "Attendance recorded",
    "training.attendance_corrected": "Attendance corrected",
    "training.video_published": "Video published",
    "training.video_unpublished": "Video taken away",
}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for slug, message in LOG_ACTIONS.items():
        actions.register_action(slug, message, message)


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


@hooks.register("register_hub_navigation")
def training_navigation() -> Iterable[NavigationItem]:
    return TRAINING_NAVIGATION


@hooks.register("register_hub_demo")
def training_demo() -> Iterable[DemoData]:
    return TRAINING_DEMO
