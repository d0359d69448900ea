"""Wagtail admin listing of engagements: to read, filter and export."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSet

from capability_reviews.models import OrgDesignEngagement
from hub.admin_listings import RecordInspectView


class EngagementViewSet(ModelViewSet):
    """Organisation design engagements."""

    model = OrgDesignEngagement
    icon = "help"
    menu_label = "Organisation design"
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    list_display = ["reference", "organisation", "state", "requested_at", "advice_given_at"]
    list_filter = ["state", "organisation"]
    list_export = ["reference", "organisation", "state", "requested_at", "advice_given_at"]
    form_fields = ["question"]
