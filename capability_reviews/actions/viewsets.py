"""Wagtail admin listings of teams and training plans: to read, filter and export."""

from __future__ import annotations

from typing import ClassVar

from capability_reviews.models import TeamBuild, TrainingPlan
from hub.record_viewset import RecordViewSet


class TeamViewSet(RecordViewSet):
    """Digital teams of departments."""

    model = TeamBuild
    icon = "group"
    menu_label = "Teams"
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = [
        "organisation",
        "kind",
        "functions",
        "description",
        "state",
        "planned_at",
        "in_progress_at",
        "established_at",
    ]
    list_display = ["organisation", "kind", "state", "planned_at", "established_at"]
    list_filter = ["kind", "state", "organisation"]
    list_export = ["organisation", "kind", "state", "functions", "planned_at", "established_at"]
    form_fields = ["description"]


class TrainingPlanViewSet(RecordViewSet):
    """Departments' training plans."""

    model = TrainingPlan
    icon = "clipboard-list"
    menu_label = "Training plans"
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = [
        "organisation",
        "description",
        "state",
        "planned_at",
        "running_at",
        "done_at",
    ]
    list_display = ["organisation", "state", "planned_at", "running_at"]
    list_filter = ["state", "organisation"]
    list_export = ["organisation", "state", "description", "planned_at", "running_at"]
    form_fields = ["description"]
