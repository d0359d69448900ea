"""Filters in the address of a list: a value that there is not is said, and narrows nothing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator

from hub.typed_text import single_line

LONGEST = 60
# What the hub's lists are filtered by: whatever else stands in an address is no filter of ours.
NAMES = frozenset(
    {
        *("state", "show", "period", "quarter", "department", "organisation", "adviser", "clock"),
        *("phase", "role", "level", "part"),
    }
)


@dataclass
class Filters:
    """What an address asks a list for; ``not_understood`` are sentences for the page of the list.

    The page gives them to its template by that name, and ``hub/base.html`` shows them.
    """

    given: Mapping[str, str]
    not_understood: list[str] = field(default_factory=list)
    # The values that are in force, by the names of their filters.
    chosen_by_name: dict[str, str] = field(default_factory=dict)

    def chosen(self, name: str, known: Container[str], called: str) -> str:
        """The value of a filter, "" where none is asked for or there is no such value."""
        value = single_line(self.given.get(name, ""))
        if value and value not in known:
            self.not_understood.append(no_such(called, value))
            return ""
        if value:
            self.chosen_by_name[name] = value
        return value

    def page_of(self, pages: Paginator[Any]) -> Page[Any]:
        """The page that is asked for; where there is no such page, the first or the last."""
        asked = single_line(self.given.get("page", ""))
        page = pages.get_page(asked or None)
        if asked and asked != str(page.number):
            self.not_understood.append(
                f"There is no page “{_short(asked)}”, so we are showing page {page.number}."
            )
        return page

    def without_others(self, *known: str) -> None:
        """Say which filters of other lists are asked for, that this one does not have."""
        self.not_understood += [
            f"You cannot filter this page by {name}, so we are showing all of it."
            for name in self.given
            if name in NAMES and name not in known
        ]


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"


def no_such(called: str, value: str) -> str:
    """That a list is shown without a filter, as there is no such value."""
    return f"There is no {called} “{_short(value)}”, so we have ignored it."
