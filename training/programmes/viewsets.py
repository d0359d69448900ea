"""Wagtail admin listings of programmes and releases."""

from __future__ import annotations

from typing import ClassVar

from training.models import Programme, ProgrammeRelease
from training.record_viewset import RecordViewSet


class ProgrammeViewSet(RecordViewSet):
    name = "training_programme"
    model = Programme
    icon = "list-ul"
    menu_label = "Programmes"
    inspect_view_fields: ClassVar[list[str]] = [
        "slug",
        "name",
        "kind",
        "summary",
        "phase",
        "discovery_at",
        "alpha_at",
        "beta_at",
        "live_at",
        "retired_at",
    ]
    list_display = ("name", "kind", "phase")
    list_filter = ("kind", "phase")
    list_export = ("slug", "name", "kind", "phase", "alpha_at", "beta_at", "live_at")


class ReleaseViewSet(RecordViewSet):
    name = "training_release"
    model = ProgrammeRelease
    icon = "history"
    menu_label = "Releases"
    inspect_view_fields: ClassVar[list[str]] = [
        "programme",
        "version",
        "phase",
        "state",
        "planned_for",
        "precision",
        "what_changed",
        "planned_at",
        "running_at",
        "finished_at",
        "cancelled_at",
    ]
    list_display = ("version", "programme", "phase", "state", "planned_for", "running_at")
    list_select_related: ClassVar[list[str]] = ["programme"]
    list_filter = ("programme", "phase", "state")
    list_export = (
        "programme",
        "version",
        "phase",
        "state",
        "planned_for",
        "precision",
        "running_at",
        "finished_at",
    )
