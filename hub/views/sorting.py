"""By which of its columns a list is sorted."""

from __future__ import annotations

from hub.tables import Column


class Sorting:
    """By which column a list is sorted, and which others it can be."""

    def __init__(self, columns: tuple[Column, ...], asked: str) -> None:
        self.columns = columns
        self.slug, self.is_descending = asked.removeprefix("-"), asked.startswith("-")

    @property
    def names(self) -> tuple[str, ...]:
        """What the rows are ordered by; nothing where they stay in the order of the list."""
        found = next((column.sort for column in self.columns if column.slug == self.slug), ())
        return tuple(_opposite(name) for name in found) if self.is_descending else found

    def aria_of(self, column: Column) -> str:
        """What the heading says of it."""
        if not column.sort:
            return ""
        if column.slug != self.slug:
            return "none"
        return "descending" if self.is_descending else "ascending"

    def next_of(self, column: Column) -> str:
        """What its link asks for: upwards first, then downwards."""
        is_up = column.slug == self.slug and not self.is_descending
        return f"-{column.slug}" if is_up else column.slug


def _opposite(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"
