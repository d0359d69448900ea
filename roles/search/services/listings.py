"""Listings: write what the list shows of an advert, take it away, find where they disagree."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from hub.authorisation import internal
from hub.page_cache import invalidate
from roles.adverts.pages import VacancyPage
from roles.models.campaigns.campaign import Campaign
from roles.models.search.listing import Listing, ListingPlace
from roles.search import text_search
from roles.search.projection import document, projected

_COMPARED = [
    field.name
    for field in Listing._meta.concrete_fields
    if field.name not in ("id", "campaign", "projected_at")
]


@internal
@transaction.atomic
def refresh_listing(*, campaign: Campaign) -> Listing | None:
    """Make the campaign's listing equal to its live advert; None when the public may not see one.

    Safe to run twice and at any moment. Cached answers are let go of now and on commit.
    """
    found = advert_of(campaign)
    existing = Listing.objects.filter(campaign=campaign).first()
    if found is None:
        if existing:
            text_search.remove(existing.pk)
            existing.delete()
        # Also where there was no listing: the page of an advert that is over says how it ended.
        invalidate()
        return None
    values = projected(*found)
    listing, _ = Listing.objects.update_or_create(
        campaign=campaign, defaults={**values, "projected_at": timezone.now()}
    )
    _write_places(listing, found[0])
    text_search.write(listing.pk, document(*found))
    invalidate()
    return listing


@internal
def refresh_listings_under(*, page: Page) -> None:
    """Make the listings of the adverts at or under a page equal to them, such as after a move."""
    adverts = VacancyPage.objects.descendant_of(page, inclusive=True)
    for advert in adverts.select_related("campaign"):
        refresh_listing(campaign=advert.campaign)


def advert_of(campaign: Campaign) -> tuple[Campaign, VacancyPage] | None:
    """The campaign as it is stored, with its live page, when the public may apply through it."""
    page = (
        VacancyPage.objects.live()
        .public()
        .filter(campaign_id=campaign.pk)
        .select_related(
            "campaign__organisation__parent", "campaign__role__family", "campaign__grade"
        )
        .first()
    )
    if page is None or not page.campaign.is_listed:
        return None
    return page.campaign, page


@internal
def rebuild_listings() -> tuple[int, int]:
    """Make every listing again; returns how many stand and how many were taken away."""
    live = set(VacancyPage.objects.live().values_list("campaign_id", flat=True))
    listed = set(Listing.objects.values_list("campaign_id", flat=True))
    written = 0
    for campaign in Campaign.objects.filter(pk__in=live | listed).iterator():
        written += refresh_listing(campaign=campaign) is not None
    return written, len(listed) - Listing.objects.filter(campaign_id__in=listed).count()


def drifted_listings() -> list[str]:
    """The references of campaigns whose listing is missing, has no advert, or differs."""
    drifted = set()
    unindexed = set(text_search.without_text())
    listings = {row.campaign_id: row for row in Listing.objects.prefetch_related("places")}
    live = VacancyPage.objects.live().values_list("campaign_id", flat=True)
    campaigns = Campaign.objects.filter(pk__in={*live, *listings})
    for campaign in campaigns.iterator():
        found, listing = advert_of(campaign), listings.get(campaign.pk)
        if found is None or listing is None:
            if found is not None or listing is not None:
                drifted.add(campaign.reference)
        elif listing.pk in unindexed or not _agrees(listing, *found):
            drifted.add(campaign.reference)
    return sorted(drifted)


@internal
def repair_listings() -> list[str]:
    """Write again every listing that differs from its advert; returns the references."""
    drifted = drifted_listings()
    for campaign in Campaign.objects.filter(reference__in=drifted):
        refresh_listing(campaign=campaign)
    return drifted


def _agrees(listing: Listing, campaign: Campaign, page: VacancyPage) -> bool:
    values = projected(campaign, page)
    same = all(getattr(listing, name) == values[name] for name in _COMPARED)
    return same and {(place.slug, place.name) for place in listing.places.all()} == {
        (place.slug, place.name) for place in campaign.places.all()
    }


def _write_places(listing: Listing, campaign: Campaign) -> None:
    wanted = {place.slug: place.name for place in campaign.places.all()}
    listing.places.exclude(slug__in=wanted).delete()
    ListingPlace.objects.bulk_create(
        [ListingPlace(listing=listing, slug=slug, name=name) for slug, name in wanted.items()],
        update_conflicts=True,
        unique_fields=["listing", "slug"],
        update_fields=["name"],
    )
