"""The register of appointments by exception as a table, for the list, its files and the return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse

from hub.dates import date_gb, day_of
from hub.tables import Column, Empty, EmptyLink, Link, Table, Tag, lines, small
from roles.models.campaigns.by_exception import (
    ENDED,
    ENDS_SOON,
    REFUSED,
    RUNNING,
    TO_COME,
    WAITING,
    AppointmentByException,
)

COLOURS = {
    WAITING: "yellow",
    REFUSED: "red",
    TO_COME: "blue",
    RUNNING: "green",
    ENDS_SOON: "red",
    ENDED: "grey",
}


def _columns(today: date) -> tuple[Column, ...]:
    def state(record: AppointmentByException) -> Tag:
        word = record.state_on(today)
        return Tag(word, COLOURS[word])

    def approved(record: AppointmentByException) -> str:
        return str(record.decided_by or "Not kept") if record.decided_at else ""

    return (
        Column("Reference", lambda row: row.reference),
        Column(
            "Department", lambda row: row.organisation.display_code, sort=("organisation__name",)
        ),
        Column("Job", lambda row: lines(row.title, small(str(row.grade))), written=_title),
        Column(
            "Exception, and why",
            lambda row: lines(row.get_kind_display(), small(row.case)),
            written=lambda row: row.get_kind_display(),
        ),
        Column("First day", lambda row: row.starts_on, sort=("starts_on",)),
        Column(
            "Last day",
            lambda row: lines(date_gb(row.ends_on), small(f"At most {date_gb(row.limit)}")),
            sort=("ends_on",),
            written=lambda row: row.ends_on,
        ),
        Column("State", state),
        Column("Decided by", approved),
    )


def _title(record: AppointmentByException) -> str:
    return record.title


# What a file has besides.
IN_FILES = (
    Column("Grade", lambda row: row.grade),
    Column("Why", lambda row: row.case),
    Column("Longest allowed", lambda row: row.limit),
    Column("Commission’s approval", lambda row: row.commission_reference),
    Column("Papers kept at", lambda row: row.file),
    Column("Decided on", lambda row: day_of(row.decided_at)),
    Column("Reason for the decision", lambda row: row.reason),
    Column("Continues", lambda row: row.continues.reference if row.continues else ""),
)


def exceptions(
    today: date, moves_of: Callable[[Any], list[tuple[str, str]]], *, may_act: bool
) -> Table:
    """The register as it stands on a day; ``moves_of`` gives what a person can do with each."""

    def action(record: AppointmentByException) -> Any:
        return lines(*(Link(label, href, about=str(record)) for label, href in moves_of(record)))

    return Table(
        "Appointments by exception, latest first",
        (
            *_columns(today),
            *([Column("Action", action, is_action=True)] if may_act else []),
        ),
        more_in_files=IN_FILES,
        caption_is_hidden=True,
        empty=Empty(
            "There are no appointments by exception on record.",
            "Everybody else is appointed on merit, after fair and open competition.",
            EmptyLink("Ask for one", "roles:exception_ask", "roles.ask_exception"),
        ),
    )


def in_the_return(today: date) -> Table:
    """Those that began in a quarter, for the return to the Commission."""
    return Table(
        "Appointments by exception that began in the quarter",
        _columns(today),
        empty=Empty(
            "No appointments by exception that you can see began in this quarter.",
            "They appear here once an approver has approved them.",
        ),
    )


def decide_address(record: AppointmentByException) -> str:
    """Where an approver decides on it."""
    return reverse("roles:exception_move", args=[record.reference, "decide"])
