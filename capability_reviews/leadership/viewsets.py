"""Wagtail admin listing of Digital Leaders: to read, filter and export."""

from __future__ import annotations

from typing import ClassVar

from capability_reviews.models import DigitalLeaderAppointment
from hub.record_viewset import RecordViewSet


class DigitalLeaderViewSet(RecordViewSet):
    """Digital Leaders."""

    model = DigitalLeaderAppointment
    icon = "user"
    menu_label = "Digital Leaders"
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = [
        "organisation",
        "post_title",
        "is_on_board",
        "started_on",
        "ended_on",
    ]
    list_display = ["organisation", "post_title", "is_on_board", "started_on", "ended_on"]
    list_filter = ["organisation"]
    list_export = ["organisation", "post_title", "is_on_board", "started_on", "ended_on"]
    form_fields = ["post_title"]
