"""Wagtail admin listing of Digital Leaders: to read, filter and export."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSet

from capability_reviews.models import DigitalLeaderAppointment
from hub.admin_listings import RecordInspectView


class DigitalLeaderViewSet(ModelViewSet):
    """Digital Leaders."""

    model = DigitalLeaderAppointment
    icon = "user"
    menu_label = "Digital Leaders"
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    list_display = ["organisation", "post_title", "is_on_board", "started_on", "ended_on"]
    list_filter = ["organisation"]
    list_export = ["organisation", "post_title", "is_on_board", "started_on", "ended_on"]
    form_fields = ["post_title"]
