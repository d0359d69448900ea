"""Wagtail admin listing of reviews: to read, filter and export."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from capability_reviews.models import CapabilityReview
from hub.admin_listings import DayColumn
from hub.models import Organisation
from hub.record_viewset import RecordViewSet


class ReviewFilterSet(WagtailFilterSet):
    """Reviews by department and state."""

    organisation = django_filters.ModelChoiceFilter(
        label="Department",
        queryset=Organisation.objects.filter(capability_reviews__isnull=False).distinct(),
    )

    class Meta:
        model = CapabilityReview
        fields: ClassVar[list[str]] = ["organisation", "state"]


class ReviewViewSet(RecordViewSet):
    """Capability reviews."""

    model = CapabilityReview
    icon = "tasks"
    menu_label = "Reviews"
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = [
        "reference",
        "organisation",
        "bodies",
        "state",
        "summary",
        "planned_at",
        "agreed_at",
        "published_at",
    ]
    list_display: ClassVar[list] = [
        "reference",
        Column("organisation", label="Department", sort_key="organisation__name"),
        Column("get_state_display", label="State", sort_key="state"),
        DayColumn("next_day", label="Next date"),
        DayColumn("planned_at", label="Planned", sort_key="planned_at"),
        DayColumn("agreed_at", label="Completed", sort_key="agreed_at"),
    ]
    list_select_related: ClassVar[list[str]] = ["organisation"]
    filterset_class = ReviewFilterSet
    search_fields: ClassVar[list[str]] = [
        "reference",
        "organisation__name",
        "organisation__display_code",
    ]
    list_export = ["reference", "organisation", "state", "planned_at", "agreed_at", "published_at"]
    form_fields = ["summary"]
