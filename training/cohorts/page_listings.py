"""Wagtail admin listing of the pages of cohorts, for those who write pages."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from hub.admin_listings import DayColumn, PagesMenuItem, RecordPagesView
from training.cohorts.pages import CohortPage
from training.models import CohortState


class CohortPageFilterSet(PageFilterSet):
    """Pages of cohorts by how the cohort stands and its first day."""

    state = django_filters.MultipleChoiceFilter(
        label="State", choices=CohortState.choices, method="of_cohorts"
    )
    starts_on = django_filters.DateFromToRangeFilter(
        label="Starts", field_name="cohort__starts_on", widget=DateRangePickerWidget
    )

    def of_cohorts(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return queryset.filter(cohort__state__in=value) if value else queryset


class CohortPagesView(RecordPagesView):
    """All pages of cohorts: what the public reads of them."""

    page_title = "Pages of cohorts"
    record = "cohort__release__programme"
    search_fields = ("cohort__name", "cohort__release__programme__name", "cohort__location")


BULK, TITLE, _, UPDATED, STATUS = CohortPagesView.base_columns


class CohortPageListing(PageListingViewSet):
    """Pages of cohorts, for those who write pages."""

    model = CohortPage
    name = "cohort_pages"
    icon = "doc-full"
    menu_item_class = PagesMenuItem
    menu_label = "Pages of cohorts"
    index_view_class = CohortPagesView
    filterset_class = CohortPageFilterSet
    list_display: ClassVar[list] = [
        BULK,
        TITLE,
        Column(
            "cohort.release.programme",
            label="Programme",
            sort_key="cohort__release__programme__name",
        ),
        DayColumn("cohort.starts_on", label="Starts", sort_key="cohort__starts_on"),
        Column("cohort.get_state_display", label="State", sort_key="cohort__state"),
        Column("cohort.places_left", label="Places left"),
        UPDATED,
        STATUS,
    ]
