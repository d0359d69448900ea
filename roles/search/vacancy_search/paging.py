"""Pages of listings by their keys: of the list for people, of feeds, exports and the API.

A cursor in an address is the key of the last listing of a page: the value that the list is sorted
by, a moment in microseconds, and the listing's number; by relevance, the tier goes before them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from roles.models.search.listing import Listing
from roles.search import text_search
from roles.search.vacancy_search.terms import SORTINGS, Sorting, Terms

PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    """Some listings in order, and where the pages beside them begin; "" where there is none."""

    listings: list[Listing]
    previous_cursor: str = ""
    next_cursor: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether this page is all there is."""
        return not self.previous_cursor and not self.next_cursor

    @property
    def updated_at(self) -> datetime:
        """When the newest of them was written; the beginning of time where there is none."""
        return max((listing.projected_at for listing in self.listings), default=EPOCH)


@dataclass(frozen=True)
class Key:
    """Where a listing stands: its tier of relevance, the value it is sorted by, its number."""

    tier: int
    value: datetime | int
    pk: int


def page_of(rows: QuerySet[Listing], sorting: Sorting, *, after: str, size: int) -> Page:
    """The rows after the cursor, in an order without tiers; beyond the last there are none.

    Raises ``ValueError`` for a cursor that is none.
    """
    key = _read(after, sorting)
    if after and key is None:
        raise ValueError(after)
    found = list(_rows_past(rows, sorting, key)[: size + 1])
    return _page(found[:size], sorting, more=len(found) > size, earlier=bool(key))


def find(terms: Terms, query: Mapping[str, str], *, at: datetime | None = None) -> Page:
    """The page that ``after`` or ``before`` in the address asks for, else the first."""
    moment = at or timezone.now()
    sorting = SORTINGS[terms.order]
    by_tiers = terms.order == "relevance"
    if before := _read(query.get("before", ""), sorting, by_tiers=by_tiers):
        page = _slice(terms, before, moment, backwards=True)
        if len(page) >= PAGE:
            earlier = len(page) > PAGE
            return _page(page[:PAGE][::-1], sorting, more=True, earlier=earlier)
        # Fewer than a page before it: that is the beginning of the list.
    after = None if before else _read(query.get("after", ""), sorting, by_tiers=by_tiers)
    page = _slice(terms, after, moment, backwards=False)
    if after and not page:  # What was there has closed meanwhile.
        after, page = None, _slice(terms, None, moment, backwards=False)
    return _page(page[:PAGE], sorting, more=len(page) > PAGE, earlier=bool(after))


def _page(page: list[Listing], sorting: Sorting, *, more: bool, earlier: bool) -> Page:
    return Page(
        listings=page,
        previous_cursor=_cursor(page[0], sorting) if earlier and page else "",
        next_cursor=_cursor(page[-1], sorting) if more and page else "",
    )


def _slice(terms: Terms, key: Key | None, at: datetime, *, backwards: bool) -> list[Listing]:
    """One page and one row more, on one side of the key, nearest to it first."""
    sorting = SORTINGS[terms.order]
    if terms.order != "relevance":
        rows = _rows_past(terms.listings(at), sorting, key, backwards=backwards)
        return list(rows[: PAGE + 1])
    parts = {
        tier: _rows_past(
            rows, sorting, key if key and key.tier == tier else None, backwards=backwards
        )
        for tier, rows in enumerate(text_search.tiers(terms.without_keyword(at), terms.words))
        if key is None or (tier <= key.tier if backwards else tier >= key.tier)
    }
    return _one_after_another(dict(reversed(parts.items())) if backwards else parts)


def _one_after_another(tiers: dict[int, QuerySet[Listing]]) -> list[Listing]:
    """The first rows of several lists in turn, by one statement that stops when it has enough."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in Listing._meta.concrete_fields)
    selects: list[str] = []
    params: list[Any] = []
    for tier, rows in tiers.items():
        sql, given = rows[: PAGE + 1].query.sql_with_params()
        selects.append(f"SELECT {columns}, {tier:d} AS tier FROM ({sql}) AS part_{tier:d}")  # noqa: S608
        params += given
    statement = f"{' UNION ALL '.join(selects)} LIMIT {PAGE + 1:d}"
    return list(Listing.objects.raw(statement, params))


def _rows_past(
    rows: QuerySet[Listing], sorting: Sorting, key: Key | None, *, backwards: bool = False
) -> QuerySet[Listing]:
    """The rows on one side of a key, nearest first."""
    descending = sorting.descending != backwards
    if key:
        side = "lt" if descending else "gt"
        # The bound by itself lets the index begin there; the pair decides among equals.
        rows = rows.filter(
            Q(**{f"{sorting.field}__{side}e": key.value}),
            Q(**{f"{sorting.field}__{side}": key.value}) | Q(**{f"pk__{side}": key.pk}),
        )
    sign = "-" if descending else ""
    return rows.order_by(f"{sign}{sorting.field}", f"{sign}pk")


def _cursor(listing: Listing, sorting: Sorting) -> str:
    value = getattr(listing, sorting.field)
    if isinstance(value, datetime):
        value = (value - EPOCH) // timedelta(microseconds=1)
    tier = getattr(listing, "tier", None)
    return f"{value}.{listing.pk}" if tier is None else f"{tier}.{value}.{listing.pk}"


def _read(text: str, sorting: Sorting, *, by_tiers: bool = False) -> Key | None:
    """The key that a cursor of this order names; None for anything else."""
    parts = text.split(".")
    if len(parts) != (3 if by_tiers else 2):
        return None
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    tier, value, pk = ([0] * 3 + [int(part) for part in parts])[-3:]
    if sorting.field == "salary_from":
        return Key(tier, value, pk) if value < 2**31 else None
    try:
        return Key(tier, EPOCH + timedelta(microseconds=value), pk)
    except OverflowError:
        return None
