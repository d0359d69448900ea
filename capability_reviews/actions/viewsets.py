"""Wagtail admin listings of teams and training plans: to read, filter and export."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSet

from capability_reviews.models import TeamBuild, TrainingPlan
from hub.admin_listings import RecordInspectView


class TeamViewSet(ModelViewSet):
    """Digital teams of departments."""

    model = TeamBuild
    icon = "group"
    menu_label = "Teams"
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    list_display = ["organisation", "kind", "state", "planned_at", "established_at"]
    list_filter = ["kind", "state", "organisation"]
    list_export = ["organisation", "kind", "state", "functions", "planned_at", "established_at"]
    form_fields = ["description"]


class TrainingPlanViewSet(ModelViewSet):
    """Departments' training plans."""

    model = TrainingPlan
    icon = "clipboard-list"
    menu_label = "Training plans"
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    list_display = ["organisation", "state", "planned_at", "running_at"]
    list_filter = ["state", "organisation"]
    list_export = ["organisation", "state", "description", "planned_at", "running_at"]
    form_fields = ["description"]
