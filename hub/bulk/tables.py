"""The tables of a run: what will be done and what not, and what became of each record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.bulk.runs import GONE
from hub.models import BulkRow
from hub.moves import Move
from hub.tables import NEVER_EMPTY, Column, Empty, Table, Tag, state_tag

COLOURS = {
    BulkRow.Outcome.MADE: "green",
    BulkRow.Outcome.REFUSED: "red",
    BulkRow.Outcome.WAITING: "yellow",
}


@dataclass(frozen=True)
class Preview:
    """What will be done (records), and what will not (records with why)."""

    can: Table
    cannot: Table

    @classmethod
    def of(cls, columns: tuple[Column, ...]) -> Preview:
        """With what the list says of its records; the first column leads to each."""
        state = Column("State now", state_tag)
        about = tuple(replace(column, sort=()) for column in (*columns, state))
        return cls(
            Table(
                "This will be done",
                about,
                empty=Empty(
                    "You cannot do this for any of these now.",
                    "The other table says why. Nothing has changed.",
                ),
            ),
            Table(
                "This will not be done",
                (*_of_rows(about, lambda row: row[0]), Column("Why not", lambda row: row[1])),
                empty=NEVER_EMPTY,
            ),
        )


def results(columns: tuple[Column, ...], changed: Mapping[int, str], move: Move) -> Table:
    """What became of each: rows of the run with their records, None of one no longer seen.

    ``changed`` says in words what changed, by the key of the record; where it says nothing, the
    move does.
    """

    def why(row: tuple[BulkRow, Any]) -> str:
        if row[1] is None:
            return ""
        if row[0].outcome != row[0].Outcome.MADE:
            return row[0].why
        return changed.get(row[1].pk) or _done(move, row[1])

    about = _of_rows(tuple(replace(column, sort=()) for column in columns), lambda row: row[1])
    return Table(
        "What was done",
        (
            about[0],
            Column(
                "Result", lambda row: Tag(row[0].get_outcome_display(), COLOURS[row[0].outcome])
            ),
            Column("What changed, or why not", why),
            *about[1:],
        ),
        empty=NEVER_EMPTY,
    )


def _done(move: Move, record: Any) -> str:
    """What a move has done to a record, in a sentence."""
    words = move.done(record) if callable(move.done) else move.done
    return f"It {words}." if words else f"{move.label}: done."


def _of_rows(columns: tuple[Column, ...], record_of: Callable[[Any], Any]) -> tuple[Column, ...]:
    """The columns for rows that have a record each; one that is no longer seen says that alone."""

    def of(column: Column, gone: str) -> Column:
        def cell(row: Any) -> Any:
            record = record_of(row)
            return gone if record is None else column.cell(record)

        def written(row: Any) -> Any:
            record = record_of(row)
            return gone if record is None else column.in_a_file(record)

        return replace(column, cell=cell, written=written)

    first, *others = columns
    return (of(first, GONE), *(of(column, "") for column in others))
