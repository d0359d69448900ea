"""What the states of places, cohorts and releases say."""

from __future__ import annotations

import pytest

from training.models.cohorts import cohort_state as cohort
from training.models.places import place_state as place
from training.models.programmes import release_state as release

MEANT = [
    (place.HOLDING, "offered accepted confirmed attending completed incomplete no_show"),
    (place.UNFINISHED, "waiting offered accepted confirmed attending"),
    (place.EXPECTED, "confirmed attending"),
    (place.INDUCTED, "attending completed"),
    (
        place.PAST_WAITING,
        (
            "offered accepted declined expired confirmed attending completed incomplete "
            "withdrawn no_show"
        ),
    ),
    (place.WITHOUT_COHORT, "waiting withdrawn"),
    (cohort.TAKING, "open_for_nominations full confirmed"),
    (cohort.UPCOMING, "open_for_nominations full confirmed"),
    (cohort.OVER, "completed cancelled"),
    (release.TAKING_COHORTS, "planned running"),
]


@pytest.mark.parametrize(
    ("found", "meant"), MEANT, ids=[f"set {number}" for number in range(len(MEANT))]
)
def test_the_sets_of_states_are_as_they_are_meant(found, meant):
    assert {state.value for state in found} == set(meant.split())
