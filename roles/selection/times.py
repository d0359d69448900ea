"""How long selection takes: each part of it, to hire and to fill (R20), and what is counted.

A time is counted for each application whose part is over, in whole days. What a conflict of
interest hides from the reader is not counted (R9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub.dates import day_of
from hub.models import User
from hub.numbers import plural
from hub.tables import Column, Empty, Link, Table
from roles.models.applications.application import Application
from roles.models.applications.application_rows import ApplicationQuerySet
from roles.models.applications.application_state import APPOINTED
from roles.models.campaigns.campaign import Campaign

# Days to hire in the Civil Service, as the Public Accounts Committee had it in 2024 (R20).
BENCHMARK = 99
# From so many on, one in ten is somebody: the 90th percentile says something.
FEWEST_FOR_TENTHS = 10
# Of the campaigns of an organisation, what was over in so many days until today.
RECENT = timedelta(days=365)
EMPTY = Empty("No applications to count yet.", "Applications appear here when this part has ended.")


@dataclass(frozen=True)
class Part:
    """A part of the way: from which moment to which; of which applications, where not of all."""

    slug: str
    label: str
    begin: Any
    end: Any
    definition: str
    only: Q = field(default_factory=Q)
    benchmark: int | None = None

    def of(self, rows: ApplicationQuerySet) -> ApplicationQuerySet:
        """Those of these for which it is over, with when it ``began`` and ``ended``."""
        found = rows.filter(self.only).annotate(began=self.begin, over=self.end)
        return found.filter(began__isnull=False, over__gte=F("began"))


PARTS = (
    Part(
        "to-hire",
        "Time to hire",
        F("campaign__opened_at"),
        F("formal_offer_at"),
        "From the day the role opened to the day every check was passed and the formal offer made.",
        Q(state__in=APPOINTED),
        BENCHMARK,
    ),
    Part(
        "to-fill",
        "Time to fill",
        F("campaign__approved_at"),
        F("started_at"),
        "From the day the campaign was approved to the day the person started.",
        Q(state__in=APPOINTED),
    ),
    Part(
        "sift",
        "Sift",
        F("campaign__closes_at"),
        Coalesce("sift_pass_at", "sift_fail_at"),
        "From the day the role closed to the decision of the sift.",
    ),
    Part(
        "invitation",
        "Invitation",
        F("sift_pass_at"),
        F("interview_invited_at"),
        "From passing the sift to the invitation to an interview.",
    ),
    Part(
        "interview",
        "Interview",
        F("interview_invited_at"),
        F("interviewed_at"),
        "From the invitation to the interview.",
    ),
    Part(
        "decision",
        "Decision",
        F("interviewed_at"),
        Coalesce("recommended_at", "reserve_at", "not_appointable_at"),
        "From the interview to what the panel decided.",
    ),
    Part(
        "offer",
        "Offer",
        Coalesce("recommended_at", "reserve_at"),
        F("provisional_offer_at"),
        "From the panel’s decision to the provisional offer.",
    ),
    Part(
        "answer",
        "Answer",
        F("provisional_offer_at"),
        F("accepted_at"),
        "From the provisional offer to its acceptance.",
    ),
    Part(
        "checks",
        "Checks",
        F("accepted_at"),
        F("formal_offer_at"),
        "From the acceptance to the formal offer, when every check is passed.",
    ),
    Part(
        "start",
        "Start",
        F("formal_offer_at"),
        F("started_at"),
        "From the formal offer to the first day at work.",
    ),
)


def applications_timed(person: User, campaign: Campaign | None) -> ApplicationQuerySet:
    """Those that a person handles: of a campaign, or of all of theirs."""
    rows = Application.objects.handled_by(person).going_on().order_by()
    return rows.filter(campaign=campaign) if campaign is not None else rows


def rows_of(part: Part, person: User, campaign: Campaign | None) -> ApplicationQuerySet:
    """What a figure is counted from; of several campaigns, what was over in the last year."""
    found = part.of(applications_timed(person, campaign))
    return found if campaign is not None else found.filter(Q(over__gte=timezone.now() - RECENT))


def days_between(began: datetime, over: datetime) -> int:
    """Whole days, from one day in London to the other."""
    return (timezone.localdate(over) - timezone.localdate(began)).days


@dataclass(frozen=True)
class Time:
    """The figures of a part, in days; ``address`` opens to what they are counted from."""

    part: Part
    number: int
    middle: float | None
    tenth: int | None
    address: str

    @property
    def middle_words(self) -> str:
        """Half took so long or less."""
        if self.middle is None:
            return ""
        return f"{self.middle:g} day{'' if self.middle == 1 else 's'}"

    @property
    def tenth_words(self) -> str:
        """Nine of ten took so long or less."""
        if not self.number:
            return ""
        return "Too few to say" if self.tenth is None else plural(self.tenth, "day")

    @property
    def benchmark_words(self) -> str:
        """What it can be held against."""
        return f"{self.part.benchmark} days" if self.part.benchmark else ""


def times_of(person: User, campaign: Campaign | None, addresses: Mapping[str, str]) -> list[Time]:
    """The figures of each part, in order. Queries: one for each part."""
    return [
        _time(
            part,
            rows_of(part, person, campaign).values_list(F("began"), F("over")),
            addresses[part.slug],
        )
        for part in PARTS
    ]


def _time(part: Part, moments: Iterable[tuple[datetime, datetime]], address: str) -> Time:
    days = sorted(days_between(began, over) for began, over in moments)
    tenth = days[ceil(0.9 * len(days)) - 1] if len(days) >= FEWEST_FOR_TENTHS else None
    return Time(part, len(days), median(days) if days else None, tenth, address)


TIMES = Table(
    "How long recruitment takes",
    (
        Column("Part", lambda row: row.part.label),
        Column("What is counted", lambda row: row.part.definition),
        Column(
            "Applications",
            lambda row: Link(row.number, row.address, f"of {row.part.label}") if row.number else 0,
            is_numeric=True,
        ),
        Column("Median", lambda row: row.middle_words, is_numeric=True),
        Column("90% took no longer than", lambda row: row.tenth_words, is_numeric=True),
        Column("Benchmark", lambda row: row.benchmark_words, is_numeric=True),
    ),
    caption_is_hidden=True,
    empty=EMPTY,
)


def counted(link: Any) -> Table:
    """What a figure is counted from, by reference; days alone (R11)."""
    return Table(
        "Applications counted",
        (
            Column("Application", link),
            Column("Campaign", lambda row: row.campaign.reference),
            Column("From", lambda row: day_of(row.began)),
            Column("To", lambda row: day_of(row.over)),
            Column("Days", lambda row: days_between(row.began, row.over), is_numeric=True),
        ),
        caption_is_hidden=True,
        empty=EMPTY,
    )
