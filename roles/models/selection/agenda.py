"""Which marks the panel has to agree on, and what each answer counts as (S22, S35).

All means are exact fractions: they are rounded where they are shown, and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from roles.models.campaigns.campaign import Campaign
from roles.models.selection.marking import MarkedElement, elements_to_mark, read_standings
from roles.models.selection.moderation import Moderation
from roles.models.selection.panel import FEWEST
from roles.models.selection.score import Score, mean_of
from roles.models.selection.stage_result import DIFFERENCE, StageResult


@dataclass(frozen=True)
class Item:
    """One answer of one application with all the marks that it has, once every mark is in."""

    result: StageResult
    element: MarkedElement
    marks: list[Score] = field(default_factory=list)
    moderation: Moderation | None = None

    @property
    def points(self) -> list[int]:
        """The points of those that have some."""
        return [mark.points for mark in self.marks if mark.points is not None]

    @property
    def is_agreed(self) -> bool:
        """Whether the panel has agreed on a mark."""
        return self.moderation is not None and self.moderation.agreed_at is not None

    @property
    def differs(self) -> bool:
        """Whether the marks are too far apart for their mean to count."""
        points = self.points
        return bool(points) and max(points) - min(points) >= DIFFERENCE

    @property
    def is_third_asked(self) -> bool:
        """Whether somebody else was asked to mark it, too."""
        return self.moderation is not None and self.moderation.third_asked_at is not None

    @property
    def lacks_marks(self) -> bool:
        """Whether fewer people could mark it than assess together (R9); not of what was decided.

        A third mark is enough: the chair agrees on it.
        """
        has_few = len(self.points) < FEWEST and self.third_mark is None
        return has_few and not self.result.outcome

    @property
    def is_open(self) -> bool:
        """Whether the panel has still to agree on it (S24)."""
        return not self.is_agreed and (self.differs or self.is_third_asked or self.lacks_marks)

    @property
    def can_change_outcome(self) -> bool:
        """Whether one mark is enough and another is not: it decides on pass or fail."""
        points = self.points
        return bool(points) and min(points) < self.element.pass_mark <= max(points)

    @property
    def is_failed_by_all(self) -> bool:
        """Whether nobody found the answer good enough."""
        points = self.points
        return bool(points) and max(points) < self.element.pass_mark

    @property
    def value(self) -> Fraction | None:
        """What it counts as: the agreed mark, else the exact mean; None where there is no mark."""
        if self.moderation is not None and self.moderation.agreed_points is not None:
            return Fraction(self.moderation.agreed_points)
        return mean_of(self.points)

    @property
    def third_mark(self) -> Score | None:
        """The mark of whoever was asked as the third, once it is given."""
        third = self.moderation.third_id if self.moderation else None
        return next((mark for mark in self.marks if third and mark.place_id == third), None)


def items_of(campaign: Campaign, number: int, results: Sequence[StageResult]) -> list[Item]:
    """Every answer of these results whose marks are all in, those first that can change a decision.

    Of those that differ; then by application, so that who marked the same is together. As many
    queries for many as for one.
    """
    for result in results:
        result.application.campaign = campaign
    standings = read_standings(results)
    whole = [result for result in results if standings[result.pk].is_complete]
    elements = elements_to_mark(campaign, number) if whole else []
    marks: dict[tuple[int, str], list[Score]] = defaultdict(list)
    rows = Score.objects.standing().filter(result__in=[result.pk for result in whole])
    for score in rows.select_related("place__person").order_by("place__role", "place", "pk"):
        marks[(score.result_id, score.element)].append(score)
    known = Moderation.objects.filter(result__in=[result.pk for result in whole])
    moderated = {
        (row.result_id, row.element): row
        for row in known.select_related("agreed_by", "third__person")
    }
    found = []
    for result in whole:
        for element in elements:
            key = (result.pk, element.slug)
            if (row := moderated.get(key)) is not None:
                row.result = result
            found.append(Item(result, element, marks[key], row))
    return sorted(found, key=_first_what_decides)


def _first_what_decides(item: Item) -> tuple[bool, bool, str]:
    return (not item.is_open, not item.can_change_outcome, item.result.application.reference)


@dataclass(frozen=True)
class Proposal:
    """What the marks of one application add up to at one stage; the people who decide, decide."""

    items: list[Item]

    @property
    def total(self) -> Fraction | None:
        """The exact sum of all answers; None while one has no mark."""
        values = [item.value for item in self.items]
        known = [value for value in values if value is not None]
        return sum(known, Fraction(0)) if len(known) == len(values) and values else None

    @property
    def is_open(self) -> bool:
        """Whether the panel has still to agree on an answer."""
        return any(item.is_open for item in self.items)

    @property
    def passes(self) -> bool | None:
        """Whether every answer reaches what is enough; None where that cannot be said yet."""
        if self.total is None or self.is_open:
            return None
        return all(
            item.value is not None and item.value >= item.element.pass_mark for item in self.items
        )

    @property
    def in_words(self) -> str:
        """What the marks propose; the people who decide may decide otherwise."""
        if self.is_open:
            return "The panel has still to agree on marks"
        if self.passes is None:
            return "An answer has no mark"
        if self.passes:
            return "Reaches the minimum in every answer"
        return f"Below the minimum: {', '.join(self.below)}"

    @property
    def below(self) -> list[str]:
        """The answers that are below what is enough, by name."""
        return [
            item.element.name
            for item in self.items
            if item.value is not None and item.value < item.element.pass_mark
        ]


def proposal_of(result: StageResult) -> Proposal | None:
    """What the marks of a result add up to; None while one is missing."""
    campaign = result.application.campaign
    items = items_of(campaign, result.number, [result])
    return Proposal(items) if items else None


def shown(value: Fraction | None) -> str:
    """An exact number as people read it: rounded to 2 places, with the fraction it is made of."""
    if value is None:
        return "No mark"
    if value.denominator == 1:
        return str(value.numerator)
    rounded = f"{float(value):.2f}".rstrip("0").rstrip(".")
    exact = Fraction(rounded) == value
    return rounded if exact else f"{rounded} ({value.numerator}/{value.denominator})"
