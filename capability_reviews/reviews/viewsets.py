"""Wagtail admin listing of reviews: to read, filter and export."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSet

from capability_reviews.models import CapabilityReview
from hub.admin_listings import RecordInspectView


class ReviewViewSet(ModelViewSet):
    """Capability reviews."""

    model = CapabilityReview
    icon = "tasks"
    menu_label = "Reviews"
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    list_display = ["reference", "organisation", "state", "planned_at", "agreed_at"]
    list_filter = ["state", "organisation"]
    list_export = ["reference", "organisation", "state", "planned_at", "agreed_at", "published_at"]
    form_fields = ["summary"]
