"""The plugin's registrations with Wagtail and with the hub's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from hub.demo import DemoData
from hub.indicators import Indicator
from hub.notifications import NotificationKind
from hub.retention import RetentionPolicy
from training.demo import TRAINING_DEMO
from training.indicators import TRAINING_INDICATORS
from training.notifications import TRAINING_NOTIFICATIONS
from training.retention import TRAINING_RETENTION
from training.viewsets import TrainingGroup, VideoViewSet

register_snippet(VideoViewSet)

LOG_ACTIONS = {
    "training.programme_created": ("Begin a programme", "Programme begun"),
    "training.phase_entered": ("Enter a phase", "Programme entered a phase"),
    "training.release_planned": ("Plan a release", "Release planned"),
    "training.release_started": ("Start a release", "Release started"),
    "training.release_finished": ("Finish a release", "Release finished"),
    "training.lessons_recorded": ("Record lessons", "Lessons recorded"),
    "training.cohort_planned": ("Plan a cohort", "Cohort planned"),
    "training.cohort_opened": ("Open a cohort", "Cohort opened for nominations"),
    "training.cohort_filled": ("Fill a cohort", "Last place in the cohort taken"),
    "training.cohort_reopened": ("Reopen a cohort", "A place in the cohort is free again"),
    "training.cohort_confirmed": ("Confirm a cohort", "Cohort confirmed"),
    "training.cohort_started": ("Start a cohort", "Cohort started"),
    "training.cohort_completed": ("Complete a cohort", "Cohort completed"),
    "training.cohort_cancelled": ("Cancel a cohort", "Cohort cancelled"),
    "training.place_requested": ("Ask for a place", "Put on the waiting list"),
    "training.place_offered": ("Offer a place", "Induction place offered"),
    "training.place_accepted": ("Accept a place", "Induction place accepted"),
    "training.place_declined": ("Decline a place", "Induction place declined"),
    "training.place_expired": ("End an offer", "Offer of an induction place ended"),
    "training.place_confirmed": ("Confirm a place", "Induction place confirmed"),
    "training.place_attended": ("Attend", "Came to the first session"),
    "training.place_completed": ("Complete a place", "Induction completed"),
    "training.place_left_incomplete": ("End a place", "Induction not completed"),
    "training.place_missed": ("Miss a place", "Did not attend the induction"),
    "training.place_withdrawn": ("Withdraw a place", "Induction place withdrawn"),
    "training.place_returned": ("Return to the list", "Back on the waiting list"),
    "training.place_erased": ("Erase a place", "Person removed from a place"),
    "training.attendance_recorded": ("Record attendance", "Attendance recorded"),
    "training.attendance_corrected": ("Correct attendance", "Attendance corrected"),
    "training.video_published": ("Publish a video", "Video published"),
    "training.video_unpublished": ("Unpublish a video", "Video taken away"),
}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    for slug, (label, message) in LOG_ACTIONS.items():
        actions.register_action(slug, label, message)


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


@hooks.register("register_hub_demo")
def training_demo() -> Iterable[DemoData]:
    return TRAINING_DEMO
