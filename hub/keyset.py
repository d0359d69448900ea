"""Pages by keys: a page begins after a record, so that the last one costs what the first one does.

Whatever has no value to sort by stands last, in both directions and on both databases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet


@dataclass(frozen=True)
class Key:
    """One thing that a list is sorted by: a field, a path of fields or an annotation."""

    name: str
    is_descending: bool = False

    @classmethod
    def read(cls, text: str) -> Key:
        """A name of ``order_by``."""
        return cls(text.removeprefix("-"), text.startswith("-"))

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


def order_of(rows: QuerySet[Any], *first: str) -> tuple[Key, ...]:
    """By what a list is sorted: by ``first``, or as its rows are; by their keys in the end."""
    names = first or rows.query.order_by or tuple(rows.model._meta.ordering or ())
    keys = tuple(Key.read(str(name)) for name in names if name not in ("pk", "-pk"))
    return (*keys, Key("pk", keys[-1].is_descending if keys else False))


def ordered(
    rows: QuerySet[Any], order: Sequence[Key], *, is_backwards: bool = False
) -> QuerySet[Any]:
    """The rows in an order, or in the opposite one."""
    return rows.order_by(*(key.ordering(is_backwards=is_backwards) for key in order))


def past(
    rows: QuerySet[Any], order: Sequence[Key], pk: Any, *, is_backwards: bool = False
) -> QuerySet[Any] | None:
    """The rows after a record, or before it, nearest first; None where there is no such record."""
    values = rows.filter(pk=pk).values_list(*(key.name for key in order)).first()
    if values is None:
        return None
    found, equal = Q(pk__in=()), Q()
    for key, value in zip(order, values, strict=True):
        found |= equal & key.past(value, is_backwards=is_backwards)
        equal &= key.equal(value)
    return ordered(rows.filter(found), order, is_backwards=is_backwards)


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
    rows: QuerySet[Any], order: Sequence[Key], size: int, *, after: Any = None, before: Any = None
) -> Page | None:
    """The page after or before a record, or the first; None where there is no such record.

    Queries: the record, the page, how many stand before it, how many there are in all.
    """
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
            return page_of(rows, order, size)
        records.reverse()
    elif start is not None and not records:
        return page_of(rows, order, size)
    total = rows.order_by().count()
    earlier = past(rows, order, records[0].pk, is_backwards=True) if start is not None else None
    first = 1 + (earlier.order_by().count() if earlier is not None else 0)
    last = first + len(records) - 1
    return Page(
        records=records,
        first=first,
        total=total,
        before=records[0].pk if first > 1 else None,
        after=records[-1].pk if records and last < total else None,
    )
