"""Listings: write what the list shows of an advert, take it away, find where they disagree."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from hub.page_cache import invalidate
from roles import search
from roles.models.campaign import Campaign
from roles.models.listing import Listing, ListingPlace
from roles.pages import VacancyPage

_COMPARED = [
    field.name
    for field in Listing._meta.concrete_fields
    if field.name not in ("id", "campaign", "projected_at")
]


@transaction.atomic
def refresh_listing(*, campaign: Campaign) -> Listing | None:
    """Make the campaign's listing equal to its live advert; None when the public may not see one.

    Safe to run twice and at any moment. Cached answers are let go of now and on commit.
    """
    found = advert_of(campaign)
    existing = Listing.objects.filter(campaign=campaign).first()
    if found is None:
        if existing:
            search.remove(existing.pk)
            existing.delete()
        # Also where there was no listing: the page of an advert that is over says how it ended.
        invalidate()
        return None
    values = projected(*found)
    listing, _ = Listing.objects.update_or_create(
        campaign=campaign, defaults={**values, "projected_at": timezone.now()}
    )
    _write_places(listing, found[0])
    search.write(listing.pk, document(*found))
    invalidate()
    return listing


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


def rebuild_listings() -> tuple[int, int]:
    """Make every listing again; returns how many stand and how many were taken away."""
    live = set(VacancyPage.objects.live().values_list("campaign_id", flat=True))
    listed = set(Listing.objects.values_list("campaign_id", flat=True))
    standing = 0
    for campaign in Campaign.objects.filter(pk__in=live | listed).iterator():
        standing += refresh_listing(campaign=campaign) is not None
    return standing, len(listed) - Listing.objects.filter(campaign_id__in=listed).count()


def drifted_listings() -> list[str]:
    """The references of campaigns whose listing is missing, has no advert, or differs."""
    drifted = set()
    unindexed = set(search.without_text())
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


def repair_listings() -> list[str]:
    """Write again every listing that differs from its advert; returns the references."""
    drifted = drifted_listings()
    for campaign in Campaign.objects.filter(reference__in=drifted):
        refresh_listing(campaign=campaign)
    return drifted


def projected(campaign: Campaign, page: VacancyPage) -> dict[str, Any]:
    """What the listing holds of an advert, apart from its places."""
    department = campaign.organisation.department
    role = campaign.role
    today = role.today.select_related("family").order_by("pk").first() or role
    return {
        "page_id": page.pk,
        "path": page.url or "",
        "title": page.title[:200],
        "summary": page.summary[:500],
        "organisation_name": campaign.organisation.name,
        "department_code": department.code,
        "department_name": department.name,
        "family_slug": today.family.slug,
        "family_name": today.family.name,
        "role_slug": today.slug,
        "role_name": role.name,
        "grade_code": campaign.grade.code,
        "grade_name": campaign.grade.name,
        "grade_order": campaign.grade.order,
        "places_text": ", ".join(campaign.locations)[:500],
        "home_working": campaign.home_working,
        "salary_from": campaign.lowest_salary or 0,
        "salary_text": campaign.salary_text[:200],
        "audience": campaign.audience,
        "contract": campaign.contract,
        "working_pattern": campaign.working_pattern,
        "contract_text": campaign.contract_text[:200],
        "posts": campaign.posts.count() or 1,
        "opens_at": campaign.public_since,
        "closes_at": campaign.closes_at,
    }


def document(campaign: Campaign, page: VacancyPage) -> search.Document:
    """The text that a listing is found by."""
    values = projected(campaign, page)
    aliases = " ".join(campaign.role.aliases)
    return search.Document(
        title=values["title"],
        facts=" ".join(
            [
                campaign.reference,
                values["role_name"],
                aliases,
                values["family_name"],
                values["grade_name"],
                values["organisation_name"],
                values["department_name"],
                values["department_code"],
            ]
        ),
        places=values["places_text"],
        body=" ".join([values["summary"], page.plain_text]),
    )


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
