"""What can be chosen beside the list, and how many roles each choice would give."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from hub import page_cache
from roles.models.campaigns.campaign_rows import IN_TIME
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.policy import RecruitmentPolicy
from roles.models.search.listing import Listing, ListingPlace
from roles.search.vacancy_search.terms import (
    CLOSING_SOON,
    LANGUAGES,
    PATTERNS,
    SALARIES,
    YES,
    Terms,
    usual_closing_soon_days,
)

# Where more than so many answer, counting stops: the figures then say "more than".
MOST_COUNTED = 10_000
# The choices that stand in a column of the listing: its value, its label, its place in the list.
COLUMNS = {
    "family": ("family_slug", "family_name", "family_name"),
    "role": ("role_slug", "role_name", "role_name"),
    "department": ("department_code", "department_name", "department_name"),
    "grade": ("grade_code", "grade_name", "grade_order"),
    "contract": ("contract", "contract", "contract"),
    "pattern": ("working_pattern", "working_pattern", "working_pattern"),
    "audience": ("audience", "audience", "audience"),
    "welsh": ("welsh", "welsh", "welsh"),
    "language": ("language", "language", "language"),
}
# The field of the terms that each list of choices sets.
FIELDS = {
    **{name: name for name in COLUMNS},
    "place": "places",
    "home": "home",
    "salary": "salary",
    "closing": "closing_soon",
}
LABELS: dict[str, dict[str, str]] = {
    "contract": dict(CampaignTerms.Contract.choices),
    "pattern": {
        "full_time": "Full time",
        "part_time": "Part time",
        "flexible": "Job share or flexible",
    },
    "audience": {
        Audience.EXTERNAL: "Open to anyone",
        Audience.ACROSS_GOVERNMENT: "Civil servants in any department",
        Audience.INTERNAL: "Staff of one department",
    },
    "welsh": {
        CampaignTerms.Welsh.ESSENTIAL: "Welsh essential",
        CampaignTerms.Welsh.DESIRABLE: "Welsh desirable",
        CampaignTerms.Welsh.NOT_NEEDED: "Welsh not needed",
    },
    "language": {"en": "Written in English", "cy": "Written in Welsh"},
}
# A choice that stands for several values of its column.
GROUPS = {"pattern": PATTERNS, "language": LANGUAGES}


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen, with how many roles would be left."""

    value: str
    label: str
    count: int = 0
    is_more: bool = False


@dataclass(frozen=True)
class Offer:
    """All that can be chosen beside a search, and how many roles it finds by itself."""

    count: int = 0
    is_more: bool = False
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    closing_soon_days: int = 0
    # When the clock next opens or closes a listed role: until then, and no longer, this is so.
    changes_at: datetime | None = None

    def label(self, name: str, value: str) -> str:
        """What a choice is called; "" for one that nobody offers now."""
        return next((item.label for item in self.choices.get(name, []) if item.value == value), "")


def offer(terms: Terms, at: datetime | None = None) -> Offer:
    """The choices beside a search; one query where nothing is stored."""
    name = f"roles.offer:{hashlib.sha256(terms.unsorted.address().encode()).hexdigest()}"
    found = page_cache.get(name)
    if found is None:
        moment = at or timezone.now()
        counted = _count(terms.unsorted, moment)
        found = _offer(counted, moment)
        page_cache.store(CLOSING_SOON, found.closing_soon_days)
        page_cache.store(name, found, (_next_change(counted, moment) - moment).total_seconds())
    return found


def loosened(terms: Terms, at: datetime | None = None) -> dict[str, Choice]:
    """For a search that finds nothing: what would be found without each thing asked for.

    By the name of its parameter; the value of a choice is the address. The places and home working
    count as one: fewer of them never find more.
    """
    moment, plain = at or timezone.now(), terms.unsorted
    without = {name: _without(plain, name) for name in ("q", *FIELDS) if name != "home"}
    without = {name: changed for name, changed in without.items() if changed != plain}
    rows = [
        _bounded(changed, moment)
        .annotate(kind=Value(name, output_field=CharField()))
        .values_list("kind")
        .annotate(number=Count("pk"))
        for name, changed in without.items()
    ]
    numbers: dict[str, int] = dict(rows[0].union(*rows[1:], all=True)) if rows else {}
    return {
        name: Choice(
            changed.address(),
            name,
            min(numbers.get(name, 0), MOST_COUNTED),
            numbers.get(name, 0) > MOST_COUNTED,
        )
        for name, changed in without.items()
    }


@dataclass
class _Counted:
    """The numbers by list and value, and what the values are called and sorted by."""

    numbers: dict[str, dict[str, int]]
    names: dict[tuple[str, str], tuple[str, str]]


def _without(terms: Terms, name: str) -> Terms:
    """The terms without what a list of choices sets."""
    if name in ("place", "home"):
        return replace(terms, places=(), home=False)
    attribute = FIELDS[name] if name != "q" else "keyword"
    return replace(terms, **{attribute: getattr(Terms(), attribute)})


