"""The tables of marks that differ."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.dates import datetime_gb
from hub.models import User
from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, Tag, lines
from roles.models.selection.agenda import Item, Proposal, shown
from roles.models.selection.moderation import ModerationVersion


def _marks(item: Item) -> str:
    return ", ".join(mark.in_words for mark in item.marks)


def _matters(item: Item) -> str:
    """What the agreed mark decides, to those who agree it."""
    return "Pass or fail" if item.can_change_outcome else "The points only"


def _state(item: Item) -> Tag:
    if item.is_agreed:
        return Tag("Agreed", "green")
    if item.is_third_asked and item.third_mark is None:
        return Tag("Waiting for a third mark", "yellow")
    return Tag("To agree", "blue") if item.is_open else Tag("Mean counts", "grey")


def address_of(item: Item) -> str:
    """The page of one answer and its marks."""
    application = item.result.application
    return reverse(
        "roles:moderation_item",
        args=[
            application.campaign.reference,
            item.result.number,
            application.reference,
            item.element.slug,
        ],
    )


def _go(item: Item) -> Link:
    words = "Agree a mark" if item.is_open else "See the marks"
    return Link(words, address_of(item), about=f"{item.result.application.reference}, {_of(item)}")


def _of(item: Item) -> str:
    return item.element.name


COLUMNS = (
    Column("Application", lambda item: item.result.application.reference),
    Column("Answer", _of),
    Column("Marks", _marks),
)
OPEN = Table(
    "To agree",
    (
        *COLUMNS,
        Column("Could change", _matters),
        Column("State", _state),
        Column("Agree", _go, heading_is_hidden=True, is_action=True),
    ),
    empty=Empty(
        "There are no marks to agree.",
        "Marks that differ by 2 or more appear here when everybody has marked the application.",
    ),
)
AGREED = Table(
    "Agreed",
    (
        *COLUMNS,
        Column("Agreed mark", lambda item: item.moderation.agreed_points),
        Column("Evidence", lambda item: item.moderation.note),
        Column("Agreed", lambda item: _who(item)),
        Column("See", _go, heading_is_hidden=True, is_action=True),
    ),
    empty=Empty("No marks have been agreed yet.", "Agreed marks and their evidence appear here."),
)
REST = Table(
    "Other marks",
    (
        *COLUMNS,
        Column("Mean", lambda item: shown(item.value)),
        Column("See", _go, heading_is_hidden=True, is_action=True),
    ),
    empty=Empty(
        "There are no other marks yet.",
        "Marks that differ by less than 2 appear here. Their mean counts.",
    ),
)


def _who(item: Item) -> Any:
    row = item.moderation
    return "" if row is None else lines(str(row.agreed_by or "Somebody who left"), _when(row))


def _when(row: Any) -> str:
    return datetime_gb(row.agreed_at) if row.agreed_at else ""


GIVEN = Table(
    "Marks given",
    (
        Column("Who", lambda mark: mark.place.name),
        Column("Mark", lambda mark: mark.in_words),
        Column("Evidence", lambda mark: mark.evidence),
    ),
    empty=NEVER_EMPTY,
    caption_size="s",
)
ENTERED = Table(
    "Every agreed mark that was entered",
    (
        Column("Who", lambda version: str(version.by or "Somebody who left")),
        Column("When", lambda version: version.entered_at),
        Column("Mark", lambda version: version.points),
        Column("Evidence", lambda version: version.note),
        Column("State", lambda version: _kept(version)),
    ),
    empty=NEVER_EMPTY,
    caption_size="s",
)


def _kept(version: ModerationVersion) -> str:
    return "Saved" if version.is_saved else "Not saved: somebody else was first"


def own_outcomes(person: User) -> Table:
    """What was agreed on the answers that one person marked."""

    def own(item: Item) -> str:
        return ", ".join(mark.in_words for mark in item.marks if mark.is_of(person))

    def others(item: Item) -> str:
        return ", ".join(mark.in_words for mark in item.marks if not mark.is_of(person))

    return Table(
        "Marks agreed for answers you marked",
        (
            Column("Application", lambda item: item.result.application.reference),
            Column("Answer", _of),
            Column("Your mark", own),
            Column("Other marks", others),
            Column("Agreed mark", lambda item: item.moderation.agreed_points),
            Column("Evidence", lambda item: item.moderation.note),
            Column("Agreed", _who),
        ),
        empty=Empty(
            "No marks have been agreed for answers you marked.",
            "When your mark and another one differ by 2 or more, the agreed mark appears here.",
        ),
    )


def _proposed(proposal: Proposal) -> Tag:
    if proposal.is_open:
        return Tag("Marks to agree first", "yellow")
    if proposal.passes is None:
        return Tag("A mark is missing", "yellow")
    return Tag("Reaches the minimum", "green") if proposal.passes else Tag("Below", "red")


def _total(proposal: Proposal) -> str:
    return "Not known yet" if proposal.is_open else shown(proposal.total)


def _application(proposal: Proposal) -> Any:
    return proposal.items[0].result.application.reference


PROPOSED = Table(
    "Total points",
    (
        Column("Application", _application),
        Column("Points", _total),
        Column("Outcome by the marks", _proposed),
        Column("Below the minimum", lambda proposal: ", ".join(proposal.below)),
    ),
    empty=Empty(
        "No application has all its marks yet.",
        "The points of each application appear here when everybody has marked it.",
    ),
)
