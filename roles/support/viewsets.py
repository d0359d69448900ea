"""Wagtail admin listings of requests, the hub's work and its experts."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from hub.admin_listings import DayColumn
from hub.numbers import plain
from roles.campaigns.assessors import ASSESSOR
from roles.models import Expert, SupportActivity, SupportRequest
from roles.record_viewset import RecordViewSet


class SupportRequestFilterSet(WagtailFilterSet):
    """Requests by state, kind and organisation."""

    class Meta:
        model = SupportRequest
        fields = ["state", "kinds__kind", "urgency", "organisation", "grade"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kinds__kind"].label = "Help asked for"


class SupportRequestViewSet(RecordViewSet):
    """Support requests."""

    model = SupportRequest
    icon = "help"
    menu_label = "Support requests"
    url_namespace = "roles_support_requests"
    inspect_view_fields: ClassVar[list[str]] = [
        "reference",
        "state",
        "organisation",
        "need",
        "role",
        "level",
        "grade",
        "service",
        "posts_wanted",
        "needed_by",
        "reason",
        "requested_urgency",
        "urgency",
        "urgency_reason",
        "adviser",
        "requester",
        "follow_up_on",
        "triage_due_on",
        "answer",
        "sift_help_declined_at",
        "sift_help_declined_because",
        "reserve_matches",
        "submitted_at",
        "triaged_at",
        "closed_at",
        "reopened_at",
        "reopened_because",
        "outcome",
        "outcome_reason",
    ]
    exclude_form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list] = [
        "reference",
        Column("organisation", label="Organisation", sort_key="organisation__name"),
        Column("what_for", label="Help asked for"),
        "grade",
        "posts_wanted",
        Column("get_state_display", label="State", sort_key="state"),
        DayColumn("triage_due_on", label="Triage due", sort_key="triage_due_on"),
    ]
    list_export: ClassVar[list[str]] = [
        "reference",
        "organisation",
        "what_for",
        "role",
        "level",
        "grade",
        "posts_wanted",
        "state",
        "urgency",
        "triage_due_on",
        "submitted_at",
        "triaged_at",
        "outcome",
        "closed_at",
    ]
    list_select_related: ClassVar[list[str]] = ["organisation", "grade", "role", "level"]
    list_prefetch_related: ClassVar[list[str]] = ["kinds"]
    filterset_class = SupportRequestFilterSet
    search_fields: ClassVar[list[str]] = [
        "reference",
        "organisation__name",
        "organisation__display_code",
    ]
    ordering: ClassVar[list[str]] = ["-submitted_at"]


class SupportActivityFilterSet(WagtailFilterSet):
    """Activities by type and date."""

    class Meta:
        model = SupportActivity
        fields = ["type", "on"]


class SupportActivityViewSet(RecordViewSet):
    """The hub's work."""

    model = SupportActivity
    icon = "tasks"
    menu_label = "Activities"
    url_namespace = "roles_activities"
    inspect_view_fields: ClassVar[list[str]] = [
        "request",
        "post",
        "type",
        "on",
        "adviser",
        "hours",
        "note",
    ]
    form_fields: ClassVar[list[str]] = ["type", "on", "hours", "note"]
    list_display: ClassVar[list] = [
        Column("get_type_display", label="What", sort_key="type"),
        "request",
        "post",
        DayColumn("on", label="Date", sort_key="on"),
        Column("hours", accessor=lambda activity: plain(activity.hours), sort_key="hours"),
    ]
    list_export: ClassVar[list[str]] = ["type", "request", "post", "on", "hours", "note"]
    list_select_related: ClassVar[list[str]] = ["request", "post"]
    filterset_class = SupportActivityFilterSet
    ordering: ClassVar[list[str]] = ["-on"]


class ExpertFilterSet(WagtailFilterSet):
    """Experts by role, grade and the departments they avoid."""

    class Meta:
        model = Expert
        fields = ["role", "grade", "avoids"]


class ExpertViewSet(RecordViewSet):
    """The experts' register: who can help with a sift or sit on a panel (H6)."""

    model = Expert
    icon = "user"
    menu_label = "Experts"
    url_namespace = "roles_experts"
    form_fields: ClassVar[list[str]] = [
        "user",
        "role",
        "grade",
        "avoids",
        "available_from",
        "available_to",
    ]
    list_display: ClassVar[list] = [
        Column("__str__", label="Expert"),
        DayColumn("available_from", label="From", sort_key="available_from"),
        DayColumn("available_to", label="Until", sort_key="available_to"),
        DayColumn("certificate_until", label="Certificate until", sort_key="certificate_until"),
    ]
    list_export: ClassVar[list[str]] = ["user", "role", "grade", "available_from", "available_to"]
    filterset_class = ExpertFilterSet
    ordering: ClassVar[list[str]] = ["role__name", "pk"]
    list_select_related: ClassVar[list[str]] = ["user", "role", "grade"]
    inspect_view_enabled = False
    copy_view_enabled = True

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Each with the last day of their certificate."""
        found = super().get_index_view_kwargs(**kwargs)
        return {**found, "queryset": found["queryset"].with_certificate(ASSESSOR.slug)}

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        """Whose entry it is stays: the bookings in it are for that person alone to see."""
        form = super().get_form_class(for_update)
        if for_update:
            del form.base_fields["user"]
        return form
