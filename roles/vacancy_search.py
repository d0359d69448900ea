"""Finding a role: what is asked for, the page of listings that answers it, and the choices.

A page costs one query; the choices and the count come from the cache where they can.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone

from roles import search
from roles.models.listing import Listing, ListingPlace

PAGE = 20
MOST_COUNTED = 1000
MOST_PLACES = 20
CACHED_FOR = 60
GENERATION = "roles:listings:generation"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sorting:
    """An order of the list: a label, the field it goes by, and whether the largest come first."""

    label: str
    field: str
    descending: bool


SORTINGS = {
    "closing": Sorting("Closing soonest", "closes_at", descending=False),
    "newest": Sorting("Newest", "opens_at", descending=True),
}
DEFAULT_SORTING = "closing"


@dataclass(frozen=True)
class Terms:
    """What somebody looks for, as it stands in the address; rubbish in the address is left out."""

    keyword: str = ""
    family: str = ""
    department: str = ""
    grade: str = ""
    places: tuple[str, ...] = ()
    sort: str = DEFAULT_SORTING

    @classmethod
    def from_address(cls, query: QueryDict) -> Terms:
        """Read the parameters q, family, department, grade, place (several) and sort."""
        sort = _clean(query.get("sort", ""))
        return cls(
            keyword=_clean(query.get("q", "")),
            family=_clean(query.get("family", "")),
            department=_clean(query.get("department", "")),
            grade=_clean(query.get("grade", "")),
            places=tuple(
                dict.fromkeys(filter(None, map(_clean, query.getlist("place")[:MOST_PLACES])))
            ),
            sort=sort if sort in SORTINGS else DEFAULT_SORTING,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for, the order aside."""
        return replace(self, sort=DEFAULT_SORTING) != Terms()

    def address(self, **more: str) -> str:
        """The query string that asks for this: the same terms always give the same one."""
        pairs = [
            ("q", self.keyword),
            ("family", self.family),
            ("department", self.department),
            ("grade", self.grade),
            *(("place", place) for place in self.places),
            ("sort", "" if self.sort == DEFAULT_SORTING else self.sort),
            *more.items(),
        ]
        return urlencode([(name, value) for name, value in pairs if value])

    def listings(self, at: datetime) -> QuerySet[Listing]:
        """The open listings that answer, in no order."""
        rows = search.matching(Listing.objects.open(at), search.parse(self.keyword))
        if self.family:
            rows = rows.filter(family_slug=self.family)
        if self.department:
            rows = rows.filter(department_code=self.department)
        if self.grade:
            rows = rows.filter(grade_code=self.grade)
        if self.places:
            rows = rows.in_places(self.places)
        return rows


@dataclass(frozen=True)
class Found:
    """One page of what was found; the counts stop at ``MOST_COUNTED``."""

    listings: list[Listing]
    count: int
    is_more: bool
    previous_cursor: str
    next_cursor: str


@dataclass(frozen=True)
class Choices:
    """What can be chosen among the open listings: (value, label) pairs by field."""

    family: list[tuple[str, str]] = field(default_factory=list)
    department: list[tuple[str, str]] = field(default_factory=list)
    grade: list[tuple[str, str]] = field(default_factory=list)
    place: list[tuple[str, str]] = field(default_factory=list)


def find(terms: Terms, query: Mapping[str, str], *, at: datetime | None = None) -> Found:
    """The page that ``after`` or ``before`` in the address asks for, else the first."""
    moment = at or timezone.now()
    rows = terms.listings(moment)
    if before := _read_cursor(query.get("before", "")):
        page = _slice(rows, terms.sort, before, backwards=True)
        if len(page) >= PAGE:
            earlier = len(page) > PAGE
            return _found(terms, rows, page[:PAGE][::-1], moment, more=True, earlier=earlier)
        # Fewer than a page before it: that is the beginning of the list.
    after = None if before else _read_cursor(query.get("after", ""))
    page = _slice(rows, terms.sort, after, backwards=False)
    if after and not page:  # What was there has closed meanwhile.
        after, page = None, _slice(rows, terms.sort, None, backwards=False)
    return _found(terms, rows, page[:PAGE], moment, more=len(page) > PAGE, earlier=bool(after))


