"""Choices by which a list is narrowed: of each, the values that its rows have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from hub.filters import Filters
from hub.keyset import HeldRows, value_at

# What an address says of the rows that have no value.
NONE = "none"


@dataclass(frozen=True)
class Narrowing:
    """One choice above a list, such as the organisation.

    ``name`` stands in the address (one of ``hub.filters.NAMES``), ``label`` before the choice.
    ``by`` is what the rows have of it, a path of fields or of attributes; ``words`` is another that
    says it, or ``labels`` say each value. ``none`` is what it is called where a row has no value.
    """

    name: str
    label: str
    by: str
    words: str = ""
    labels: Mapping[Any, Any] = field(default_factory=dict)
    none: str = "Not given"

    def options(self, rows: QuerySet[Any] | HeldRows) -> dict[str, str]:
        """The values that there are among rows, in words, by how an address says them.

        Those with ``labels`` stand in their order, the others by their words. Queries: one.
        """
        named = self.words or self.by
        if isinstance(rows, HeldRows):
            found = {(value_at(row, self.by), value_at(row, named)) for row in rows.rows}
        else:
            found = set(rows.order_by().values_list(self.by, named).distinct())
        known = {value: self.labels.get(value, words) for value, words in found}
        has_none = any(value in (None, "") for value in known)
        values = [value for value in known if value not in (None, "")]
        places = {value: place for place, value in enumerate(self.labels)}
        values.sort(key=lambda value: (places.get(value, len(places)), str(known[value]).lower()))
        options = {str(value): str(known[value]) for value in values}
        return {**options, NONE: self.none} if has_none else options

    def narrow(self, rows: Any, chosen: str) -> Any:
        """The rows with a value of ``options``."""
        if isinstance(rows, HeldRows):
            wanted = "" if chosen == NONE else chosen
            return HeldRows([row for row in rows.rows if _said(row, self.by) == wanted])
        if chosen != NONE:
            return rows.filter(**{self.by: chosen})
        return rows.filter(**{f"{self.by}__isnull": True})


@dataclass(frozen=True)
class ShownNarrowing:
    """A choice as the page of a list shows it."""

    narrowing: Narrowing
    options: Mapping[str, str]
    chosen: str

    @property
    def items(self) -> list[tuple[str, str, bool]]:
        """The values, their words, and whether each is chosen."""
        return [(value, words, value == self.chosen) for value, words in self.options.items()]


class Narrowed:
    """The choices of one list, and which of them its address makes."""

    def __init__(self, by: Sequence[Narrowing], filters: Filters) -> None:
        self.by, self.filters = by, filters
        self._whole: Any = None
        self._options: dict[str, dict[str, str]] = {}
        self._chosen: dict[str, str] = {}

    def rows(self, rows: Any) -> Any:
        """The rows that the address asks for; each choice is among those that all rows have."""
        options = {each.name: each.options(rows) for each in self.by if self._is_asked(each)}
        whole, chosen = rows, {}
        for each in self.by:
            if each.name in options:
                called = each.label.lower()
                chosen[each.name] = self.filters.chosen(each.name, options[each.name], called)
                if chosen[each.name]:
                    rows = each.narrow(rows, chosen[each.name])
        self._whole, self._options, self._chosen = whole, options, chosen
        return rows

    def shown(self) -> list[ShownNarrowing]:
        """The choices that tell some of the rows from others, once ``rows`` has been asked for."""
        found = []
        for each in self.by:
            options = self._options.get(each.name) or each.options(self._whole)
            chosen = self._chosen.get(each.name, "")
            if len(options) > 1 or chosen:
                found.append(ShownNarrowing(each, options, chosen))
        return found

    def _is_asked(self, each: Narrowing) -> bool:
        return bool(self.filters.given.get(each.name))


def _said(row: Any, path: str) -> str:
    value = value_at(row, path)
    return "" if value is None else str(value)
