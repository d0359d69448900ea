"""Wagtail admin listing of cohorts."""

from __future__ import annotations

from typing import ClassVar

from training.models import Cohort
from training.record_viewset import RecordViewSet


class CohortViewSet(RecordViewSet):
    name = "training_cohort"
    model = Cohort
    icon = "group"
    menu_label = "Cohorts"
    inspect_view_fields: ClassVar[list[str]] = [
        "slug",
        "release",
        "name",
        "capacity",
        "places_taken",
        "starts_on",
        "ends_on",
        "location",
        "state",
        "cancellation_reason",
        "opened_at",
        "confirmed_at",
        "running_at",
        "completed_at",
        "cancelled_at",
    ]
    list_display = ("name", "release", "starts_on", "state", "places_taken", "capacity")
    list_select_related: ClassVar[list[str]] = ["release__programme"]
    list_filter = ("state", "starts_on")
    list_export = (
        "slug",
        "name",
        "release",
        "starts_on",
        "ends_on",
        "location",
        "state",
        "places_taken",
        "capacity",
    )
