"""Wagtail admin listing of adverts: whose they are, how their campaigns stand, until when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from hub.admin_listings import DayColumn
from roles.adverts.pages import VacancyPage
from roles.models.adverts.advert_review import AdvertReview


class AdvertIndexView(IndexView):
    """Adverts with the campaigns that they are of."""

    page_title = "Adverts"

    def get_base_queryset(self) -> QuerySet[VacancyPage]:
        """With what each row names, so that a longer list takes no more queries."""
        waiting = AdvertReview.objects.waiting().filter(campaign=OuterRef("campaign"))
        rows = super().get_base_queryset().select_related("campaign__organisation")
        return rows.annotate(is_with_hub=Exists(waiting))


def _is_with_hub(page: Any) -> str:
    return "With the hub" if page.is_with_hub else ""


class AdvertViewSet(PageListingViewSet):
    """Adverts."""

    model = VacancyPage
    icon = "doc-full"
    menu_label = "Adverts"
    name = "adverts"
    add_to_admin_menu = True
    index_view_class = AdvertIndexView
    list_display: ClassVar[list] = [
        *IndexView.base_columns[:2],
        Column("campaign.reference", label="Campaign", sort_key="campaign__reference"),
        Column("campaign.organisation", label="Department", sort_key="campaign__organisation"),
        Column("campaign.get_state_display", label="State", sort_key="campaign__state"),
        DayColumn("campaign.closes_on", label="Closes", sort_key="campaign__closes_on"),
        Column("check", label="Check", accessor=_is_with_hub),
        *IndexView.base_columns[-2:],
    ]
