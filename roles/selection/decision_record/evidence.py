"""The sections about marks: given, agreed, and the merit list that was made of them (S49).

Nothing here says of whom somebody on a panel has a conflict of interest: a mark that one has set
aside is left out, and what the reader may not know is in none of it. Marks of an application stand
in it once all of them are in (S18), by the reference of the application.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import partial

from django.utils import timezone

from hub.dates import datetime_gb
from hub.pdf import Section
from hub.tables import NEVER_EMPTY, Column, Table, lines
from roles.models.selection.agenda import Item, items_of, shown
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.merit_list import MeritList
from roles.models.selection.merit_order import Tie
from roles.models.selection.moderation import ModerationClosing
from roles.models.selection.panel import PanelMember
from roles.models.selection.score import Score
from roles.models.selection.share import MarkingShare
from roles.models.selection.stage_result import StageResult
from roles.selection.decision_record.reading import Reading
from roles.selection.merit_tables import GONE, ShownPlace, places_of

SEEDS = Table(
    "Numbers that the orders were drawn from",
    (
        Column("Stage", lambda place: place.panel.stage.name),
        Column("Who", lambda place: place.name),
        Column("Number", lambda place: str(place.marking_seed)),
    ),
    empty=NEVER_EMPTY,
)
CLOSED = Table(
    "How the panel came to agree",
    (
        Column("Stage", lambda row: row.panel.stage.name),
        Column("Closed", lambda row: row.closed_at),
        Column("By", lambda row: str(row.closed_by or "Somebody who left")),
        Column("Words", lambda row: row.words),
        Column("Reopened", lambda row: row.reopened_at or ""),
        Column("By", lambda row: _reopened_by(row)),
        Column("Why", lambda row: row.why_reopened),
    ),
    empty=NEVER_EMPTY,
)
OWN_MARKS = Table(
    "Marks",
    (
        Column("Question", lambda row: row.element_name or "Another question"),
        Column("Points", lambda row: row.in_words),
        Column("What the mark is based on", lambda row: row.evidence),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)


def items_read(reading: Reading) -> dict[int, list[Item]]:
    """By stage every answer with its marks, of the applications that the reader may know.

    Who sits on the panel of a stage reads none of what they have still to mark themselves.
    """
    known: dict[int, list[Item]] | None = reading.__dict__.get("items_read")
    if known is not None:
        return known
    results: dict[int, list[StageResult]] = defaultdict(list)
    by_key = {row.pk: row for row in reading.applications}
    rows = StageResult.objects.marked().filter(application__in=list(by_key))
    for row in rows.order_by("number", "application__reference"):
        row.application = by_key[row.application_id]
        results[row.number].append(row)
    if not results:
        return reading.__dict__.setdefault("items_read", {})
    own = PanelMember.objects.of(reading.reader).sitting().filter(panel__campaign=reading.campaign)
    on = list(own.values_list("pk", "panel__number", "panel__markers_each"))
    sits = {number for _, number, _ in on}
    shared = {number for _, number, markers in on if markers is not None}
    shares = MarkingShare.objects.standing().filter(place__in=[pk for pk, _, _ in on])
    theirs = set(shares.order_by().values_list("place__panel__number", "application"))
    given = Score.objects.by(reading.reader).submitted().filter(result__in=rows.order_by())
    marked = set(given.values_list("result", flat=True)) if sits else set()
    found: dict[int, list[Item]] = {}
    for number, of_stage in sorted(results.items()):
        readable = [
            row
            for row in of_stage
            if number not in sits
            or row.pk in marked
            or (number in shared and (number, row.application_id) not in theirs)
        ]
        items = items_of(reading.campaign, number, readable)
        elements = elements_to_mark(reading.campaign, number)
        order = {each.slug: at for at, each in enumerate(elements)}
        items.sort(key=lambda item: (item.result.application.reference, order[item.element.slug]))
        found[number] = [item for item in items if item.marks]
    reading.__dict__["items_read"] = found
    return found


def _given(reading: Reading) -> Table:
    return Table(
        "Marks given",
        (
            Column("Application", lambda row: row[0].result.application.reference),
            Column("Question", lambda row: row[0].element.name),
            Column("Who", lambda row: row[1].place.name),
            Column("Points", lambda row: row[1].in_words),
            Column("Based on", lambda row: row[1].evidence),
            Column(
                "Submitted",
                lambda row: reading.when(row[0].result.application, row[1].submitted_at),
            ),
        ),
        empty=NEVER_EMPTY,
    )


def _agreed(reading: Reading) -> Table:
    def when(item: Item) -> object:
        row = item.moderation
        return reading.when(item.result.application, row.agreed_at) if row else None

    return Table(
        "Marks agreed",
        (
            Column("Application", lambda item: item.result.application.reference),
            Column("Question", lambda item: item.element.name),
            Column("Marks", lambda item: ", ".join(mark.in_words for mark in item.marks)),
            Column("Agreed", lambda item: item.moderation.agreed_points),
            Column("Evidence", lambda item: item.moderation.note),
            Column("By", lambda item: str(item.moderation.agreed_by or "Somebody who left")),
            Column("When", when),
            Column("Third mark", lambda item: "Asked for" if item.is_third_asked else "No"),
        ),
        empty=NEVER_EMPTY,
    )


def _reopened_by(row: ModerationClosing) -> str:
    return str(row.reopened_by or "Somebody who left") if row.reopened_at else ""


def _marks(reading: Reading, *, is_met: bool) -> Section | None:
    """The marks of the sift, or those of interviews; () where none was marked here."""
    if not reading.shows_decisions:
        return None
    items = [
        item
        for of_stage in items_read(reading).values()
        for item in of_stage
        if item.result.is_met == is_met
    ]
    if not items:
        return None
    numbers = {item.result.number for item in items}
    words = [
        "Each person on the panel marked alone.",
        "The mean of the marks counts, or the mark that the panel agreed on.",
    ]
    tables = [_given(reading).of((item, mark) for item in items for mark in item.marks)]
    if agreed := [item for item in items if item.is_agreed]:
        tables.append(_agreed(reading).of(agreed))
    closed = ModerationClosing.objects.filter(
        panel__campaign=reading.campaign, panel__number__in=numbers
    ).select_related("panel", "closed_by", "reopened_by")
    if rows := list(closed.order_by("closed_at", "pk")):
        tables.append(CLOSED.of(rows))
    if not is_met:
        words.append(
            "Each read the answers to a question in an order of their own, drawn from a number."
        )
        tables.append(SEEDS.of(row for row in reading.members if row.panel.number in numbers))
    heading = "Marks of interviews" if is_met else "Marks of the sift"
    return Section(heading, words=tuple(words), tables=tuple(tables))


sift_marks = partial(_marks, is_met=False)
interview_marks = partial(_marks, is_met=True)
PLACES = Table(
    "Candidates in order of merit",
    (
        Column("Place", lambda row: row.rank or "Below the minimum"),
        Column("Application", lambda row: row.application.reference if row.application else GONE),
        Column("Points", lambda row: shown(row.total)),
        Column("Points for each question", lambda row: lines(*row.marks)),
        Column("Equal points", lambda row: lines(*_how_settled(row)) if _how_settled(row) else ""),
    ),
    empty=NEVER_EMPTY,
)


def _how_settled(row: ShownPlace) -> list[str]:
    return [*([str(Tie(row.tie).label)] if row.tie else []), *row.reasons]


def versions_read(reading: Reading) -> list[tuple[MeritList, list[ShownPlace], bool]]:
    """Each signed version as the reader may know it, the first first.

    A version that changes nothing that they may know is left out (S4).
    """
    known: list[tuple[MeritList, list[ShownPlace], bool]] | None
    if (known := reading.__dict__.get("versions_read")) is not None:
        return known
    hidden = reading.campaign.hidden_applications
    found: list[tuple[MeritList, list[ShownPlace], bool]] = []
    rows = reading.campaign.merit_lists.select_related(
        "signed_by", "confirmed_by", "turned_down_by"
    )
    for row in rows.order_by("version"):
        row.campaign = reading.campaign
        places = places_of(row, hidden)
        is_cut = bool(hidden) and row.places.filter(application__in=hidden).exists()
        if not (is_cut and found and found[-1][1] == places):
            found.append((row, places, is_cut))
    reading.__dict__["versions_read"] = found
    return found


def merit_lists(reading: Reading) -> Section | None:
    """Each version that was signed: by whom, when, of what, and why it was corrected (R13)."""
    if not reading.shows_decisions or not (versions := versions_read(reading)):
        return None
    words: list[str] = [reading.campaign.tie_rule] if reading.campaign.tie_rule else []
    tables = []
    for number, (row, places, is_cut) in enumerate(versions, start=1):
        words.append(_signed(row, number, is_cut=is_cut))
        words += _corrected(row, is_cut=is_cut)
        tables.append(PLACES.of(places))
    return Section("Merit list", words=tuple(words), tables=tuple(tables))


def _signed(row: MeritList, number: int, *, is_cut: bool) -> str:
    who = row.signed_by or "Somebody who left"
    said = f"Version {number} was signed by {who} on {datetime_gb(row.signed_at)}"
    if row.commissioner:
        said += f", for {row.commissioner}, a Civil Service Commissioner, who chaired"
    checksum = "" if is_cut else f" Its checksum is {row.digest}."
    return f"{said}.{checksum}"


def _corrected(row: MeritList, *, is_cut: bool) -> list[str]:
    found = [f"Why it was corrected: {row.reason}"] if row.reason and not is_cut else []
    for who, at, words in (
        (row.confirmed_by, row.confirmed_at, "confirmed it"),
        (row.turned_down_by, row.turned_down_at, "turned it down, so the version before stands"),
    ):
        if at is not None:
            found.append(f"{who or 'Somebody who left'} {words} on {datetime_gb(at)}.")
    if row.waits:
        found.append("It waits for a second person to confirm it.")
    return found


def own_marks(reading: Reading) -> Section | None:
    """What the candidate of the one application was marked with, once they were told (R19).

    Not by whom, and nothing of others.
    """
    rows = Score.objects.released(timezone.now()).filter(
        result__application__in=[row.pk for row in reading.applications], set_aside_at=None
    )
    rows = rows.select_related("result__application__campaign").order_by(
        "result__number", "element", "points", "evidence"
    )
    found = list(rows)
    if not found:
        return None
    words = ("Each line is the mark of one person on the panel.",)
    return Section("Marks", words=words, tables=(OWN_MARKS.of(found),))


def last_day_of(reading: Reading) -> date | None:
    """The day of the last mark or signature in it; None where there is none."""
    if not reading.shows_decisions:
        return None
    moments = [
        mark.submitted_at
        for items in items_read(reading).values()
        for item in items
        for mark in item.marks
        if mark.submitted_at is not None
    ]
    for row, _, _ in versions_read(reading):
        moments += [at for at in (row.signed_at, row.confirmed_at, row.turned_down_at) if at]
    return timezone.localdate(max(moments)) if moments else None
