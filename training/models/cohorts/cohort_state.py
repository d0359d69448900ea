"""The states of a cohort, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class CohortFacts(StateFacts):
    """What is so in one state of a cohort."""

    # A place in it can be offered while there is room.
    takes_places: bool = False
    # Still to come, and told to people.
    is_upcoming: bool = False


class CohortState(States):
    """From planned to completed."""

    facts: CohortFacts

    PLANNED = CohortFacts("planned", "Planned", "grey")
    OPEN = CohortFacts(
        "open_for_nominations", "Places available", "blue", takes_places=True, is_upcoming=True
    )
    FULL = CohortFacts("full", "Full", "purple", takes_places=True, is_upcoming=True)
    CONFIRMED = CohortFacts("confirmed", "Confirmed", "green", takes_places=True, is_upcoming=True)
    RUNNING = CohortFacts("running", "Running", "blue")
    COMPLETED = CohortFacts("completed", "Completed", "green")
    CANCELLED = CohortFacts("cancelled", "Cancelled", "grey")


TAKING = CohortState.where("takes_places")
UPCOMING = CohortState.where("is_upcoming")
