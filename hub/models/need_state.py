"""The states of a need, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import Stage, StateFacts, States, Step


@dataclass(frozen=True, kw_only=True)
class NeedFacts(StateFacts):
    """What is so in one state of a need."""

    # Nothing has closed it yet.
    is_open: bool = False
    # People are still looked for: it can be answered and withdrawn.
    is_unmet: bool = False
    # What is next: the first that a person can do is theirs, the last says who acts for the others.
    steps: tuple[Step, ...] = ()


class NeedState(States):
    """From raised to closed."""

    facts: NeedFacts

    RAISED = NeedFacts(
        "raised",
        "Raised",
        "grey",
        is_open=True,
        is_unmet=True,
        waits_on_people=True,
        steps=(
            Step("Decide how to meet this need.", page="meet"),
            Step("The department decides how to meet this need."),
        ),
    )
    ANSWERED = NeedFacts(
        "answered",
        "Being answered",
        "grey",
        is_open=True,
        is_unmet=True,
        steps=(Step("Wait for the work that has started to meet this need."),),
    )
    MET = NeedFacts(
        "met",
        "Met",
        "green",
        is_open=True,
        steps=(
            Step("Close the need if the organisation has the people it needs.", page="close"),
            Step("The hub team closes the need once the organisation has the people it needs."),
        ),
    )
    CLOSED = NeedFacts("closed", "Closed", "grey")
    WITHDRAWN = NeedFacts("withdrawn", "Withdrawn", "grey")


OPEN = NeedState.where("is_open")
UNMET = NeedState.where("is_unmet")

# What the page of a need draws.
STAGES = (
    Stage("Raised", (NeedState.RAISED,), "raised_at"),
    Stage("Being answered", (NeedState.ANSWERED,), "answered_at"),
    Stage("Met", (NeedState.MET,), "met_at", "needed_by"),
    Stage("Closed", (NeedState.CLOSED,), "closed_at"),
)
