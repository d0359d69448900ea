"""How far people who mark the same answers agree: the reckoning alone, without records (S50, S51).

Krippendorff's alpha for ordinal values, with gaps where not everybody marked everything (K.
Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011). Everything by chance is drawn
from one number, so that the figures are the same each time.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, pstdev
from typing import Any

from hub.numbers import plural

# Below so many nothing is said that has an interval.
FEWEST_PAIRS = 20
# A mean gap to the others beyond this is told, where the interval has none of it (S51).
SEVERE = 0.5
# Where nine in ten marks are the same, alpha says nothing of agreement (SC40).
MOSTLY_THE_SAME = 0.9
SEED = 50
DRAWS = 1000
# With more answers fewer draws are enough, and as many are made in all.
MOST_DRAWN = 200_000


@dataclass(frozen=True)
class Given:
    """One mark with points: whose, of which answer of which application."""

    application: int
    question: str
    who: int
    points: int
    has_words: bool = False

    @property
    def answer(self) -> tuple[int, str]:
        """What was marked."""
        return (self.application, self.question)


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95% interval and what it is made of; without one, why there is none."""

    number: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""

    @property
    def has_interval(self) -> bool:
        """Whether enough was marked to say how sure it is."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True)
class Agreement:
    """Pairs of marks for the same answers: how many, how many equal, how many within one."""

    pairs: int
    equal: int
    within_one: int

    def share(self, number: int) -> str:
        """A share of the pairs in words, such as "97%"."""
        return f"{percent(number, self.pairs)}" if self.pairs else "Only 1 person marked"


def percent(number: int, of: int) -> str:
    """A whole percentage; all and none are said only of all and none."""
    whole = round(100 * number / of)
    if whole == 100 and number < of:
        whole = 99
    if whole == 0 and number:
        whole = 1
    return f"{whole}%"


def by_answer(marks: Iterable[Given]) -> dict[tuple[int, str], list[Given]]:
    """The marks of each answer."""
    found: dict[tuple[int, str], list[Given]] = defaultdict(list)
    for mark in marks:
        found[mark.answer].append(mark)
    return found


def agreement(marks: Iterable[Given]) -> Agreement:
    """Exact agreement and within one, over every pair of marks for one answer (S50)."""
    gaps = [
        abs(one.points - other.points)
        for own in by_answer(marks).values()
        for one, other in combinations(own, 2)
    ]
    return Agreement(len(gaps), sum(gap == 0 for gap in gaps), sum(gap <= 1 for gap in gaps))


def spread(marks: Sequence[Given]) -> str:
    """From which to which points somebody gave, and how far they lie apart."""
    points = [mark.points for mark in marks]
    if not points:
        return "No marks"
    if min(points) == max(points):
        return f"No variation: always {points[0]}"
    return f"{min(points)} to {max(points)}, standard deviation {pstdev(points):.1f}"


def severity(marks: Sequence[Given], who: int) -> Estimate:
    """The mean gap between somebody's marks and those of the others for the same answers (S50).

    Above 0 they give more points than the others. Applications are drawn, not answers: those of
    one application are not marked without each other.
    """
    gaps: dict[int, list[float]] = defaultdict(list)
    for (application, _), own in by_answer(marks).items():
        mine = [mark.points for mark in own if mark.who == who]
        others = [mark.points for mark in own if mark.who != who]
        if mine and others:
            gaps[application].append(mine[0] - fmean(others))
    units = [(sum(own), len(own)) for own in gaps.values()]
    number = sum(size for _, size in units)
    if not number:
        return Estimate(0, why="Only 1 person marked")
    value = _mean(units)
    if number < FEWEST_PAIRS:
        return Estimate(number, value, why=f"Too few to say: {number}")
    low, high = _interval(units, _mean, value)
    return Estimate(number, value, low, high)


def _mean(units: Sequence[tuple[float, int]]) -> float:
    return sum(total for total, _ in units) / sum(size for _, size in units)


def is_severe(found: Estimate) -> bool:
    """Whether the interval has nothing of what is within half a point of the others (S51)."""
    if found.low is None or found.high is None:
        return False
    return found.low > SEVERE or found.high < -SEVERE


def alpha(marks: Iterable[Given]) -> Estimate:
    """Krippendorff's ordinal alpha with its interval; why there is none, where it says nothing.

    Never a number where nothing or nearly nothing varies: one difference among equal marks would
    give 0 (SC40).
    """
    units = [tuple(sorted(mark.points for mark in own)) for own in by_answer(marks).values()]
    units = [unit for unit in units if len(unit) > 1]
    pairs = sum(len(unit) * (len(unit) - 1) // 2 for unit in units)
    if not pairs:
        return Estimate(0, why="Only 1 person marked")
    counted = Counter(point for unit in units for point in unit)
    most = max(counted.values()) / counted.total()
    if len(counted) == 1:
        return Estimate(pairs, why="No variation")
    if pairs < FEWEST_PAIRS:
        return Estimate(pairs, why=f"Too few to say: {pairs}")
    value = _alpha(units)
    if value is None or most >= MOSTLY_THE_SAME:
        return Estimate(pairs, why="Too little variation for alpha")
    low, high = _interval(units, _alpha, value)
    return Estimate(pairs, value, low, high)


def _alpha(units: Sequence[tuple[int, ...]]) -> float | None:
    """Alpha of units with two values or more each; None where nothing varies."""
    together: dict[tuple[int, int], float] = defaultdict(float)
    for unit, times in Counter(units).items():
        share = times / (len(unit) - 1)
        for at, one in enumerate(unit):
            for other in unit[at + 1 :]:
                together[one, other] += share
                together[other, one] += share
    total: dict[int, float] = defaultdict(float)
    for (one, _), share in together.items():
        total[one] += share
    values = sorted(total)
    number = sum(total.values())

    def apart(one: int, other: int) -> float:
        between = sum(total[each] for each in values if one <= each <= other)
        return float((between - (total[one] + total[other]) / 2) ** 2)

    observed, expected = 0.0, 0.0
    for one, other in combinations(values, 2):
        distance = apart(one, other)
        observed += together[one, other] * distance
        expected += total[one] * total[other] * distance
    return None if expected == 0 else 1 - (number - 1) * observed / expected


def _interval(
    units: Sequence[Any], figure: Callable[[Any], float | None], value: float
) -> tuple[float, float]:
    """The middle 95% of the figure over samples of the units; always with the figure in it."""
    dice = random.Random(SEED)  # noqa: S311 (figures that are the same each time)
    draws = max(min(DRAWS, MOST_DRAWN // len(units)), 200)
    found = [figure(dice.choices(units, k=len(units))) for _ in range(draws)]
    known = sorted(each for each in found if each is not None)
    if not known:
        return value, value
    low, high = known[int(0.025 * len(known))], known[min(int(0.975 * len(known)), len(known) - 1)]
    return min(low, value), max(high, value)


def signed(value: float | None) -> str:
    """A gap in points with its sign, such as "+1.0"."""
    if value is None:
        return ""
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}".replace("-", "−")


def severity_words(found: Estimate) -> str:
    """The mean gap with its interval and number, or why there is none."""
    of = plural(found.number, "answer")
    if found.has_interval:
        return f"{signed(found.value)} ({signed(found.low)} to {signed(found.high)}), {of}"
    return f"{signed(found.value)}, too few to say: {of}" if found.number else found.why


def alpha_words(found: Estimate) -> str:
    """Alpha with its interval and number, or why there is none."""
    if found.value is None or found.low is None or found.high is None:
        return found.why
    if abs(found.value) < 0.005:
        said = "No more agreement than by chance"
    else:
        said = f"{found.value:.2f}"
    return f"{said} ({found.low:.2f} to {found.high:.2f}), {plural(found.number, 'pair')}"
