"""Equality totals are published as a whole, each count in one publication only.

The plan of a publication is all that is ever printed: each answer and all answers to a question, at
each stage, for every department with enough of them, for the others together, and for all. Two
publications share no answer, so that nothing is learnt from what one has more than another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.indicators import check_publication
from hub.models import Organisation, User
from hub.refusals import RefusedError
from hub.suppression import CannotHideError, Plan, publish, survey_hidden_up_to
from roles.applications.equality_questions import EQUALITY_QUESTIONS, EqualityQuestion
from roles.models.applications.equality import EqualityPublication, EqualityTotal

Stage = EqualityTotal.Stage
STAGES = [stage.value for stage in Stage]
ALL = "all"  # Every body, and every answer.
OTHERS = "others"
# A department with fewer people in a publication is one of the others; these are at least three.
FEWEST_PEOPLE = 25
FEWEST_OTHERS = 3


class Cell(NamedTuple):
    """One number of the plan."""

    body: str
    question: str
    stage: str
    answer: str


class NothingToPublishError(RefusedError):
    """No answer was counted since the last publication."""

    reason = "No answers were counted since the last publication. Nothing was changed"


class NumberNotHiddenError(RefusedError):
    """Somebody's answer could be worked out from what would be printed."""


def _sentence(cell: Cell) -> str:
    """Which number stands in the way of a publication, in words."""
    question = next(each for each in EQUALITY_QUESTIONS if each.slug == cell.question)
    answer = dict(question.choices).get(cell.answer, "all answers")
    body = {ALL: "all departments", OTHERS: "other departments"}.get(cell.body, cell.body)
    return (
        f"Nothing was published. The number for “{question.text}”, {answer}, "
        f"{Stage(cell.stage).label.lower()}, {body}, could be worked out from "
        "the numbers beside it. Publish again when more campaigns have closed"
    )


@dataclass(frozen=True)
class EqualityTable:
    """The answers to one question, by stage; None stands for a hidden number."""

    question: EqualityQuestion
    stages: list[str]
    rows: list[tuple[str, list[int | None]]]


@requires("roles.publish_equality")
@transaction.atomic
def publish_equality(*, actor: User | None, at: datetime | None = None) -> EqualityPublication:
    """Print what was counted since the last publication, and let the counts go.

    Raises ``NothingToPublishError``, ``NumberNotHiddenError`` and ``FiguresWaitError`` (before an
    election).
    """
    moment = at or timezone.now()
    check_publication(moment)
    counted = list(
        EqualityTotal.objects.select_for_update(of=("self",)).select_related(
            "campaign__organisation__parent"
        )
    )
    if not counted:
        raise NothingToPublishError
    plan = plan_of(counted)
    try:
        numbers = publish(plan)
    except CannotHideError as error:
        raise NumberNotHiddenError(
            [_sentence(cell) for cell in plan.counts if cell in error.cells]
        ) from error
    made = EqualityPublication.objects.create(
        published_at=moment,
        cells=[[*cell, number] for cell, number in numbers.items()],
    )
    EqualityTotal.objects.filter(pk__in=[total.pk for total in counted]).delete()
    log(made, "roles.equality_published", actor=actor, at=moment)
    return made


def plan_of(counted: Iterable[EqualityTotal]) -> Plan[Cell]:
    """Every number that a publication of these counts prints, and how they hang together."""
    counts: dict[Cell, int] = defaultdict(int)
    of_body: dict[tuple[str, str], int] = defaultdict(int)
    for total in counted:
        code = total.campaign.organisation.department.code
        for body in (code, ALL):
            for answer in (total.answer, ALL):
                counts[Cell(body, total.question, total.stage, answer)] += total.count
        if total.stage == Stage.APPLIED:
            of_body[code, total.question] += total.count
    people: dict[str, int] = defaultdict(int)
    for (code, _), number in of_body.items():
        people[code] = max(people[code], number)
    codes = {cell.body for cell in counts} - {ALL}
    named = sorted(code for code in codes if people[code] >= FEWEST_PEOPLE)
    few = codes - {*named}
    bodies = [*named, *([OTHERS] if len(few) >= FEWEST_OTHERS else [])]
    whole: dict[Cell, int] = {}
    sums: list[tuple[Cell, list[Cell]]] = []
    orders: list[tuple[Cell, Cell]] = []
    asked = [
        question
        for question in EQUALITY_QUESTIONS
        if any(cell.question == question.slug for cell in counts)
    ]
    for question in asked:
        answers = [answer for answer, _ in question.choices]
        for stage in STAGES:
            for body in [*bodies, ALL]:
                cells = [Cell(body, question.slug, stage, answer) for answer in [*answers, ALL]]
                for cell in cells:
                    of = few if body == OTHERS else {body}
                    whole[cell] = sum(counts.get(cell._replace(body=code), 0) for code in of)
                sums.append((cells[-1], cells[:-1]))
            for answer in [*answers, ALL]:
                of_all = Cell(ALL, question.slug, stage, answer)
                parts = [of_all._replace(body=body) for body in bodies]
                # Of fewer than three others nothing is printed but what they add to the total.
                unprinted = [of_all._replace(body="")] if few and OTHERS not in bodies else []
                sums.append((of_all, [*parts, *unprinted]))
        for earlier, later in pairwise(STAGES):
            orders += [
                (cell, cell._replace(stage=later))
                for cell in whole
                if cell.question == question.slug and cell.stage == earlier
            ]
    # How many posts are filled is no secret, and no more people can have answered.
    filled = [cell for cell in whole if (cell.stage, cell.answer) == (Stage.APPOINTED, ALL)]
    # Who reads the lists of applications knows how many people came to each stage.
    at_stages = [cell for cell in whole if cell.answer == ALL]
    return Plan(
        whole,
        sums,
        orders,
        hidden_up_to=survey_hidden_up_to(),
        at_most=filled,
        at_most_inside=at_stages,
    )


def bodies_of(publication: EqualityPublication) -> list[tuple[str, str]]:
    """The code and the name of each body that a publication prints numbers of, all first."""
    codes = {cell[0] for cell in publication.cells}
    departments = Organisation.objects.filter(code__in=codes).order_by("name")
    found = [(department.code, department.name) for department in departments]
    others = [(OTHERS, "Other departments")] if OTHERS in codes else []
    return [(ALL, "All departments"), *found, *others]


def tables_of(publication: EqualityPublication, body: str) -> list[EqualityTable]:
    """What a publication printed of a body."""
    numbers = {Cell(*cell[:4]): cell[4] for cell in publication.cells if cell[0] == body}
    return [
        _table(question, body, numbers)
        for question in EQUALITY_QUESTIONS
        if any(cell.question == question.slug for cell in numbers)
    ]


def _table(
    question: EqualityQuestion, body: str, numbers: Mapping[Cell, int | None]
) -> EqualityTable:
    return EqualityTable(
        question=question,
        stages=[str(stage.label) for stage in Stage],
        rows=[
            (label, [numbers.get(Cell(body, question.slug, stage, answer)) for stage in STAGES])
            for answer, label in [*question.choices, (ALL, "All who answered")]
        ],
    )
