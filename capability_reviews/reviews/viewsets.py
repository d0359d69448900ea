"""Wagtail admin listing of reviews: to read, filter and export."""

from __future__ import annotations

from typing import ClassVar

from capability_reviews.models import CapabilityReview
from hub.record_viewset import RecordViewSet


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
    list_display = ["reference", "organisation", "state", "planned_at", "agreed_at"]
    list_filter = ["state", "organisation"]
    list_export = ["reference", "organisation", "state", "planned_at", "agreed_at", "published_at"]
    form_fields = ["summary"]
