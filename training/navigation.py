"""Where the induction can be reached from."""

from __future__ import annotations

from hub.navigation import Door, NavigationItem

TRAINING_NAVIGATION = (
    NavigationItem(
        slug="training.cohorts",
        label="Induction",
        url_name="training:cohort_list",
        order=70,
        rank=4,
        permission="training.view_cohort",
        door=Door(
            title="Run an induction",
            text="Plan cohorts, offer places and see who has taken part.",
            audience="Trainers",
            permission="training.manage_cohort",
        ),
        # Cohorts and videos, below the same address, are for everybody.
        private=tuple(f"/training/{part}/" for part in ("programmes", "releases", "workspace")),
    ),
    NavigationItem(
        slug="training.places",
        label="Your induction places",
        url_name="training:place_list",
        order=80,
        shown="account",
        permission="training.view_own_places",
    ),
)
