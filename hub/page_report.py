"""A report for editors: the published pages that somebody should look at, and why."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page, get_page_models
from wagtail.permissions import page_permission_policy

from hub.admin_listings import DayColumn
from hub.page_faults import Fault, Found, faults_of

PERMISSION = "hub.view_page_report"
# Not its words: what they say is kept (hub/page_faults.py).
READ_OF_EACH = ("last_published_at", "live_revision", "search_description")
NAME, RESULTS = "page_report", "page_report_results"


def faults_seen_by(user: Any) -> dict[int, list[Found]]:
    """What to look at in each published page that a person may change."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    # What a service of a plugin publishes ends by itself, and is checked there.
    ours = [
        kind for kind in get_page_models() if not getattr(kind, "is_published_by_service", False)
    ]
    types = ContentType.objects.get_for_models(*ours).values()
    rows = pages.live().filter(depth__gt=1, content_type__in=[kind.pk for kind in types])
    return faults_of(rows.only(*READ_OF_EACH), timezone.now())


def _those_with(queryset: QuerySet[Page], name: str, value: str, request: Any) -> QuerySet[Page]:
    known: dict[int, list[Found]] = request.page_faults
    return queryset.filter(
        pk__in=[key for key, found in known.items() if value in {each.fault for each in found}]
    )


class PageReportFilters(WagtailFilterSet):
    """Pages by what is to be looked at."""

    fault = django_filters.ChoiceFilter(
        label="What to look at", choices=Fault.choices, method="with_fault", empty_label="All"
    )

    class Meta:
        model = Page
        fields: ClassVar[list[str]] = []

    def with_fault(self, queryset: QuerySet[Page], name: str, value: str) -> QuerySet[Page]:
        return _those_with(queryset, name, value, self.request)


class PagesToLookAtView(PageReportView):
    """Published pages with something to look at, those that were published longest ago first."""

    page_title = "Pages to check"
    header_icon = "warning"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    index_url_name = NAME
    index_results_url_name = RESULTS
    filterset_class = PageReportFilters
    default_ordering = "last_published_at"
    is_searchable = False
    no_results_message = (
        "There are no pages to check. We list published pages here that have not been updated for "
        "a year, are hard to read, have no description or have a link that leads nowhere on this "
        "site. We do not check links to other websites."
    )
    columns: ClassVar[list[Column]] = [
        TitleColumn(
            "title",
            label="Title",
            get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        ),
        Column("kind", label="Kind of page", accessor=lambda page: page.page_type_display_name),
        DayColumn("last_published_at", label="Last published"),
        Column("to_look_at", label="What to look at"),
    ]
    list_export: ClassVar[list[str]] = [
        "title",
        "page_type_display_name",
        "last_published_at",
        "to_look_at",
    ]
    export_headings: ClassVar[dict[str, str]] = {
        "page_type_display_name": "Kind of page",
        "last_published_at": "Last published",
        "to_look_at": "What to look at",
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who write pages; for anybody else it is not there."""
        if not request.user.has_perm(PERMISSION):
            raise Http404
        request.page_faults = self.faults  # type: ignore[attr-defined]  # What the filters ask.
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def faults(self) -> dict[int, list[Found]]:
        """What to look at, by page."""
        return faults_seen_by(self.request.user)

    def get_queryset(self) -> QuerySet[Page]:
        rows = Page.objects.filter(pk__in=self.faults).select_related("content_type")
        return rows.order_by("last_published_at", "pk")

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(self.decorate_paginated_queryset(object_list))

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        for page in object_list:
            page.to_look_at = self.words_of(page)
        return object_list

    def words_of(self, page: Page) -> str:
        """All that is to be looked at in a page."""
        return ". ".join(found.words for found in self.faults.get(page.pk, ()))

    def to_row_dict(self, item: Any) -> Any:
        item.to_look_at = self.words_of(item)
        return super().to_row_dict(item)


class PageReportMenuItem(MenuItem):
    """The report in the menu, for those for whom it is."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(PERMISSION))


def page_report_item() -> PageReportMenuItem:
    """Its place among Wagtail's reports."""
    return PageReportMenuItem(
        "Pages to check", reverse(NAME), name="page-report", icon_name="warning", order=650
    )


PAGE_REPORT_URLS = [
    path("reports/pages/", PagesToLookAtView.as_view(), name=NAME),
    path("reports/pages/results/", PagesToLookAtView.as_view(results_only=True), name=RESULTS),
]
