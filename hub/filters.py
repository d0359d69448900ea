"""Filters in the address of a list: a value that there is not is said, and narrows nothing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from hub.typed_text import single_line

LONGEST = 60


@dataclass
class Filters:
    """What an address asks a list for; ``not_understood`` are sentences for the page of the list.

    The page gives them to its template by that name, and ``hub/base.html`` shows them.
    """

    given: Mapping[str, str]
    not_understood: list[str] = field(default_factory=list)

    def chosen(self, name: str, known: Container[str], called: str) -> str:
        """The value of a filter, "" where none is asked for or there is no such value."""
        value = single_line(self.given.get(name, ""))
        if value and value not in known:
            self.not_understood.append(no_such(called, value))
            return ""
        return value


def no_such(called: str, value: str) -> str:
    """That a list is shown without a filter, as there is no such value."""
    shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    return f"There is no {called} “{shown}”, so we are showing the list without it."
