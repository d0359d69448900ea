"""The tables about applications: equality totals."""

from __future__ import annotations

from hub.numbers import printed_words
from hub.tables import NEVER_EMPTY, Column, ShownTable, Table
from roles.applications.services.equality_publication import EqualityTable


def _numbers(place: int, stage: str) -> Column:
    """The numbers of one stage as they were printed; of a hidden one it is said that it is."""
    return Column(stage, lambda row: printed_words(row[1][place]), is_numeric=True)


def equality_totals(totals: EqualityTable) -> ShownTable:
    """The answers to one question by the stage that candidates reached."""
    stages = (_numbers(place, stage) for place, stage in enumerate(totals.stages))
    table = Table(
        totals.question.text, (Column("Answer", lambda row: row[0]), *stages), empty=NEVER_EMPTY
    )
    return table.of(totals.rows)