def _bounded(terms: Terms, at: datetime) -> QuerySet[Listing]:
    rows = terms.listings(at).order_by().values("pk")[: MOST_COUNTED + 1]
    return Listing.objects.filter(pk__in=rows).order_by()


def _count(terms: Terms, at: datetime) -> _Counted:
    """Every list by one statement."""
    numbers: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    names: dict[tuple[str, str], tuple[str, str]] = {}
    parts = list(_parts(terms, at))
    for kind, value, label, order, number in parts[0].union(*parts[1:], all=True):
        numbers[kind][value] += number
        # A role of 2013 has today's slug and its old name: the last of them, as good as any.
        names[kind, value] = (order.zfill(5) if kind == "grade" else order, label)
    return _Counted(numbers, names)


def _parts(terms: Terms, at: datetime) -> Iterator[QuerySet]:
    def counted(
        kind: str, rows: QuerySet, value: Any, label: Any = "", order: Any = ""
    ) -> QuerySet:
        given = {"value": value, "label": label, "order": order}
        return (
            rows.annotate(
                kind=Value(kind, output_field=CharField()),
                **{name: _as_text(item) for name, item in given.items()},
            )
            .values_list("kind", "value", "label", "order")
            .annotate(number=Count("pk"))
        )

    yield counted("total", _bounded(terms, at), "")
    for kind, (value, label, order) in COLUMNS.items():
        yield counted(kind, _bounded(_without(terms, kind), at), F(value), F(label), F(order))
    anywhere = _bounded(_without(terms, "place"), at)
    places = ListingPlace.objects.filter(listing__in=anywhere.values("pk")).order_by()
    yield counted("place", places, F("slug"), F("name"), F("name"))
    yield counted("home", anywhere, F("home_working"))
    yield counted("salary", _bounded(_without(terms, "salary"), at), F("salary_from"))
    yield counted("closing", _bounded(_without(terms, "closing"), at), F("closes_at"))
    # Beside them, what the clock and the policy say: one statement instead of three.
    everything = Listing.objects.order_by()
    yield counted("opens", everything.filter(opens_at__gt=at), F("opens_at"))
    yield counted("closes", everything.filter(closes_at__gt=at - IN_TIME), F("closes_at"))
    yield counted("policy", RecruitmentPolicy.objects.all(), F("closing_soon_days"))


def _as_text(item: Any) -> Any:
    if isinstance(item, str):
        return Value(item, output_field=CharField())
    return Cast(item, CharField())


def _offer(counted: _Counted, at: datetime) -> Offer:
    numbers = counted.numbers
    days = next((int(value) for value in numbers["policy"]), usual_closing_soon_days())
    lists: dict[str, list[Choice]] = {}
    for kind in COLUMNS:
        given = numbers[kind]
        values = sorted(given, key=lambda value: counted.names[kind, value])
        if kind in GROUPS:
            given = {
                wanted: sum(given[item] for item in found) for wanted, found in GROUPS[kind].items()
            }
        if kind in LABELS:
            values = list(LABELS[kind])
        is_more = sum(numbers[kind].values()) > MOST_COUNTED
        lists[kind] = [
            Choice(
                value,
                LABELS[kind][value] if kind in LABELS else counted.names[kind, value][1],
                given[value],
                is_more,
            )
            for value in values
            if value and given.get(value)
        ]
    many = sum(numbers["home"].values()) > MOST_COUNTED
    lists["place"] = [
        Choice(value, counted.names["place", value][1], number, many)
        for value, number in sorted(numbers["place"].items(), key=lambda item: item[0])
    ]
    home = sum(number for value, number in numbers["home"].items() if value in ("1", "true"))
    salaries = {band: _sum(numbers["salary"], lambda low: int(low) >= band) for band in SALARIES}  # noqa: B023
    until = at + timedelta(days=days)
    soon = _sum(numbers["closing"], lambda closes: _moment(closes) <= until)
    lists["home"] = [Choice(YES, "Work from home", home, many)] if home else []
    lists["salary"] = [
        Choice(str(band), f"£{band:,}", number, sum(numbers["salary"].values()) > MOST_COUNTED)
        for band, number in salaries.items()
        if number
    ]
    more_closing = sum(numbers["closing"].values()) > MOST_COUNTED
    lists["closing"] = (
        [Choice("soon", f"In the next {days} days", soon, more_closing)] if soon else []
    )
    total = numbers["total"][""]
    return Offer(
        min(total, MOST_COUNTED),
        total > MOST_COUNTED,
        lists,
        days,
        _next_change(counted, at),
    )


def _sum(numbers: dict[str, int], wanted: Callable[[str], bool]) -> int:
    return sum(number for value, number in numbers.items() if wanted(value))


def _next_change(counted: _Counted, at: datetime) -> datetime:
    """When the clock next opens or closes a listed role; tomorrow where it is not to."""
    opens = [_moment(value) for value in counted.numbers["opens"]]
    closes = [_moment(value) + IN_TIME for value in counted.numbers["closes"]]
    return min([*opens, *closes], default=at + timedelta(days=1))


def _moment(text: str) -> datetime:
    """A moment as a database writes it: PostgreSQL with its zone, SQLite without."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
