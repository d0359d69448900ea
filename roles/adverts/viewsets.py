"""Wagtail admin listing of adverts: whose they are, how their campaigns stand, until when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.utils.timezone import localdate
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet

from hub.admin_listings import DayColumn, PagesMenuItem, WrittenSearch
from hub.models import Organisation
from roles.adverts.pages import VacancyPage
from roles.models.adverts.advert_review import AdvertReview
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState


def last_reviews(campaign: Any) -> QuerySet[AdvertReview]:
    """The hub's checks of a campaign's advert, the last first."""
    return AdvertReview.objects.filter(campaign=campaign).order_by("-sent_at", "-pk")


class AdvertFilterSet(PageFilterSet):
    """Adverts by what their campaigns say, beside what Wagtail asks of any page.

    By key: Wagtail's search takes no filter on a field of another table.
    """

    state = django_filters.MultipleChoiceFilter(
        label="State", choices=CampaignState.choices, method="of_campaigns"
    )
    organisation = django_filters.ModelChoiceFilter(
        label="Department",
        queryset=Organisation.objects.filter(campaigns__page__isnull=False).distinct(),
        method="of_campaigns",
    )
    opened = django_filters.DateFromToRangeFilter(
        "opened_at", label="Opened", widget=DateRangePickerWidget, method="between"
    )
    closes = django_filters.DateFromToRangeFilter(
        "closes_at", label="Closes", widget=DateRangePickerWidget, method="between"
    )

    def of_campaigns(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        if not value:
            return queryset
        asked = {f"{name}__in" if isinstance(value, list) else name: value}
        return _of(queryset, Campaign.objects.filter(**asked))

    def between(self, queryset: QuerySet[Any], name: str, value: slice) -> QuerySet[Any]:
        ends = {f"{name}__gte": value.start, f"{name}__lte": value.stop}
        asked = {lookup: end for lookup, end in ends.items() if end}
        return _of(queryset, Campaign.objects.filter(**asked)) if asked else queryset


def _of(queryset: QuerySet[Any], campaigns: QuerySet[Campaign]) -> QuerySet[Any]:
    pages = VacancyPage.objects.filter(campaign__in=campaigns.values("pk"))
    return queryset.filter(pk__in=pages.values("pk"))


class WithCampaigns(WrittenSearch):
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


def _last_review(page: Any) -> str | None:
    """The state of the hub's last check of it."""
    if hasattr(page, "last_review"):
        return str(page.last_review) if page.last_review else None
    # A list of Wagtail's own, of the pages of one kind.
    return last_reviews(page.campaign_id).values_list("state", flat=True).first()


def _check(page: Any) -> str:
    """What became of the hub's last check of it."""
    last = _last_review(page)
    return str(AdvertReview.State(last).label) if last else "Not asked for"


def _opens(page: Any) -> date | None:
    """When it opened; before that the day on which it is set to."""
    moment = page.campaign.opened_at or page.campaign.opens_at
    return localdate(moment) if moment else None


def _with(page: Any) -> str:
    """Who has it: to write, check or publish it."""
    campaign = page.campaign
    if campaign.is_ended:
        return "Nobody"
    if not campaign.is_before_opening:
        return HUB_TEAM if page.has_unpublished_changes else "Nobody"
    if campaign.opens_at:
        return "Nobody"
    last = _last_review(page)
    return HUB_TEAM if last in WITH_HUB else "Department"


HUB_TEAM = "Hub team"
# To check it, to publish it, or to check it again.
WITH_HUB = (AdvertReview.State.WAITING, AdvertReview.State.PASSED, AdvertReview.State.CHANGED)
BULK, _, _, _, STATUS = IndexView.base_columns
# Short words, and no more columns than leave the title its room at 1,280 pixels.
COLUMNS = [
    BULK,
    AdvertTitleColumn("title", label="Title", classname="title", width="30%"),
    Column("campaign.reference", label="Campaign", sort_key="campaign__reference"),
    Column(
        "campaign.organisation.display_code",
        label="Department",
        sort_key="campaign__organisation__display_code",
    ),
    Column("campaign.get_state_display", label="State", sort_key="campaign__state"),
    DayColumn("opens", label="Opens", accessor=_opens, sort_key="campaign__opened_at"),
    DayColumn("campaign.closes_on", label="Closes", sort_key="campaign__closes_on"),
    Column("check", label="Check", accessor=_check),
    Column("with", label="Who has it", accessor=_with),
    STATUS,
]


class AdvertViewSet(PageListingViewSet):
    """Adverts."""

    model = VacancyPage
    icon = "doc-full"
    menu_item_class = PagesMenuItem
    menu_label = "Adverts"
    name = "adverts"
    add_to_admin_menu = True
    index_view_class = AdvertIndexView
    filterset_class = AdvertFilterSet
    list_display: ClassVar[list] = COLUMNS


class AdvertPageViewSet(PageViewSet):
    """Adverts in the explorer of pages, with the same columns."""

    model = VacancyPage
    index_view_class = AdvertExplorerView
    list_display: ClassVar[list] = COLUMNS
