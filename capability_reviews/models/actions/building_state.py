"""The states of what departments do themselves: teams, and training of their staff."""

from __future__ import annotations

from hub.states import StateFacts, States


class TeamState(States):
    """A digital team that a department builds."""

    PLANNED = StateFacts("planned", "Planned", "grey")
    IN_PROGRESS = StateFacts("in_progress", "In progress", "blue")
    ESTABLISHED = StateFacts("established", "Established", "grey")


class TrainingPlanState(States):
    """Digital skills training that a department gives its staff."""

    PLANNED = StateFacts("planned", "Planned", "grey")
    RUNNING = StateFacts("running", "Running", "blue")
    DONE = StateFacts("done", "Done", "green")
