"""The tables of marking: one's own questions, who is done, and the marks once all are in."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, lines
from roles.models.selection.agenda import shown
from roles.models.selection.marking import MarkedElement
from roles.models.selection.score import Score, mean_of
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
        Column("Look again", _flagged),
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


def marks(elements: Sequence[MarkedElement], scores: Sequence[Score]) -> Any:
    """Every mark of one application, by question, each with what it is based on."""
    named = {element.slug: element.name for element in elements}
    order = {element.slug: at for at, element in enumerate(elements)}
    last = len(elements)
    rows = sorted(
        scores, key=lambda row: (order.get(row.element, last), row.place.role, row.place_id)
    )
    table = Table(
        "Marks of the panel",
        (
            Column("Question", lambda row: named.get(row.element, "Another question")),
            Column("Who", lambda row: row.place.name),
            Column("Points", lambda row: row.in_words),
            Column("Based on", lambda row: row.evidence),
            Column("Counts", lambda row: "No" if row.set_aside_at else "Yes"),
        ),
        empty=NEVER_EMPTY,
    )
    return table.of(rows)


def means(elements: Sequence[MarkedElement], scores: Sequence[Score]) -> list[tuple[str, str]]:
    """The mean of the marks given, of each question and of all, without what has none (S17)."""
    counted = [row for row in scores if row.set_aside_at is None and row.points is not None]
    found, every = [], []
    for element in elements:
        of_it = [row.points for row in counted if row.element == element.slug]
        mean = mean_of([points for points in of_it if points is not None])
        found.append((element.name, shown(mean)))
        every += [mean] if mean is not None else []
    if len(elements) > 1:
        total = sum(every, Fraction(0)) / len(every) if every else None
        found.append(("All questions together", shown(total)))
    return found
