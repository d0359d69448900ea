"""How far people who mark the same answers agree, as a reckoning (S50, S51, SC40)."""

from __future__ import annotations

import random

import pytest

from roles.selection.services.agreement import (
    Given,
    agreement,
    alpha,
    alpha_words,
    is_severe,
    percent,
    severity,
    severity_words,
    spread,
)


def marks(*rows):
    """A mark for each person's points of each answer; None for an answer not marked."""
    return [
        Given(number, "statement", who, points)
        for number, row in enumerate(rows)
        for who, points in enumerate(row)
        if points is not None
    ]


def mixed(number, seed=1):
    dice = random.Random(seed)
    rows = []
    for _ in range(number):
        merit = dice.gauss(4, 1.2)
        rows.append([min(max(round(merit + dice.gauss(0, 0.8)), 1), 7) for _ in range(2)])
    return rows


def test_SC40_one_difference_among_equal_marks_is_no_verdict():
    given = marks(*[(4, 4)] * 29, (4, 5))
    found = agreement(given)
    assert (found.share(found.equal), found.share(found.within_one)) == ("97%", "100%")
    assert alpha(given).why == "Too little variation for alpha"


def test_SC40_all_equal_one_marker_and_too_few_are_said_in_words():
    assert alpha(marks(*[(4, 4)] * 30)).why == "No variation"
    assert spread(marks(*[(4,)] * 30)) == "No variation: always 4"
    one = marks(*[(number % 7 + 1,) for number in range(30)])
    assert (alpha(one).why, severity(one, 0).why) == (
        "Only 1 person marked",
        "Only 1 person marked",
    )
    assert agreement(one).share(0) == "Only 1 person marked"
    few = marks(*mixed(8))
    assert alpha_words(alpha(few)) == "Too few to say: 8"
    assert severity_words(severity(few, 1)).endswith("too few to say: 8 answers")
    assert not is_severe(severity(marks(*[(4, 6)] * 8), 1))


def test_SC40_S51_somebody_who_always_gives_one_more_is_flagged():
    given = marks(*[(number % 6 + 1, number % 6 + 2) for number in range(30)])
    found = severity(given, 1)
    assert severity_words(found) == "+1.0 (+1.0 to +1.0), 30 answers"
    assert is_severe(found)
    assert is_severe(severity(given, 0))
    assert not is_severe(severity(marks(*mixed(60)), 0))


def test_SC40_a_third_marker_on_some_is_reckoned_with_the_gaps():
    rows = mixed(30)
    given = marks(*[(*row, row[0] if at < 5 else None) for at, row in enumerate(rows)])
    found = alpha(given)
    assert found.number == 30 + 5 * 2
    assert found.low <= found.value <= found.high
    assert severity(given, 2).number == 5


def test_S50_alpha_is_that_of_the_book():
    # Krippendorff 2011, the worked example with four observers; ordinal alpha 0.815.
    observers = (
        (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
        (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
    )
    given = marks(*zip(*observers, strict=True))
    assert round(alpha(given).value, 3) == 0.815


@pytest.mark.parametrize("seed", range(10))
def test_S50_figures_are_the_same_each_time_and_lie_in_their_interval(seed):
    given = marks(*mixed(40, seed))
    for found in (alpha(given), severity(given, 0)):
        assert found.low <= found.value <= found.high
    assert alpha(given) == alpha(list(given))
    assert severity(given, 0) == severity(list(given), 0)


def test_S50_all_and_none_are_said_only_of_all_and_none():
    assert [percent(*each) for each in ((999, 1000), (1, 1000), (5, 5), (0, 5))] == [
        "99%",
        "1%",
        "100%",
        "0%",
    ]
