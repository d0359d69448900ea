"""The states of a release of a programme."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import Stage, StateFacts, States


@dataclass(frozen=True, kw_only=True)
class ReleaseFacts(StateFacts):
    """What is so in one state of a release."""

    # Cohorts of it can be planned.
    takes_cohorts: bool = False


class ReleaseState(States):
    """From planned to finished."""

    facts: ReleaseFacts

    PLANNED = ReleaseFacts("planned", "Planned", "grey", takes_cohorts=True)
    RUNNING = ReleaseFacts("running", "Running", "blue", takes_cohorts=True)
    FINISHED = ReleaseFacts("finished", "Finished", "grey")
    CANCELLED = ReleaseFacts("cancelled", "Cancelled", "grey")


TAKING_COHORTS = ReleaseState.where("takes_cohorts")

# What the page of a release draws.
RUNNING = Stage("Running", (ReleaseState.RUNNING,), "running_at")
STAGES = (
    Stage("Planned", (ReleaseState.PLANNED,), "planned_at"),
    RUNNING,
    Stage("Finished", (ReleaseState.FINISHED,), "finished_at"),
)
