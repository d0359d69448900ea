"""Wagtail admin listing of engagements: to read, filter and export."""

from __future__ import annotations

from typing import ClassVar

from capability_reviews.models import OrgDesignEngagement
from hub.record_viewset import RecordViewSet


class EngagementViewSet(RecordViewSet):
    """Organisation design engagements."""

    model = OrgDesignEngagement
    icon = "help"
    menu_label = "Organisation design"
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = [
        "reference",
        "organisation",
        "question",
        "advice",
        "adviser",
        "state",
        "requested_at",
        "advice_given_at",
        "implemented_at",
        "reviewed_at",
        "withdrawn_at",
    ]
    list_display = ["reference", "organisation", "state", "requested_at", "advice_given_at"]
    list_filter = ["state", "organisation"]
    list_export = ["reference", "organisation", "state", "requested_at", "advice_given_at"]
    form_fields = ["question"]
