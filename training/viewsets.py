"""Wagtail admin listings of training: to find, inspect and export; services make the changes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import URLPattern
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.snippets.views.snippets import SnippetViewSet

from training.models import Cohort, LearningResource, Place, Programme, ProgrammeRelease

LOOKING = frozenset({"index", "index_results", "inspect"})


class RecordViewSet(ModelViewSet):
    """A listing of records with a life of their own: nothing here adds, edits or deletes them."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    exclude_form_fields: ClassVar[list[str]] = ["state", "phase"]
    list_select_related: ClassVar[list[str]] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """With the records that each row names, so that a longer list takes no more queries."""
        rows = self.model._default_manager.select_related(*self.list_select_related)
        return super().get_index_view_kwargs(queryset=rows, **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without the addresses of forms, so that no button leads to one."""
        names = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(
            **{f"{name}_url_name": None for name in names}, **kwargs
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """The listing and the inspection only."""
        return [item for item in super().get_urlpatterns() if item.name in LOOKING]


class ProgrammeViewSet(RecordViewSet):
    name = "training_programme"
    model = Programme
    icon = "list-ul"
    menu_label = "Programmes"
    list_display = ("name", "kind", "phase")
    list_filter = ("kind", "phase")
    list_export = ("slug", "name", "kind", "phase", "alpha_at", "beta_at", "live_at")


class ReleaseViewSet(RecordViewSet):
    name = "training_release"
    model = ProgrammeRelease
    icon = "history"
    menu_label = "Releases"
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


class CohortViewSet(RecordViewSet):
    name = "training_cohort"
    model = Cohort
    icon = "group"
    menu_label = "Cohorts"
    list_display = ("name", "release", "starts_on", "state", "places_taken", "capacity")
    list_select_related: ClassVar[list[str]] = ["release__programme"]
    list_filter = ("state", "starts_on")
    list_export = (
        "slug",
        "name",
        "release",
        "starts_on",
        "ends_on",
        "location",
        "state",
        "places_taken",
        "capacity",
    )


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
    inspect_view_fields_exclude = ("person", "key")


class TrainingGroup(ModelViewSetGroup):
    """Training in the admin's menu."""

    menu_label = "Training"
    menu_icon = "calendar-check"
    menu_order = 320
    items = (ProgrammeViewSet, ReleaseViewSet, CohortViewSet, PlaceViewSet)


class VideoViewSet(SnippetViewSet):
    """Videos: drafted, moderated and published as pages are."""

    model = LearningResource
    icon = "media"
    menu_label = "Videos"
    add_to_admin_menu = True
    menu_order = 330
    list_display = ("title", "minutes", "published_on")
    list_filter = ("live",)
    list_export = ("slug", "title", "live", "published_on")
