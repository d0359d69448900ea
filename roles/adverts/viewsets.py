"""Wagtail admin listing of adverts: whose they are, how their campaigns stand, until when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet

from hub.admin_listings import DayColumn
from roles.adverts.pages import VacancyPage
from roles.models.adverts.advert_review import AdvertReview


class WithCampaigns:
    """A listing of adverts with the campaigns that they are of."""

    def get_base_queryset(self) -> QuerySet[VacancyPage]:
        """With what each row names, so that a longer list takes no more queries."""
        reviews = AdvertReview.objects.filter(campaign=OuterRef("campaign"))
        last = reviews.order_by("-sent_at", "-pk").values("state")[:1]
        found: QuerySet[VacancyPage] = super().get_base_queryset()  # type: ignore[misc]  # Wagtail's.
        rows = found.select_related("campaign__organisation")
        return rows.annotate(last_review=Subquery(last))


class AdvertIndexView(WithCampaigns, IndexView):
    """All adverts."""

    page_title = "Adverts"

    def get_add_url(self) -> None:
        """An advert is of a campaign, and drafted there."""
        return


class AdvertExplorerView(WithCampaigns, ExplorableIndexView):
    """The adverts below their index, in the explorer of pages."""


class AdvertTitleColumn(PageTitleColumn):
    """The title, with room for it; how many adverts there are is no part of its heading."""

    header_template_name = "wagtailadmin/tables/column_header.html"


def _check(page: Any) -> str:
    """What became of the hub's last check of it."""
    if not page.last_review:
        return "Not asked for"
    return str(AdvertReview.State(page.last_review).label)


BULK, _, _, UPDATED, STATUS = IndexView.base_columns
COLUMNS = [
    BULK,
    AdvertTitleColumn("title", label="Title", classname="title", width="30%"),
    Column("campaign.reference", label="Campaign", sort_key="campaign__reference"),
    Column("campaign.organisation", label="Department", sort_key="campaign__organisation"),
    Column("campaign.get_state_display", label="State", sort_key="campaign__state"),
    DayColumn("campaign.closes_on", label="Closes", sort_key="campaign__closes_on"),
    Column("check", label="Check", accessor=_check),
    UPDATED,
    STATUS,
]


class AdvertViewSet(PageListingViewSet):
    """Adverts."""

    model = VacancyPage
    icon = "doc-full"
    menu_label = "Adverts"
    name = "adverts"
    add_to_admin_menu = True
    index_view_class = AdvertIndexView
    list_display: ClassVar[list] = COLUMNS


class AdvertPageViewSet(PageViewSet):
    """Adverts in the explorer of pages, with the same columns."""

    model = VacancyPage
    index_view_class = AdvertExplorerView
    list_display: ClassVar[list] = COLUMNS
