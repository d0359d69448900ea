"""Wagtail admin listing of adverts: whose they are, how their campaigns stand, until when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet

from hub.admin_listings import DayColumn
from roles.adverts.pages import VacancyPage
from roles.models.adverts.advert_review import AdvertReview


def last_reviews(campaign: Any) -> QuerySet[AdvertReview]:
    """The hub's checks of a campaign's advert, the last first."""
    return AdvertReview.objects.filter(campaign=campaign).order_by("-sent_at", "-pk")


class WithCampaigns:
    """A listing of adverts with the campaigns that they are of."""

    def get_base_queryset(self) -> QuerySet[VacancyPage]:
        """With what each row names, so that a longer list takes no more queries."""
        last = last_reviews(OuterRef("campaign")).values("state")[:1]
        found: QuerySet[VacancyPage] = super().get_base_queryset()  # type: ignore[misc]  # Wagtail's.
        return found.annotate(last_review=Subquery(last))

    def get_table(self, object_list: Any) -> Any:
        """With the campaigns of the rows that are shown: Wagtail reads each page anew."""
        prefetch_related_objects(list(object_list), "campaign__organisation")
        return super().get_table(object_list)  # type: ignore[misc]  # Wagtail's.


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
    if hasattr(page, "last_review"):
        last = page.last_review
    else:  # A list of Wagtail's own, of the pages of one kind.
        last = last_reviews(page.campaign_id).values_list("state", flat=True).first()
    return str(AdvertReview.State(last).label) if last else "Not asked for"


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
