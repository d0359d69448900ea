"""The states of a conflict of interest, and the set of them that has a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class ConflictFacts(StateFacts):
    """What is so in one state of a conflict."""

    # The resourcing officer has decided, with a reason: nothing that is found later changes it.
    is_decided: bool = False


class ConflictState(States):
    """From what was found or said to the decision."""

    facts: ConflictFacts

    POSSIBLE = ConflictFacts("possible", "To decide", "yellow", waits_on_people=True)
    CONFIRMED = ConflictFacts("confirmed", "Conflict", "red", is_decided=True)
    CLEARED = ConflictFacts("cleared", "No conflict", "green", is_decided=True)


DECIDED = ConflictState.where("is_decided")
