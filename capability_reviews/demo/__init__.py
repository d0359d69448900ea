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
        order=30,
        load=load,
        clear=clearing.clear,
    )
]
