"""The states of a person on a panel, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class PanelMemberFacts(StateFacts):
    """What is so in one state of a member."""

    # They accepted and are on the panel.
    is_sitting: bool = False
    # Their place is taken: they sit, or have still to answer.
    holds_place: bool = False


class PanelMemberState(States):
    """From the invitation to the end of the time on the panel."""

    facts: PanelMemberFacts

    # Whoever is asked may be an expert without an office: the clock ends what nobody answers.
    INVITED = PanelMemberFacts("invited", "Invited", "yellow", holds_place=True)
    ACCEPTED = PanelMemberFacts(
        "accepted", "On the panel", "green", is_sitting=True, holds_place=True
    )
    DECLINED = PanelMemberFacts("declined", "Declined", "grey")
    LAPSED = PanelMemberFacts("lapsed", "Did not answer in time", "grey")
    LEFT = PanelMemberFacts("left", "Left the panel", "grey")
    REMOVED = PanelMemberFacts("removed", "Removed from the panel", "grey")


SITTING = PanelMemberState.where("is_sitting")
HOLDING_A_PLACE = PanelMemberState.where("holds_place")
