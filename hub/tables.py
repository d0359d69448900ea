"""Tables of records: a declaration says the columns, a view gives the records, a macro shows them.

In a template: ``{% from "hub/components.html" import table %}`` and ``{{ table(needs) }}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify

from hub.dates import date_gb, datetime_gb
from hub.numbers import plain
from hub.references import IN_WORDS


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere; ``about`` completes its text for screen readers.

    A reference stays on one line.
    """

    text: Any
    href: str
    about: str = ""
    is_nowrap: bool = False

    def __html__(self) -> str:
        return format_html(
            '<a class="govuk-link{}" href="{}">{}{}</a>',
            " hub-nowrap" if self.is_nowrap or re.fullmatch(IN_WORDS, str(self.text)) else "",
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
    return Link(record.reference, record.get_absolute_url(), is_nowrap=True)


@dataclass(frozen=True)
class Column:
    """A heading, and what a record shows under it.

    ``cell`` gives text, a number, a date, a moment, a ``Link``, a ``Tag``, safe markup, or None for
    nothing. A column with ``sort``, names of ``order_by``, can be sorted by where the table is that
    of a ``RecordListView``. A file has what ``written`` gives, else the words of the cell; one that
    ``is_action`` leads to a form and is in no file. A cell that is a day or a moment in words says
    by ``written`` which: in a file it is a date, as 2026-11-30.
    """

    heading: str
    cell: Callable[[Any], Any]
    is_numeric: bool = False
    is_nowrap: bool = False
    heading_is_hidden: bool = False
    sort: tuple[str, ...] = ()
    written: Callable[[Any], Any] | None = None
    is_action: bool = False

    @property
    def slug(self) -> str:
        """The column in an address."""
        return slugify(self.heading)

    @property
    def head(self) -> dict[str, Any]:
        """The heading as the macro takes it."""
        if self.heading_is_hidden:
            html = format_html('<span class="govuk-visually-hidden">{}</span>', self.heading)
            return {"html": html}
        return {"text": self.heading, "format": "numeric" if self.is_numeric else ""}

    def in_a_file(self, record: Any) -> Any:
        """What a spreadsheet has of a record: a number or a date as such, all else in words."""
        return self.written(record) if self.written else words_of(self.cell(record))

    def shown(self, record: Any) -> dict[str, Any]:
        """One cell as the macro takes it."""
        found = as_cell(self.cell(record))
        return found | {"classes": "hub-nowrap"} if self.is_nowrap else found


@dataclass(frozen=True)
class EmptyLink:
    """Where somebody does something about a list that has no rows, who has the permission."""

    label: str
    url_name: str
    permission: str

    @property
    def href(self) -> str:
        """The address."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class Empty:
    """What a table says that has no rows: what is not there, and what its reader may do about it.

    Where there is nothing to do, ``then`` says when rows come. The ``link`` is for whoever may
    follow it, in the table of a ``RecordListView``.
    """

    what: str
    then: str
    link: EmptyLink | None = None

    def __post_init__(self) -> None:
        for words in (self.what, self.then):
            if not words.strip().endswith((".", "?")):
                raise ValueError(f"What an empty table says is whole sentences, not “{words}”.")

    def with_link_for(self, person: Any) -> ShownEmpty:
        """The same with the link, for a person who may follow it."""
        link = self.link
        if link is None or not person.has_perm(link.permission):
            return self.shown
        return ShownEmpty(self.what, self.then, link.href, link.label)

    @property
    def shown(self) -> ShownEmpty:
        """The same without a link."""
        return ShownEmpty(self.what, self.then)


@dataclass(frozen=True)
class ShownEmpty:
    """What stands in the place of a table without rows."""

    what: str
    then: str = ""
    href: str = ""
    action: str = ""


# What nobody should read: that a table was shown which its page leaves out where it has no rows.
NOTHING = ShownEmpty("There is nothing to show.")
# Of a table that always has rows, or that its page leaves out where it has none.
NEVER_EMPTY = None


@dataclass(frozen=True)
class Table:
    """The columns of a table, its caption, and what stands there when it has no rows.

    Each table says ``empty``, if only that it is ``NEVER_EMPTY``.
    """

    caption: str
    columns: tuple[Column, ...]
    empty: Empty | None = NEVER_EMPTY
    caption_is_hidden: bool = False
    caption_size: str = "m"
    first_cell_is_header: bool = True
    # What a file has beside what the page shows.
    more_in_files: tuple[Column, ...] = ()
    # The moves, by slug, that can be made for several records of a ``hub.bulk.BulkListView``.
    bulk: tuple[str, ...] = ()

    def without(self, hidden: Collection[str]) -> Table:
        """The table without some columns, by their slugs; the first, which leads on, stays."""
        if not hidden:
            return self
        first, *others = self.columns
        kept = (column for column in others if column.slug not in hidden)
        more = (column for column in self.more_in_files if column.slug not in hidden)
        return replace(self, columns=(first, *kept), more_in_files=tuple(more))

    def of(self, records: Iterable[Any], **changed: Any) -> ShownTable:
        """The table of these records; ``changed`` replaces what is declared, such as a caption."""
        table = replace(self, **changed) if changed else self
        rows = [[column.shown(record) for column in table.columns] for record in records]
        empty = table.empty.shown if table.empty else NOTHING
        return ShownTable(table, rows, [column.head for column in table.columns], empty)


@dataclass(frozen=True)
class ShownTable:
    """A table with its rows, ready for the macro."""

    table: Table
    rows: list[list[dict[str, Any]]]
    head: list[dict[str, Any]]
    empty: ShownEmpty = NOTHING

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
    if isinstance(value, Decimal):
        return {"text": plain(value)}
    if hasattr(value, "__html__"):
        return {"html": conditional_escape(value)}
    return {"text": "" if value is None else str(value)}


def words_of(value: Any) -> Any:
    """A cell without its markup: numbers and dates as they are, the lines of one cell with commas
    between."""
    if isinstance(value, (Link, Tag)):
        return words_of(value.text)
    if value is None or isinstance(value, (int, float, Decimal, date)):
        return value
    if not hasattr(value, "__html__"):
        return str(value)
    text = unescape(strip_tags(str(value.__html__()).replace("<br>", "\n")))
    return ", ".join(part for line in text.split("\n") if (part := " ".join(line.split())))


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
