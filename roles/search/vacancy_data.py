"""Open vacancies as plain data: one description, for feeds, exports and API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from hub.api import Moment, Record, Uri, one_of
from roles.adverts.context import public_status
from roles.adverts.job_posting import description_html
from roles.adverts.pages import VacancyPage
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.location import Location
from roles.models.search.listing import Listing, ListingPlace
from roles.search.projection import projected
from roles.search.vacancy_search import SORTINGS, Page, Terms, page_of

NEWEST = "newest"


class CodedName(Record):
    """A name with its code."""

    code: str
    """Tells it apart."""
    name: str
    """Its name."""


class SluggedName(Record):
    """A name with its slug."""

    slug: str
    """Tells it apart."""
    name: str
    """Its name."""


class Salary(Record):
    """What is paid."""

    text: str
    """The salary as the advert says it."""
    currency: str
    """Always GBP."""
    per: str
    """Always year."""
    min: int | None
    """The lowest outside London."""
    max: int | None
    """The highest outside London."""
    london_min: int | None
    """The lowest in London."""
    london_max: int | None
    """The highest in London."""
    allowance: int | None
    """The highest specialist allowance."""


class Contract(Record):
    """For how long."""

    text: str
    """The contract as the advert says it."""
    type: Annotated[str, one_of(*CampaignTerms.Contract.values)]
    """The kind."""
    months: int | None
    """How long, for a fixed term or a loan."""


class Vacancy(Record):
    """A vacancy."""

    reference: str
    """The reference of the campaign, such as V-7K3M-2QXA."""
    title: str
    """The title of the advert."""
    summary: str
    """One or two sentences: what the person will do."""
    url: Uri
    """The advert."""
    apply_url: Uri
    """Where an application begins."""
    organisation: str
    """Who hires."""
    department: CodedName
    """The department it belongs to."""
    family: SluggedName
    """The role family in today's framework."""
    role: str
    """The role in the framework."""
    grade: CodedName
    """The grade."""
    places: list[SluggedName]
    """Where the person would be based."""
    home_working: bool
    """Whether the work can be done from home, wherever that is."""
    salary: Salary
    """The salary."""
    contract: Contract
    """The contract."""
    working_pattern: Annotated[str, one_of(*CampaignTerms.WorkingPattern.values)]
    """How it is worked."""
    working_pattern_text: str
    """The same in words."""
    hours_per_week: float
    """Hours a week, full time."""
    audience: Annotated[str, one_of(*Audience.values)]
    """Who may apply: the department's staff, civil servants, or anyone."""
    audience_text: str
    """The same in words."""
    nationality: Annotated[str, one_of(*CampaignTerms.Nationality.values)]
    """Who may be appointed."""
    nationality_text: str
    """The same in words."""
    security_level: Annotated[str, one_of(*CampaignTerms.SecurityLevel.values)]
    """The check to pass."""
    security_level_text: str
    """The same in words."""
    posts: int
    """How many posts are to be filled."""
    opened_at: Moment
    """When it was first advertised."""
    closes_at: Moment
    """The last moment to apply."""
    updated_at: Moment
    """When the advert last changed."""


class ExportedVacancy(Vacancy):
    """A vacancy with the advert's prose."""

    description_html: str
    """The advert's prose and criteria as paragraphs and lists."""


class Publisher(Record):
    """Who publishes an export."""

    name: str
    """Who publishes it."""
    url: Uri
    """Where."""


class Export(Record):
    """The daily export."""

    generated_at: Moment
    """When it was written."""
    publisher: Publisher
    """Who publishes it."""
    vacancies: list[ExportedVacancy]
    """The vacancies that anyone may apply for."""


class WrittenStatement(Record):
    """What is asked about one element."""

    element: str
    """The element of the assessment framework."""
    name: str
    """Its name, as in a sentence."""
    word_limit: int
    """The most words about it."""


class SelectionDate(Record):
    """A date of the selection."""

    name: str
    """What happens."""
    date: date
    """The day."""


class Contact(Record):
    """Whom to ask."""

    name: str
    """The team."""
    email: str
    """Its shared mailbox."""


class WholeVacancy(Vacancy):
    """A vacancy with its whole advert."""

    standing: Annotated[str, one_of("open", "paused", "closed", "withdrawn")]
    """Whether it takes applications."""
    description_html: str
    """The advert's prose and criteria as paragraphs and lists."""
    essential_criteria: list[str]
    """What is truly essential."""
    assessment: list[str]
    """The stages of assessment."""
    statement_word_limit: int
    """The most words of the statement, where there is one."""
    statements: list[WrittenStatement]
    """What the application asks about one by one; none where there is a single statement."""
    selection_dates: list[SelectionDate]
    """When the sift and the interviews are."""
    contact: Contact
    """Whom to ask."""


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
        "posts": listing.posts,
        "opened_at": listing.opens_at,
        "closes_at": listing.closes_at,
        "updated_at": listing.projected_at,
    }
