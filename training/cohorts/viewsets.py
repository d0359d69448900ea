"""Wagtail admin listing of cohorts."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django.db.models import QuerySet
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from hub.admin_listings import DayColumn
from training.models import Cohort, Programme
from training.record_viewset import RecordViewSet


class CohortFilterSet(WagtailFilterSet):
    """Cohorts by programme, state, first day and room."""

    programme = django_filters.ModelChoiceFilter(
        field_name="release__programme", label="Programme", queryset=Programme.objects.all()
    )
    starts_on = django_filters.DateFromToRangeFilter(label="Starts", widget=DateRangePickerWidget)
    room = django_filters.ChoiceFilter(
        label="Places left", choices=[("yes", "Places can be offered")], method="with_room"
    )

    class Meta:
        model = Cohort
        fields: ClassVar[list[str]] = ["state", "starts_on"]

    def with_room(self, queryset: QuerySet[Cohort], name: str, value: str) -> QuerySet[Cohort]:
        return queryset.filter(pk__in=Cohort.objects.with_room().values("pk"))


class CohortViewSet(RecordViewSet):
    name = "training_cohort"
    model = Cohort
    icon = "group"
    menu_label = "Cohorts"
    inspect_view_fields: ClassVar[list[str]] = [
        "slug",
        "release",
        "name",
        "capacity",
        "places_taken",
        "starts_on",
        "ends_on",
        "location",
        "state",
        "cancellation_reason",
        "opened_at",
        "confirmed_at",
        "running_at",
        "completed_at",
        "cancelled_at",
    ]
    list_display: ClassVar[list] = [
        "name",
        Column("release.programme", label="Programme", sort_key="release__programme__name"),
        Column("release.version", label="Release", sort_key="release__version"),
        DayColumn("starts_on", label="Starts", sort_key="starts_on"),
        Column("get_state_display", label="State", sort_key="state"),
        Column("places_taken", label="Places taken", sort_key="places_taken"),
        Column("places_left", label="Places left"),
    ]
    list_select_related: ClassVar[list[str]] = ["release__programme"]
    filterset_class = CohortFilterSet
    search_fields: ClassVar[list[str]] = ["name", "release__programme__name", "location"]
    list_export = (
        "slug",
        "name",
        "release",
        "starts_on",
        "ends_on",
        "location",
        "state",
        "places_taken",
        "places_left",
        "capacity",
    )
