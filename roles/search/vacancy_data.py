"""Open vacancies as plain data: one description, for feeds, exports and API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from roles.adverts.context import public_status
from roles.adverts.job_posting import description_html
from roles.adverts.pages import VacancyPage
from roles.models.campaigns.campaign_state import Audience
from roles.models.location import Location
from roles.models.search.listing import Listing, ListingPlace
from roles.search.projection import projected
from roles.search.vacancy_records import (
    CodedName,
    Contact,
    Contract,
    ExportedVacancy,
    Salary,
    SelectionDate,
    SluggedName,
    Vacancy,
    WelshSkills,
    WelshText,
    WholeVacancy,
    WrittenStatement,
)
from roles.search.vacancy_search import SORTINGS, Page, Terms, page_of

NEWEST = "newest"


def newest(terms: Terms, *, after: str, size: int, at: datetime) -> Page:
    """The newest that answer, after the cursor. Raises ``ValueError`` for a cursor that is none."""
    rows = with_campaigns(terms.listings(at))
    return page_of(rows, SORTINGS[NEWEST], after=after, size=size)


def with_campaigns(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """The listings with what ``describe`` reads, in two queries."""
    return rows.select_related("campaign").prefetch_related("places")


def every_open(at: datetime, *, chunk: int = 500) -> Iterator[Listing]:
    """All that are open, newest first, without holding them all at once."""
    after = ""
    while True:
        page = newest(Terms(), after=after, size=chunk, at=at)
        yield from page.listings
        if not (after := page.next_cursor):
            return


def describe(listing: Listing) -> Vacancy:
    """One vacancy as data, the same wherever it is read; salaries in pounds a year.

    Holds only what the advert says to everybody.
    """
    return Vacancy(**_facts(listing, listing.places.all()))


def describe_with_prose(listing: Listing, page: VacancyPage) -> ExportedVacancy:
    """A vacancy as the daily export has it."""
    prose = description_html(page, listing.campaign)
    return ExportedVacancy(**_facts(listing, listing.places.all()), description_html=prose)


def describe_whole(page: VacancyPage) -> WholeVacancy:
    """A vacancy that has been opened, open or not, with its whole advert."""
    campaign = page.campaign
    values = projected(campaign, page)
    changed = page.last_published_at or campaign.opened_at
    listing = getattr(campaign, "listing", None) or Listing(
        campaign=campaign, projected_at=changed, **values
    )
    return WholeVacancy(
        **_facts(listing, campaign.places.all()),
        standing=public_status(campaign),
        description_html=description_html(page, campaign),
        essential_criteria=campaign.criteria,
        assessment=campaign.stages,
        statement_word_limit=campaign.statement_word_limit,
        statements=[
            WrittenStatement(
                element=item.slug, name=item.spoken, word_limit=campaign.word_limit_of(item.slug)
            )
            for item in campaign.in_writing
        ],
        selection_dates=[
            SelectionDate(name=name, date=day) for name, day in campaign.selection_dates
        ],
        contact=Contact(
            name=campaign.contact_name or campaign.organisation.name, email=campaign.contact_email
        ),
    )


def _facts(listing: Listing, places: Iterable[Location | ListingPlace]) -> dict[str, Any]:
    """The fields of ``Vacancy``."""
    campaign = listing.campaign
    apply = reverse("roles:application_start", args=[campaign.reference])
    return {
        "reference": campaign.reference,
        "title": listing.title,
        "summary": listing.summary,
        "url": settings.HUB_BASE_URL + listing.path,
        "apply_url": settings.HUB_BASE_URL + apply,
        "organisation": listing.organisation_name,
        "department": CodedName(code=listing.department_code, name=listing.department_name),
        "family": SluggedName(slug=listing.family_slug, name=listing.family_name),
        "role": listing.role_name,
        "grade": CodedName(code=listing.grade_code, name=listing.grade_name),
        "places": [SluggedName(slug=place.slug, name=place.name) for place in places],
        "home_working": listing.home_working,
        "salary": Salary(
            text=listing.salary_text,
            currency="GBP",
            per="year",
            min=campaign.salary_min,
            max=campaign.salary_max,
            london_min=campaign.london_salary_min,
            london_max=campaign.london_salary_max,
            allowance=campaign.allowance,
        ),
        "contract": Contract(
            text=listing.contract_text, type=campaign.contract, months=campaign.contract_months
        ),
        "working_pattern": campaign.working_pattern,
        "working_pattern_text": campaign.get_working_pattern_display(),
        "hours_per_week": float(campaign.hours_per_week),
        "audience": listing.audience,
        "audience_text": str(Audience(listing.audience).label),
        "nationality": campaign.nationality,
        "nationality_text": campaign.get_nationality_display(),
        "security_level": campaign.security_level,
        "security_level_text": campaign.get_security_level_display(),
        "languages": listing.languages,
        "in_welsh": WelshText(
            title=listing.welsh_title, url=settings.HUB_BASE_URL + listing.welsh_path
        )
        if listing.welsh_path
        else None,
        "welsh": WelshSkills(
            needed=campaign.welsh, spoken=campaign.welsh_spoken, written=campaign.welsh_written
        ),
        "fluency": campaign.fluency,
        "posts": listing.posts,
        "opened_at": listing.opens_at,
        "closes_at": listing.closes_at,
        "updated_at": listing.projected_at,
    }
