"""Training's part of the demonstration: the programme of 2013, and cohorts around today."""

from __future__ import annotations

from hub.demo import DemoData, Persona
from training.demo import clear, living, quarter, videos
from training.demo.people import NEW_OWNER


def load() -> None:
    """Make the programme of 2013, the videos, the cohorts around today and their pages."""
    programme = quarter.load()
    videos.load()
    living.load(programme)


TRAINING_DEMO = [
    DemoData(
        slug="training.programme",
        label="the induction programme, cohorts, places and videos",
        order=20,
        load=load,
        clear=clear.clear,
        personas=(
            Persona(
                NEW_OWNER[0],
                NEW_OWNER[1],
                "Newly appointed service owner",
                "Was appointed to a service and is offered an induction place, to accept or "
                "decline within three working days.",
            ),
        ),
    )
]
