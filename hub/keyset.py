"""Pages by keys: a page begins after a record, so that the last one costs what the first one does.

Whatever has no value to sort by stands last, in both directions and on both databases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy


@dataclass(frozen=True)
class Key:
    """One thing that a list is sorted by: a field, a path of fields or an annotation."""

    name: str
    is_descending: bool = False

    @classmethod
    def read(cls, given: Any) -> Key:
        """What ``order_by`` takes: a name, or ``F(name).asc(nulls_last=True)`` and the like."""
        if isinstance(given, OrderBy):
            assert isinstance(given.expression, F), "A list is sorted by names: annotate the rest."
            name: str = given.expression.name  # type: ignore[attr-defined]  # Of every F.
            return cls(name, given.descending)
        return cls(given.removeprefix("-"), given.startswith("-"))

    def ordering(self, *, is_backwards: bool) -> Any:
        """What ``order_by`` takes."""
        nulls = {"nulls_first": True} if is_backwards else {"nulls_last": True}
        field = F(self.name)
        return field.desc(**nulls) if self.is_descending != is_backwards else field.asc(**nulls)

    def equal(self, value: Any) -> Q:
        """The records with this value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def past(self, value: Any, *, is_backwards: bool) -> Q:
        """The records that stand after one with this value, or before it."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if is_backwards else Q(pk__in=())
        side = "lt" if self.is_descending != is_backwards else "gt"
        past = Q(**{f"{self.name}__{side}": value})
        return past if is_backwards else past | Q(**{f"{self.name}__isnull": True})


@dataclass(frozen=True)
class HeldRows:
    """Rows that no query gives, such as those of a closed quarter: all held, each by its place.

    They are sorted by attributes, named as the fields of a query are.
    """

    rows: Sequence[Any]

    def in_order(self, order: Sequence[Key]) -> list[tuple[int, Any]]:
        """The rows sorted, each with its place among them as they were given, from 1."""
        found = list(enumerate(self.rows, 1))
        for key in reversed(order):
            values = [(value_at(each[1], key.name), each) for each in found]
            known = [each for each in values if each[0] not in (None, "")]
            known.sort(key=_comparable, reverse=key.is_descending)
            unknown = [each for each in values if each[0] in (None, "")]
            found = [each for _, each in (*known, *unknown)]
        return found

    def page_of(
        self, order: Sequence[Key], size: int, *, after: Any = None, before: Any = None
    ) -> Page | None:
        """The page after or before a row, by its place, or the first; None without such a row."""
        found = self.in_order(order)
        start = 0
        if (asked := before if before is not None else after) is not None:
            where = next((here for here, each in enumerate(found) if each[0] == asked), None)
            if where is None:
                return None
            start = max(where - size, 0) if before is not None else where + 1
        shown = found[start : start + size]
        if not shown:
            start, shown = 0, found[:size]
        end = start + len(shown)
        return Page(
            records=[row for _, row in shown],
            first=start + 1,
            total=len(found),
            before=shown[0][0] if start else None,
            after=shown[-1][0] if end < len(found) else None,
        )


def value_at(row: Any, path: str) -> Any:
    """What a row has at a path of attributes, named as the fields of a query are."""
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


def _comparable(valued: tuple[Any, Any]) -> Any:
    value, _ = valued
    return value.casefold() if isinstance(value, str) else value


def order_of(rows: QuerySet[Any] | HeldRows, *first: str, key: str = "pk") -> tuple[Key, ...]:
    """By what a list is sorted: by ``first``, or as its rows are; by their keys in the end.

    ``key`` names what finds a record again, which no two have the same: the last of the order.
    """
    if isinstance(rows, HeldRows):
        return tuple(Key.read(name) for name in first)
    names = first or rows.query.order_by or tuple(rows.model._meta.ordering or ())
    keys: list[Key] = []
    for each in map(Key.read, names):
        keys.append(each)
        if each.name == key:
            return tuple(keys)
    return (*keys, Key(key, keys[-1].is_descending if keys else False))


def ordered(
    rows: QuerySet[Any], order: Sequence[Key], *, is_backwards: bool = False
) -> QuerySet[Any]:
    """The rows in an order, or in the opposite one."""
    return rows.order_by(*(key.ordering(is_backwards=is_backwards) for key in order))


def past(
    rows: QuerySet[Any], order: Sequence[Key], key: Any, *, is_backwards: bool = False
) -> QuerySet[Any] | None:
    """The rows after a record, or before it, nearest first; None where there is no such record.

    It is found by its ``key``: what the order ends with.
    """
    here = rows.filter(**{order[-1].name: key})
    values = here.values_list(*(each.name for each in order)).first()
    if values is None:
        return None
    found, equal = Q(pk__in=()), Q()
    for each, value in zip(order, values, strict=True):
        found |= equal & each.past(value, is_backwards=is_backwards)
        equal &= each.equal(value)
    return ordered(rows.filter(found), order, is_backwards=is_backwards)


def key_of(record: Any, order: Sequence[Key]) -> Any:
    """What finds a record again in a list of that order."""
    return getattr(record, order[-1].name)


def number_of(rows: QuerySet[Any] | HeldRows) -> int:
    """How many there are."""
    return len(rows.rows) if isinstance(rows, HeldRows) else rows.order_by().count()


@dataclass(frozen=True)
class Page:
    """Some records in order, where they stand among all, and from which the pages beside it go.

    ``before`` and ``after`` are keys of records, None where there is no such page.
    """

    records: list[Any]
    first: int
    total: int
    before: Any = None
    after: Any = None

    @property
    def last(self) -> int:
        """Where the last of them stands."""
        return self.first + len(self.records) - 1


def page_of(
    rows: QuerySet[Any] | HeldRows,
    order: Sequence[Key],
    size: int,
    *,
    after: Any = None,
    before: Any = None,
    total: int | None = None,
) -> Page | None:
    """The page after or before a record, or the first; None where there is no such record.

    Queries: the record, the page, how many stand before it, and how many there are in all, unless
    that is known as ``total``.
    """
    if isinstance(rows, HeldRows):
        return rows.page_of(order, size, after=after, before=before)
    start = before if before is not None else after
    is_backwards = before is not None
    found = (
        ordered(rows, order)
        if start is None
        else past(rows, order, start, is_backwards=is_backwards)
    )
    if found is None:
        return None
    records = list(found[:size])
    if is_backwards:
        if len(records) < size:  # The beginning: a whole page from there.
            return page_of(rows, order, size, total=total)
        records.reverse()
    elif start is not None and not records:
        return page_of(rows, order, size, total=total)
    total = rows.order_by().count() if total is None else total
    keys = [key_of(record, order) for record in records]
    earlier = past(rows, order, keys[0], is_backwards=True) if start is not None else None
    first = 1 + (earlier.order_by().count() if earlier is not None else 0)
    last = first + len(records) - 1
    return Page(
        records=records,
        first=first,
        total=total,
        before=keys[0] if first > 1 else None,
        after=keys[-1] if keys and last < total else None,
    )
