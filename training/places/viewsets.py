"""Wagtail admin listing of places."""

from __future__ import annotations

from typing import ClassVar

from training.models import Place
from training.record_viewset import RecordViewSet


class PlaceViewSet(RecordViewSet):
    """Places; the export names nobody."""

    name = "training_place"
    model = Place
    icon = "user"
    menu_label = "Places"
    list_display = ("reference", "cohort", "organisation", "service", "state", "requested_at")
    list_select_related: ClassVar[list[str]] = ["cohort", "organisation", "service"]
    list_filter = ("state", "cohort", "organisation")
    list_export = (
        "reference",
        "cohort",
        "organisation",
        "service",
        "state",
        "priority",
        "requested_at",
        "offered_at",
        "accepted_at",
        "completed_at",
    )
    inspect_view_fields: ClassVar[list[str]] = [
        "reference",
        "cohort",
        "cancelled_cohort",
        "organisation",
        "service",
        "need",
        "priority",
        "state",
        "requested_at",
        "offered_at",
        "offer_expires_at",
        "accepted_at",
        "declined_at",
        "expired_at",
        "confirmed_at",
        "attending_at",
        "completed_at",
        "incomplete_at",
        "no_show_at",
        "withdrawn_at",
    ]
