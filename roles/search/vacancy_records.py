"""What the API, the exports and the feeds say of a vacancy: the records, field by field."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from hub.api import Moment, Record, Uri, one_of
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms

NEWEST = "newest"


class CodedName(Record):
    """A name with its code."""

    code: str
    """A unique code."""
    name: str
    """Its name."""


class SluggedName(Record):
    """A name with its slug."""

    slug: str
    """A unique code."""
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


class WelshSkills(Record):
    """Whether the job needs Welsh, and how much."""

    needed: Annotated[str, one_of(*CampaignTerms.Welsh.values)]
    """Whether it is needed."""
    spoken: Annotated[str, one_of(*CampaignTerms.WelshLevel.values)]
    """The level of spoken Welsh; empty where none is asked for."""
    written: Annotated[str, one_of(*CampaignTerms.WelshLevel.values)]
    """The level of written Welsh; empty where none is asked for."""


class WelshText(Record):
    """The Welsh text of an advert that is written in English and Welsh."""

    title: str
    """The title in Welsh."""
    url: Uri
    """The advert in Welsh."""


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
    languages: list[str]
    """What the advert is written in: en, cy or both. Title and summary are in the first."""
    in_welsh: WelshText | None
    """The Welsh text beside the English one; null for an advert in one language."""
    welsh: WelshSkills
    """Whether the job needs Welsh."""
    fluency: Annotated[str, one_of(*CampaignTerms.Fluency.values)]
    """Whether the job is public-facing, so that spoken fluency is a duty, and in which language."""
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
