"""Wagtail admin listing of the pages of reviews, for those who write pages."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from capability_reviews.reviews.pages import ReviewPage
from hub.admin_listings import DayColumn, PagesMenuItem, RecordPagesView
from hub.models import Organisation


class ReviewPageFilterSet(PageFilterSet):
    """Pages of reviews by department, beside what Wagtail asks of any page."""

    organisation = django_filters.ModelChoiceFilter(
        label="Department",
        queryset=Organisation.objects.filter(capability_reviews__page__isnull=False).distinct(),
        method="of_department",
    )

    def of_department(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return queryset.filter(review__organisation=value) if value else queryset


class ReviewPagesView(RecordPagesView):
    """All pages of reviews: what the public reads of them, and nothing else of a review."""

    page_title = "Pages of reviews"
    record = "review__organisation"
    search_fields = (
        "review__reference",
        "review__organisation__name",
        "review__organisation__display_code",
    )


BULK, TITLE, _, UPDATED, STATUS = ReviewPagesView.base_columns


class ReviewPageListing(PageListingViewSet):
    """Pages of reviews, for those who write pages."""

    model = ReviewPage
    name = "review_pages"
    icon = "doc-full"
    menu_item_class = PagesMenuItem
    menu_label = "Pages of reviews"
    index_view_class = ReviewPagesView
    filterset_class = ReviewPageFilterSet
    list_display: ClassVar[list] = [
        BULK,
        TITLE,
        Column("review.reference", label="Review", sort_key="review__reference"),
        Column("review.organisation", label="Department", sort_key="review__organisation__name"),
        DayColumn("review.agreed_at", label="Completed", sort_key="review__agreed_at"),
        DayColumn("first_published_at", label="Published", sort_key="first_published_at"),
        UPDATED,
        STATUS,
    ]
