"""Capability's part of the demonstration: the quarter of the report, and reviews around today."""

from __future__ import annotations

from capability_reviews.demo import clearing, living, quarter
from hub.demo import DemoData


def load() -> None:
    """Make the records of 2013 and those around today."""
    quarter.load()
    living.load()


CAPABILITY_DEMO = [
    DemoData(
        slug="capability_reviews.records",
        label="capability reviews, advice, leaders, teams and training plans",
        # Before recruitment, which meets a need that a finding raised.
        order=5,
        load=load,
        clear=clearing.clear,
    ),
    DemoData(
        slug="capability_reviews.follow_up",
        label="the follow-up of a need that was met",
        order=40,
        load=living.rate_again,
        # It goes with its review.
        clear=lambda: None,
    ),
]
