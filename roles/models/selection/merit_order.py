"""The order of merit as the marks give it: exact sums, and the stated rule for ties (S34 to S36).

Nothing here depends on a name, a number of a row, a time, a scheme or chance: two candidates with
the same marks are equal until the chair says why one is placed above the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, groupby
from typing import Any

from django.db import models

from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post_state import WANTED
from roles.models.campaigns.stage_plan import Stage, StagePlan
from roles.models.selection.agenda import Item, items_of
from roles.models.selection.marking import elements_to_mark, read_standings
from roles.models.selection.panel_gate import why_no_commissioner
from roles.models.selection.stage_result import StageResult

# Two applications, by their keys, the one placed above first.
Pair = tuple[int, int]


class Tie(models.TextChoices):
    """How it was settled who of candidates with equal points comes first (S34)."""

    NONE = "", "No tie"
    LEAD = "lead", "The lead criterion decided"
    SECOND = "second", "The second criterion decided"
    CHAIR = "chair", "The chair decided, with a reason"
    EQUAL = "equal", "Equal"


@dataclass(frozen=True)
class Standing:
    """One candidate with the exact marks that count, by stage and element."""

    application: Application
    values: Mapping[tuple[int, str], Fraction]
    is_appointable: bool
    lead: Fraction
    second: Fraction

    @property
    def key(self) -> int:
        """The key of the application."""
        return self.application.pk

    @property
    def total(self) -> Fraction:
        """The exact sum of all marks that count."""
        return sum(self.values.values(), Fraction(0))

    @property
    def by_rule(self) -> tuple[Fraction, Fraction, Fraction]:
        """What orders candidates: whoever has more comes first."""
        return self.total, self.lead, self.second

    @property
    def marks(self) -> list[list[Any]]:
        """The values as they are signed, in the order of stages and elements."""
        return [
            [number, slug, f"{value.numerator}/{value.denominator}"]
            for (number, slug), value in self.values.items()
        ]


@dataclass(frozen=True)
class Placed:
    """One candidate in order; ``rank`` is none below the minimum, ``tie`` how a tie was settled."""

    standing: Standing
    rank: int | None
    tie: str = ""


@dataclass(frozen=True)
class MeritOrder:
    """What the marks of a campaign give; ``missing`` says what they lack, and who has to act."""

    campaign: Campaign
    standings: list[Standing] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    posts: int = 0
    rules: dict[str, Any] = field(default_factory=dict)

    @property
    def appointable(self) -> list[Standing]:
        """Those with enough in everything, in order; equals by reference, which ranks nobody."""
        rows = [row for row in self.standings if row.is_appointable]
        return sorted(rows, key=_best_first)

    @property
    def below(self) -> list[Standing]:
        """Those below the minimum in something."""
        rows = [row for row in self.standings if not row.is_appointable]
        return sorted(rows, key=_best_first)

    @property
    def ties(self) -> list[list[Standing]]:
        """Each group of appointable candidates whom neither points nor criteria tell apart."""
        groups = [list(rows) for _, rows in groupby(self.appointable, lambda row: row.by_rule)]
        return [rows for rows in groups if len(rows) > 1]

    def crosses_the_cut(self, rows: Sequence[Standing]) -> bool:
        """Whether there are posts for some of these equals and not for others."""
        ahead = sum(row.by_rule > rows[0].by_rule for row in self.appointable)
        return ahead < self.posts < ahead + len(rows)

    def pairs(self) -> list[tuple[Standing, Standing, bool]]:
        """Each two equal candidates; whether the chair has to say who is placed above."""
        return [
            (one, other, self.crosses_the_cut(rows))
            for rows in self.ties
            for one, other in combinations(rows, 2)
        ]

    def placed(self, above: Sequence[Pair] = ()) -> list[Placed]:
        """Everybody in order, with what the chair said of pairs. Raises ``ValueError``.

        Of equals the chair orders all or none: who beats whom has to be an order.
        """
        wins: dict[int, set[int]] = defaultdict(set)
        for winner, loser in above:
            wins[winner].add(loser)
        found: list[Placed] = []
        totals = [row.total for row in self.appointable]
        for _, group in groupby(self.appointable, lambda row: row.by_rule):
            rows = list(group)
            keys = {row.key for row in rows}
            decided = sum(len(wins[key] & keys) for key in keys)
            rank = len(found) + 1
            if len(rows) == 1:
                found.append(Placed(rows[0], rank, self._settled_by(rows[0], totals)))
                continue
            if not decided:
                found += [Placed(row, rank, Tie.EQUAL) for row in rows]
                continue
            rows.sort(key=lambda row: -len(wins[row.key] & keys))
            order = [len(wins[row.key] & keys) for row in rows]
            if order != list(range(len(rows) - 1, -1, -1)):
                raise ValueError("The pairs are no order.")
            found += [Placed(row, rank + at, Tie.CHAIR) for at, row in enumerate(rows)]
        return found + [Placed(row, None) for row in self.below]

    def _settled_by(self, standing: Standing, totals: list[Fraction]) -> str:
        if totals.count(standing.total) == 1:
            return Tie.NONE
        same = [row for row in self.appointable if row.total == standing.total]
        leads = [row.lead for row in same]
        return Tie.LEAD if leads.count(standing.lead) == 1 else Tie.SECOND

    def basis(self) -> list[Any]:
        """What it is made of, by reference: the same marks give the same, however often."""
        rows = [
            [row.application.reference, row.is_appointable, row.marks]
            for row in [*self.appointable, *self.below]
        ]
        return [self.posts, self.rules, rows]


def _best_first(row: Standing) -> tuple[Fraction, Fraction, Fraction, str]:
    total, lead, second = row.by_rule
    return -total, -lead, -second, row.application.reference


def results_that_count(campaign: Campaign) -> list[StageResult]:
    """The marked results of those who were met and are still candidates; of the sift if it counts.

    Whoever withdrew, was set aside, erased or did not attend is in no list. Nor is what does not
    exist for the campaign's reader (S4).
    """
    plan = StagePlan.objects.filter(campaign=campaign).first()
    rows = StageResult.objects.marked().filter(
        application__campaign=campaign,
        application__interviewed_at__isnull=False,
        application__no_show_at=None,
        application__withdrawn_at=None,
        application__is_set_aside=False,
        application__erased_at=None,
    )
    if plan is None or not plan.sift_counts:
        rows = rows.exclude(kind=Stage.Kind.SIFT)
    if hidden := campaign.hidden_applications:
        rows = rows.exclude(application__in=hidden)
    return list(rows.select_related("application").order_by("application__reference", "number"))


def is_marked_at_interviews(campaign: Campaign) -> bool:
    """Whether the interviews of a campaign are marked here: then a merit list is signed."""
    rows = StageResult.objects.marked().filter(application__campaign=campaign)
    return rows.exclude(kind=Stage.Kind.SIFT).exists()


def merit_order(campaign: Campaign) -> MeritOrder:
    """What the marks of a campaign give, as they stand: as many queries for many as for one."""
    results = results_that_count(campaign)
    plan = StagePlan.objects.filter(campaign=campaign).first()
    rules = _rules(campaign, plan, sorted({result.number for result in results}))
    posts = campaign.posts.filter(state__in=WANTED).count()
    missing = _missing(results)
    by_application: dict[int, list[Item]] = defaultdict(list)
    for number in sorted({result.number for result in results}):
        of_stage = [result for result in results if result.number == number]
        for item in items_of(campaign, number, of_stage):
            by_application[item.result.application_id].append(item)
    standings = []
    for items in by_application.values():
        missing += _not_agreed(items)
        if all(item.value is not None for item in items):
            standings.append(_standing(items, plan))
    if results and (why := why_no_commissioner(campaign)):
        missing.append(why)
    return MeritOrder(campaign, standings, missing, posts, rules)


def _standing(items: list[Item], plan: StagePlan | None) -> Standing:
    values = {
        (item.result.number, item.element.slug): item.value or Fraction(0)
        for item in sorted(items, key=lambda item: (item.result.number, item.element.slug))
    }
    met = [item for item in items if item.result.is_met]
    enough = all((item.value or 0) >= item.element.pass_mark for item in met)

    def points_for(slug: str) -> Fraction:
        own = (value for (_, element), value in values.items() if slug and element == slug)
        return sum(own, Fraction(0))

    lead, second = (plan.tie_lead, plan.tie_second) if plan else ("", "")
    return Standing(
        items[0].result.application, values, enough, points_for(lead), points_for(second)
    )


def _missing(results: list[StageResult]) -> list[str]:
    """Whose marks are missing, and for which candidate (S36)."""
    found = []
    standings = read_standings(results)
    for result in results:
        standing = standings[result.pk]
        if not standing.is_complete:
            why = standing.why_no_decision(None)
            found.append(f"{result.application.reference}: {why}")
    return found


def _not_agreed(items: list[Item]) -> list[str]:
    """On what the panel has still to agree, and what nobody could mark."""
    reference = items[0].result.application.reference
    found = []
    for item in items:
        if item.is_open:
            found.append(f"{reference}: the chair has to agree a mark for {item.element.name}.")
        elif item.value is None:
            found.append(
                f"{reference}: nobody could mark {item.element.name}. Ask for a third mark."
            )
    return found


def _rules(campaign: Campaign, plan: StagePlan | None, stages: list[int]) -> dict[str, Any]:
    """The versions of the rules that the list is made by."""
    marked = {number: elements_to_mark(campaign, number) for number in stages}
    return {
        "framework": plan.framework if plan else "",
        "stages": [
            [number, [element.slug for element in elements], elements[0].pass_mark]
            for number, elements in marked.items()
            if elements
        ],
        "lead": plan.tie_lead if plan else "",
        "second": plan.tie_second if plan else "",
        "sift_counts": bool(plan and plan.sift_counts),
    }
