"""The 25 exemplars agree with themselves and with the public counts. No database is needed."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.hub.reference_data import BODIES_2013, read, unsound

# By exemplar number: the public dashboard of 29 July 2013, the demonstration's split for 30 June.
PHASES_29_JULY = {
    "discovery": [2, 3, 7, 10, 11, 13, 19, 20, 24],
    "alpha": [4, 5, 8, 21, 22],
    "beta": [1, 9, 12, 14, 15, 16, 17, 18, 23, 25],
    "live": [6],
}
PHASES_30_JUNE = {
    "discovery": [2, 3, 7, 10, 11, 13, 17, 18, 19, 20, 22, 23, 24],
    "alpha": [4, 5, 8, 16, 21, 25],
    "beta": [1, 9, 12, 14, 15],
    "live": [6],
}


def event_as_at(exemplar: dict[str, Any], day: str) -> dict[str, Any] | None:
    return max(
        (event for event in exemplar["phases"] if event["on"] <= day),
        key=lambda event: event["on"],
        default=None,
    )


def phases_as_at(day: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for exemplar in read("exemplars-2013.json")["exemplars"]:
        event = event_as_at(exemplar, day)
        if event:
            found.setdefault(event["phase"], []).append(exemplar["number"])
    return found


def test_exemplars_are_twenty_five_over_eight_departments() -> None:
    exemplars = read("exemplars-2013.json")["exemplars"]
    assert [item["number"] for item in exemplars] == list(range(1, 26))
    assert unsound(exemplars) == []
    assert Counter(item["department"] for item in exemplars) == {
        "CO": 1,
        "BIS": 5,
        "DEFRA": 2,
        "DfT": 3,
        "DWP": 3,
        "HMRC": 4,
        "HO": 3,
        "MoJ": 4,
    }
    for item in exemplars:
        assert item["body"] is None or BODIES_2013[item["body"]] == item["department"]


def test_exemplar_volumes_agree_with_their_text() -> None:
    scale = {"k": 1_000, "m": 1_000_000}
    for item in read("exemplars-2013.json")["exemplars"]:
        text = item["volume_text"]
        number = round(float(text.lstrip(">")[:-1]) * scale[text[-1]])
        qualifier = "more_than" if text.startswith(">") else "about"
        found = (item["transactions_per_year"], item["transactions_qualifier"])
        assert found == (number, qualifier), item["slug"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2013-06-30", PHASES_30_JUNE), ("2013-07-29", PHASES_29_JULY)],
)
def test_exemplars_stand_in_the_phases_of_the_day(day: str, expected: dict[str, list[int]]) -> None:
    assert phases_as_at(day) == expected


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2013-06-30", (13, 6, 5, 1)),
        ("2013-07-12", (11, 4, 9, 1)),
        ("2013-07-29", (9, 5, 10, 1)),
    ],
)
def test_exemplars_by_phase_agree_with_the_public_counts(
    day: str, counts: tuple[int, int, int, int]
) -> None:
    found = phases_as_at(day)
    phases = ("discovery", "alpha", "beta", "live")
    assert tuple(len(found[phase]) for phase in phases) == counts


def test_exemplars_begun_by_the_end_of_march_agree_with_the_first_report() -> None:
    found = {phase: len(items) for phase, items in phases_as_at("2013-03-31").items()}
    assert found.pop("discovery") == 4
    assert sum(found.values()) == 9
    assert set(found) == {"alpha", "beta"}


def test_only_the_live_exemplar_is_partial_on_30_june() -> None:
    partial = []
    for exemplar in read("exemplars-2013.json")["exemplars"]:
        event = event_as_at(exemplar, "2013-06-30")
        if event and event["partial"]:
            partial.append((exemplar["number"], event["phase"]))
    assert partial == [(6, "live")]


def test_exemplars_begin_with_discovery_and_go_forward_on_invented_days() -> None:
    order = ["discovery", "alpha", "beta", "live"]
    for exemplar in read("exemplars-2013.json")["exemplars"]:
        events = exemplar["phases"]
        assert events[0]["phase"] == "discovery", exemplar["slug"]
        days = [date.fromisoformat(event["on"]) for event in events]
        steps = [order.index(event["phase"]) for event in events]
        assert days == sorted(set(days)), exemplar["slug"]
        assert steps == sorted(set(steps)), exemplar["slug"]
        assert all(event["demo"] and len(event["note"]) <= 200 for event in events)
