"""Wagtail admin listings of capability: to read, filter and export."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from capability_reviews.models import (
    CapabilityReview,
    DigitalLeaderAppointment,
    OrgDesignEngagement,
    TeamBuild,
    TrainingPlan,
)


class ReviewViewSet(ModelViewSet):
    """Capability reviews."""

    model = CapabilityReview
    icon = "tasks"
    menu_label = "Reviews"
    inspect_view_enabled = True
    list_display = ["reference", "organisation", "state", "planned_at", "agreed_at"]
    list_filter = ["state", "organisation"]
    list_export = ["reference", "organisation", "state", "planned_at", "agreed_at", "published_at"]
    form_fields = ["summary"]


class EngagementViewSet(ModelViewSet):
    """Organisation design engagements."""

    model = OrgDesignEngagement
    icon = "help"
    menu_label = "Organisation design"
    inspect_view_enabled = True
    list_display = ["reference", "organisation", "state", "requested_at", "advice_given_at"]
    list_filter = ["state", "organisation"]
    list_export = ["reference", "organisation", "state", "requested_at", "advice_given_at"]
    form_fields = ["question"]


class DigitalLeaderViewSet(ModelViewSet):
    """Digital Leaders."""

    model = DigitalLeaderAppointment
    icon = "user"
    menu_label = "Digital Leaders"
    inspect_view_enabled = True
    list_display = ["organisation", "post_title", "is_on_board", "started_on", "ended_on"]
    list_filter = ["organisation"]
    list_export = ["organisation", "post_title", "is_on_board", "started_on", "ended_on"]
    form_fields = ["post_title"]


class TeamViewSet(ModelViewSet):
    """Digital teams of departments."""

    model = TeamBuild
    icon = "group"
    menu_label = "Teams"
    inspect_view_enabled = True
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
    list_display = ["organisation", "state", "planned_at", "running_at"]
    list_filter = ["state", "organisation"]
    list_export = ["organisation", "state", "description", "planned_at", "running_at"]
    form_fields = ["description"]


class CapabilityGroup(ModelViewSetGroup):
    """Capability in the Wagtail admin."""

    menu_label = "Capability"
    menu_icon = "tasks"
    menu_order = 240
    items = (
        ReviewViewSet,
        EngagementViewSet,
        DigitalLeaderViewSet,
        TeamViewSet,
        TrainingPlanViewSet,
    )
