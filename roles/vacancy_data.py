"""Open vacancies as plain data: one description and one way to page, for feeds, exports and API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from roles.job_posting import description_html
from roles.models.listing import Listing, ListingPlace
from roles.models.place import Place
from roles.pages import VacancyPage
from roles.search.projection import projected
from roles.vacancy_context import standing
from roles.vacancy_search import SORTINGS, Terms

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEWEST = "newest"
# The orders whose keys do not change while somebody reads on.
ORDERS = (NEWEST, "closing")
_CURSOR = re.compile(r"[0-9]{1,18}\.[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Page:
    """Some listings in order, and where the next page begins; "" after the last."""

    listings: list[Listing]
    next_cursor: str = ""

    @property
    def updated_at(self) -> datetime:
        """When the newest of them was written; the beginning of time where there is none."""
        return max((listing.projected_at for listing in self.listings), default=EPOCH)


def page_of(terms: Terms, *, order: str, after: str, size: int, at: datetime) -> Page:
    """The listings that answer, after the cursor; a page beyond the last one is empty.

    Raises ``ValueError`` for a cursor that is none.
    """
    sorting = SORTINGS[order]
    rows = with_campaigns(terms.listings(at))
    if after:
        value, pk = read_cursor(after)
        side = "lt" if sorting.descending else "gt"
        rows = rows.filter(
            Q(**{f"{sorting.field}__{side}": value})
            | Q(**{sorting.field: value, f"pk__{side}": pk})
        )
    sign = "-" if sorting.descending else ""
    found = list(rows.order_by(f"{sign}{sorting.field}", f"{sign}pk")[: size + 1])
    if len(found) <= size:
        return Page(found)
    last = found[size - 1]
    micros = (getattr(last, sorting.field) - EPOCH) // timedelta(microseconds=1)
    return Page(found[:size], f"{micros}.{last.pk}")


def read_cursor(text: str) -> tuple[datetime, int]:
    """The moment and the row that a cursor names. Raises ``ValueError`` where it is none."""
    if not _CURSOR.fullmatch(text):
        raise ValueError(text)
    moment, _, pk = text.partition(".")
    try:
        return EPOCH + timedelta(microseconds=int(moment)), int(pk)
    except OverflowError as error:
        raise ValueError(text) from error


def with_campaigns(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """The listings with what ``describe`` reads, in two queries."""
    return rows.select_related("campaign").prefetch_related("places")


def every_open(at: datetime, *, chunk: int = 500) -> Iterator[Listing]:
    """All that are open, newest first, without holding them all at once."""
    after = ""
    while True:
        page = page_of(Terms(), order=NEWEST, after=after, size=chunk, at=at)
        yield from page.listings
        if not (after := page.next_cursor):
            return


def describe(listing: Listing, places: Iterable[Place | ListingPlace] = ()) -> dict[str, Any]:
    """One vacancy as data, the same wherever it is read; moments in UTC, salaries in pounds a year.

    Holds only what the advert says to everybody. ``places`` are the listing's own unless given.
    """
    campaign = listing.campaign
    return {
        "reference": campaign.reference,
        "title": listing.title,
        "summary": listing.summary,
        "url": settings.HUB_BASE_URL + listing.path,
        "apply_url": settings.HUB_BASE_URL
        + reverse("roles:application_start", args=[campaign.reference]),
        "organisation": listing.organisation_name,
        "department": {"code": listing.department_code, "name": listing.department_name},
        "family": {"slug": listing.family_slug, "name": listing.family_name},
        "role": listing.role_name,
        "grade": {"code": listing.grade_code, "name": listing.grade_name},
        "places": [
            {"slug": place.slug, "name": place.name} for place in places or listing.places.all()
        ],
        "home_working": listing.home_working,
        "salary": {
            "text": listing.salary_text,
            "currency": "GBP",
            "per": "year",
            "min": campaign.salary_min,
            "max": campaign.salary_max,
            "london_min": campaign.london_salary_min,
            "london_max": campaign.london_salary_max,
            "allowance": campaign.allowance,
        },
        "contract": {
            "text": listing.contract_text,
            "type": campaign.contract,
            "months": campaign.contract_months,
        },
        "working_pattern": campaign.working_pattern,
        "hours_per_week": float(campaign.hours_per_week),
        "audience": listing.audience,
        "nationality": campaign.nationality,
        "security_level": campaign.security_level,
        "posts": listing.posts,
        "opened_at": _moment(listing.opens_at),
        "closes_at": _moment(listing.closes_at),
        "updated_at": _moment(listing.projected_at),
    }


def describe_whole(page: VacancyPage) -> dict[str, Any]:
    """A vacancy, open or not, with its whole advert."""
    campaign = page.campaign
    values = {**projected(campaign, page), "projected_at": page.last_published_at}
    listing = getattr(campaign, "listing", None) or Listing(campaign=campaign, **values)
    return {
        **describe(listing, campaign.places.all()),
        "standing": standing(campaign),
        "description_html": description_html(page, campaign),
        "essential_criteria": campaign.criteria,
        "assessment": campaign.stages,
        "statement_word_limit": campaign.statement_word_limit,
        "statements": [
            {
                "element": item.slug,
                "name": item.spoken,
                "word_limit": campaign.word_limit_of(item.slug),
            }
            for item in campaign.in_writing
        ],
        "selection_dates": [
            {"name": name, "date": day.isoformat()} for name, day in campaign.selection_dates
        ],
        "contact": {
            "name": campaign.contact_name or campaign.organisation.name,
            "email": campaign.contact_email,
        },
    }


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else None
