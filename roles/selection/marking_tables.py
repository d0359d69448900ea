"""The tables of marking: one's own questions, who is done, and the marks once all are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.dates import datetime_gb
from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, lines
from roles.models.selection.agenda import Item, shown
from roles.models.selection.marking import MarkedElement
from roles.models.selection.moderation import Moderation
from roles.models.selection.score import Score
from roles.selection.services.marking_list import AnswerToMark, MarkingList
from roles.selection.services.marking_progress import MemberProgress


def _question(row: tuple[MarkedElement, list[AnswerToMark]]) -> Any:
    element, answers = row
    ahead = next((each for each in answers if not each.is_marked), answers[0] if answers else None)
    return Link(element.name, ahead.address) if ahead else element.name


def to_answer(answer: AnswerToMark) -> Link:
    """A link to one answer, by its number among those to its question."""
    return Link(f"Answer {answer.number}", answer.address, about=f"to {answer.element.name}")


def _flagged(row: tuple[MarkedElement, list[AnswerToMark]]) -> Any:
    return lines(*(to_answer(each) for each in row[1] if each.is_flagged)) or "None"


def own_answers(listed: MarkingList) -> list[tuple[str, Any]]:
    """The answers that are marked, by question: each leads back to its page."""
    found = []
    for element in listed.elements:
        marked = [each for each in listed.of(element) if each.is_marked]
        if marked:
            caption = f"Answers you have marked: {element.name}"
            found.append((element.name, OWN_ANSWERS.of(marked, caption=caption)))
    return found


def own_questions(listed: MarkingList) -> Any:
    """How far one's own marking is, by question."""
    return OWN_QUESTIONS.of((element, listed.of(element)) for element in listed.elements)


OWN_QUESTIONS = Table(
    "Your marks by question",
    (
        Column("Question", _question),
        Column("Answers", lambda row: len(row[1]), is_numeric=True),
        Column("Marked", lambda row: sum(each.is_marked for each in row[1]), is_numeric=True),
        Column("To look at again", _flagged),
        Column("Submitted", lambda row: sum(each.is_submitted for each in row[1]), is_numeric=True),
    ),
    empty=NEVER_EMPTY,
)

OWN_ANSWERS = Table(
    "Answers you have marked",
    (
        Column("Answer", to_answer),
        Column("Points", lambda answer: answer.score.in_words if answer.score else ""),
        Column("State", lambda answer: "Submitted" if answer.is_submitted else "Draft"),
    ),
    empty=NEVER_EMPTY,
    caption_is_hidden=True,
)

WHO_HAS_MARKED = Table(
    "Who has marked",
    (
        Column("Who", lambda row: row.member.name),
        Column("As", lambda row: row.member.get_role_display()),
        Column("Marks", lambda row: "All submitted" if row.is_done else "Not all submitted"),
    ),
    empty=Empty(
        "Nothing waits for marks.",
        "The people on the panel will appear here while applications wait for their marks.",
    ),
)


def who_has_marked(rows: Sequence[MemberProgress]) -> Any:
    """Done or not of each who sits on the panel; no number, and no score (S19)."""
    return WHO_HAS_MARKED.of(rows)


def marks(elements: Sequence[MarkedElement], scores: Sequence[Score], items: Sequence[Item]) -> Any:
    """Every mark of one application, by question, and the agreed marks that count instead."""
    named = {element.slug: element.name for element in elements}
    order = {element.slug: at for at, element in enumerate(elements)}
    last = len(elements)
    agreed = {
        item.element.slug: item.moderation
        for item in items
        if item.moderation is not None and item.is_agreed
    }
    given = sorted(
        scores, key=lambda row: (order.get(row.element, last), row.place.role, row.place_id)
    )
    rows: list[Score | Moderation] = []
    for at, score in enumerate(given):
        rows.append(score)
        is_last = at + 1 == len(given) or given[at + 1].element != score.element
        if is_last and score.element in agreed:
            rows.append(agreed[score.element])
    table = Table(
        "Marks of the panel",
        (
            Column("Question", lambda row: named.get(row.element, "Another question")),
            Column("Who", _who),
            Column("Points", _points),
            Column("Based on", _based_on),
            Column("Counts", lambda row: _counts(row, agreed)),
        ),
        empty=NEVER_EMPTY,
    )
    return table.of(rows)


def _who(row: Score | Moderation) -> str:
    if isinstance(row, Score):
        return row.place.name
    by = f" by {row.agreed_by.get_full_name()}" if row.agreed_by else ""
    return f"Agreed{by}, {datetime_gb(row.agreed_at)}"


def _points(row: Score | Moderation) -> str:
    return row.in_words if isinstance(row, Score) else str(row.agreed_points)


def _based_on(row: Score | Moderation) -> str:
    return row.evidence if isinstance(row, Score) else row.note


def _counts(row: Score | Moderation, agreed: Mapping[str, Moderation]) -> str:
    if isinstance(row, Score):
        if row.set_aside_at:
            return "No"
        return "No, the agreed mark counts" if row.element in agreed else "Yes"
    return "Yes"


def counts_as(elements: Sequence[MarkedElement], items: Sequence[Item]) -> list[tuple[str, str]]:
    """What each question counts as: the agreed mark, else the exact mean (S35)."""
    values = {item.element.slug: item.value for item in items}
    return [(element.name, shown(values.get(element.slug))) for element in elements]