def choices(at: datetime | None = None) -> Choices:
    """What can be chosen now; one query where the cache has nothing."""
    key = f"roles:choices:{generation()}"
    found = cache.get(key)
    if found is None:
        found = _read_choices(at or timezone.now())
        cache.set(key, found, CACHED_FOR)
    return found


def generation() -> int:
    """The number that every cached answer carries; it moves on when a listing does."""
    return cache.get_or_set(GENERATION, 1, None) or 1


def bump_generation() -> None:
    """Let go of every cached answer."""
    try:
        cache.incr(GENERATION)
    except ValueError:
        # Not from 1: answers of a number used before the cache was emptied must not come back.
        cache.set(GENERATION, int(timezone.now().timestamp()), None)


def _found(
    terms: Terms,
    rows: QuerySet[Listing],
    page: list[Listing],
    at: datetime,
    *,
    more: bool,
    earlier: bool,
) -> Found:
    whole = not more and not earlier
    count = len(page) if whole else _count(terms, rows)
    return Found(
        listings=page,
        count=min(count, MOST_COUNTED),
        is_more=count > MOST_COUNTED,
        previous_cursor=_cursor(page[0], terms.sort) if earlier and page else "",
        next_cursor=_cursor(page[-1], terms.sort) if more and page else "",
    )


def _count(terms: Terms, rows: QuerySet[Listing]) -> int:
    digest = hashlib.sha256(terms.address().encode()).hexdigest()
    key = f"roles:count:{generation()}:{digest}"
    count = cache.get(key)
    if count is None:
        count = rows.order_by()[: MOST_COUNTED + 1].count()
        cache.set(key, count, CACHED_FOR)
    return count


def _slice(
    rows: QuerySet[Listing], sort: str, cursor: tuple[datetime, int] | None, *, backwards: bool
) -> list[Listing]:
    """One page and one row more, on one side of the cursor, nearest to it first."""
    order = SORTINGS[sort]
    descending = order.descending != backwards
    if cursor:
        value, pk = cursor
        side = "lt" if descending else "gt"
        rows = rows.filter(
            Q(**{f"{order.field}__{side}": value}) | Q(**{order.field: value, f"pk__{side}": pk})
        )
    sign = "-" if descending else ""
    return list(rows.order_by(f"{sign}{order.field}", f"{sign}pk")[: PAGE + 1])


def _cursor(listing: Listing, sort: str) -> str:
    value: datetime = getattr(listing, SORTINGS[sort].field)
    return f"{(value - EPOCH) // timedelta(microseconds=1)}.{listing.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    moment, _, pk = text.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (moment, pk)):
        return None
    try:
        return EPOCH + timedelta(microseconds=int(moment)), int(pk)
    except OverflowError:
        return None


def _read_choices(at: datetime) -> Choices:
    """All four lists by one query: kind, value, label and what they are sorted by."""
    rows = Listing.objects.open(at).order_by()

    def distinct(kind: str, value: str, label: str, order: object) -> QuerySet:
        return (
            rows.exclude(**{value: ""})
            .annotate(kind=Value(kind), value=F(value), label=F(label))
            .annotate(order=Cast(order, CharField()))
            .values_list("kind", "value", "label", "order")
            .distinct()
        )

    places = (
        ListingPlace.objects.filter(listing__in=rows.values("pk"))
        .order_by()
        .annotate(kind=Value("place"), value=F("slug"), label=F("name"), order=F("name"))
        .values_list("kind", "value", "label", "order")
        .distinct()
    )
    lists: dict[str, list[tuple[str, str, str]]] = {
        "family": [],
        "department": [],
        "grade": [],
        "place": [],
    }
    families = distinct("family", "family_slug", "family_name", F("family_name"))
    for kind, value, label, order in families.union(
        distinct("department", "department_code", "department_name", F("department_name")),
        distinct("grade", "grade_code", "grade_name", F("grade_order")),
        places,
    ):
        lists[kind].append((order.zfill(5) if kind == "grade" else order, value, label))
    return Choices(
        **{
            kind: list({value: label for _, value, label in sorted(items)}.items())
            for kind, items in lists.items()
        }
    )


def _clean(text: str) -> str:
    """What somebody typed or an address holds, without what cannot be looked for."""
    start = text[: 4 * search.LONGEST_QUERY]
    printable = "".join(char if char.isprintable() else " " for char in start)
    return " ".join(printable.split())[: search.LONGEST_QUERY]
