"""Tables of records: a declaration says the columns, a view gives the records, a macro shows them.

In a template: ``{% from "hub/components.html" import table %}`` and ``{{ table(needs) }}``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from hub.dates import date_gb, datetime_gb


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere; ``about`` completes its text for screen readers."""

    text: Any
    href: str
    about: str = ""
    is_nowrap: bool = False

    def __html__(self) -> str:
        return format_html(
            '<a class="govuk-link{}" href="{}">{}{}</a>',
            " hub-nowrap" if self.is_nowrap else "",
            self.href,
            self.text,
            format_html('<span class="govuk-visually-hidden"> {}</span>', self.about)
            if self.about
            else "",
        )


@dataclass(frozen=True)
class Tag:
    """A cell that is a state in words; without a colour, the one of that state."""

    text: Any
    colour: str = ""

    def __html__(self) -> str:
        """The tag beside other words in one cell; without a colour, grey."""
        return format_html(
            '<strong class="govuk-tag hub-tag govuk-tag--{}">{}</strong>',
            self.colour or "grey",
            self.text,
        )


def state_tag(record: Any) -> Tag:
    """The state of a record, in its colour."""
    return Tag(record.get_state_display(), record.state_facts.colour)


def reference_link(record: Any) -> Link:
    """The reference of a record, which leads to it."""
    return Link(record.reference, record.get_absolute_url())


@dataclass(frozen=True)
class Column:
    """A heading, and what a record shows under it.

    ``cell`` gives text, a number, a date, a moment, a ``Link``, a ``Tag``, safe markup, or None for
    nothing.
    """

    heading: str
    cell: Callable[[Any], Any]
    is_numeric: bool = False
    is_nowrap: bool = False
    heading_is_hidden: bool = False

    @property
    def head(self) -> dict[str, Any]:
        """The heading as the macro takes it."""
        if self.heading_is_hidden:
            html = format_html('<span class="govuk-visually-hidden">{}</span>', self.heading)
            return {"html": html}
        return {"text": self.heading, "format": "numeric" if self.is_numeric else ""}

    def shown(self, record: Any) -> dict[str, Any]:
        """One cell as the macro takes it."""
        found = as_cell(self.cell(record))
        return found | {"classes": "hub-nowrap"} if self.is_nowrap else found


@dataclass(frozen=True)
class Table:
    """The columns of a table, its caption, and what stands there when it has no rows."""

    caption: str
    columns: tuple[Column, ...]
    empty: str = "There is nothing to show."
    caption_is_hidden: bool = False
    caption_size: str = "m"
    first_cell_is_header: bool = True

    def of(self, records: Iterable[Any], **changed: Any) -> ShownTable:
        """The table of these records; ``changed`` replaces what is declared, such as a caption."""
        table = replace(self, **changed) if changed else self
        return ShownTable(table, [[c.shown(record) for c in table.columns] for record in records])


@dataclass(frozen=True)
class ShownTable:
    """A table with its rows, ready for the macro."""

    table: Table
    rows: list[list[dict[str, Any]]]

    @property
    def head(self) -> list[dict[str, Any]]:
        """The headings."""
        return [column.head for column in self.table.columns]

    def __bool__(self) -> bool:
        return bool(self.rows)


def as_cell(value: Any) -> dict[str, Any]:
    """What a cell holds, as the macro takes it."""
    if isinstance(value, Tag):
        return {"tag": value.text, "colour": value.colour}
    if isinstance(value, datetime):
        return {"text": datetime_gb(value)}
    if isinstance(value, date):
        return {"text": date_gb(value)}
    if hasattr(value, "__html__"):
        return {"html": conditional_escape(value)}
    return {"text": "" if value is None else str(value)}


def lines(*parts: Any) -> SafeString:
    """Several texts, links or markup in one cell, one below the other; nothing for none."""
    return _joined("<br>", parts)


def joined(*parts: Any) -> SafeString:
    """Several texts, links, tags or markup in one cell, side by side; nothing for none."""
    return _joined(" ", parts)


def _joined(between: str, parts: Iterable[Any]) -> SafeString:
    return SafeString(between.join(conditional_escape(part) for part in parts if part))


def small(text: Any) -> SafeString:
    """Text in a smaller size, as below the name of a thing."""
    return format_html('<span class="govuk-body-s">{}</span>', text)
