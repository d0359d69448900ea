"""The states of a cohort, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import Stage, StateFacts, States, Step


@dataclass(frozen=True, kw_only=True)
class CohortFacts(StateFacts):
    """What is so in one state of a cohort; ``steps`` are what may be next for who runs it."""

    steps: tuple[Step, ...]

    # A place in it can be offered while there is room.
    takes_places: bool = False
    # Still to come, and told to people.
    is_upcoming: bool = False
    # Nothing more happens in it.
    is_over: bool = False
    # Its days are in the calendars of trainers.
    is_going_on: bool = False


class CohortState(States):
    """From planned to completed."""

    facts: CohortFacts

    PLANNED = CohortFacts(
        "planned",
        "Planned",
        "grey",
        steps=(Step("Make places available, so that people can be offered them.", move="open"),),
    )
    OPEN = CohortFacts(
        "open_for_nominations",
        "Places available",
        "blue",
        steps=(Step("Confirm the cohort when enough places are taken.", move="confirm"),),
        takes_places=True,
        is_upcoming=True,
        is_going_on=True,
    )
    FULL = CohortFacts(
        "full",
        "Full",
        "purple",
        steps=(Step("Confirm the cohort: every place is taken.", move="confirm"),),
        takes_places=True,
        is_upcoming=True,
        is_going_on=True,
    )
    CONFIRMED = CohortFacts(
        "confirmed",
        "Confirmed",
        "green",
        steps=(Step("Start the cohort on its first day.", move="start"),),
        takes_places=True,
        is_upcoming=True,
        is_going_on=True,
    )
    RUNNING = CohortFacts(
        "running",
        "Running",
        "blue",
        steps=(Step("Complete the cohort after its last day.", move="complete"),),
        is_going_on=True,
    )
    COMPLETED = CohortFacts("completed", "Completed", "green", steps=(), is_over=True)
    CANCELLED = CohortFacts("cancelled", "Cancelled", "grey", steps=(), is_over=True)


TAKING = CohortState.where("takes_places")
UPCOMING = CohortState.where("is_upcoming")
OVER = CohortState.where("is_over")
GOING_ON = CohortState.where("is_going_on")
# The stages of a cohort, as its page shows them: what comes at the last, as its days say.
STAGES = (
    Stage("Planned", (CohortState.PLANNED,), "planned_at"),
    Stage("Places available", (CohortState.OPEN, CohortState.FULL), "opened_at"),
    Stage("Confirmed", (CohortState.CONFIRMED,), "confirmed_at"),
    Stage("Running", (CohortState.RUNNING,), "running_at", due="starts_on"),
    Stage("Completed", (CohortState.COMPLETED,), "completed_at", due="ends_on"),
)
