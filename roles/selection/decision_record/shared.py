"""The section about who marked which application, where the marking was shared out (S6, S49)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hub.pdf import Section
from hub.tables import NEVER_EMPTY, Column, Table, lines
from roles.models.selection.share import MarkingShare, ShareOut
from roles.selection.decision_record.reading import SERVICE, Reading

WORDS = (
    "Not everybody on the panel marked every application. They were shared out evenly.",
    "The random choices come from a number. The same number always gives the same result.",
)


@dataclass(frozen=True)
class _Run:
    """One time at which it was shared out, as the reader may know it."""

    number: int
    row: ShareOut
    names: dict[str, str]
    given: int
    taken: int

    @property
    def when(self) -> Any:
        """Nothing of an application that came late: the moment would say whose it is (R11)."""
        return "" if self.row.why == ShareOut.Why.ADDED else self.row.at

    @property
    def limits(self) -> Any:
        """Whose number was limited."""
        found = [
            f"{self.names.get(key, 'Somebody who left')}: {limit}"
            for key, limit in self.row.limits.items()
        ]
        return lines(*found) if found else "None"


RUNS = Table(
    "How the marking was shared out",
    (
        Column("Number", lambda run: run.number, is_numeric=True),
        Column("Stage", lambda run: run.row.panel.stage.name),
        Column("When", lambda run: run.when),
        Column("By", lambda run: str(run.row.by or SERVICE)),
        Column("Why", lambda run: run.row.get_why_display()),
        Column("How many mark each", lambda run: run.row.in_words),
        Column("Limits", lambda run: run.limits),
        Column("Drawn from", lambda run: str(run.row.seed)),
        Column("Given", lambda run: run.given, is_numeric=True),
        Column("Taken back", lambda run: run.taken, is_numeric=True),
    ),
    empty=NEVER_EMPTY,
)


def shared_marking(reading: Reading) -> Section | None:
    """Who shared the marking out, when and how; and who had which application to mark."""
    if not reading.shows_decisions:
        return None
    rows = ShareOut.objects.filter(panel__campaign=reading.campaign).select_related("panel", "by")
    found = list(rows.order_by("panel__number", "pk"))
    if not found:
        return None
    keys = [row.pk for row in reading.applications]
    shares = list(
        MarkingShare.objects.filter(application__in=keys)
        .select_related("application", "place__person")
        .order_by("application__reference", "place__panel", "place", "pk")
    )
    given = Counter(share.given_in_id for share in shares)
    taken = Counter(share.taken_in_id for share in shares if share.taken_in_id)
    names = {str(place.pk): place.name for place in reading.members}
    runs: list[_Run] = []
    before: tuple[Any, ...] | None = None
    for row in found:
        row.panel.campaign = reading.campaign
        rules = (row.panel_id, row.markers, row.limits)
        # What changed nothing that the reader may know is left out (S4).
        if rules != before or given[row.pk] or taken[row.pk]:
            runs.append(_Run(len(runs) + 1, row, names, given[row.pk], taken[row.pk]))
        before = rules
    numbers = {run.row.pk: run.number for run in runs}
    who = Table(
        "Who had which application to mark",
        (
            Column("Application", lambda share: share.application.reference),
            Column("Who", lambda share: share.place.name),
            Column("Given in number", lambda share: numbers[share.given_in_id], is_numeric=True),
            Column("Taken back in number", lambda share: numbers.get(share.taken_in_id, "")),
        ),
        empty=NEVER_EMPTY,
    )
    tables = (RUNS.of(runs), *((who.of(shares),) if shares else ()))
    return Section("Sharing out of the marking", words=WORDS, tables=tables)
