"""The states of an organisation design engagement, and the set of them in which it is worked on."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class EngagementFacts(StateFacts):
    """What is so in one state of an engagement."""

    # An adviser works on it: advice can be given, and it can be paused.
    is_under_way: bool = False


class EngagementState(States):
    """The states of organisation-design advice."""

    facts: EngagementFacts

    REQUESTED = EngagementFacts("requested", "Requested", "grey")
    SCOPING = EngagementFacts("scoping", "Scoping", "grey", is_under_way=True)
    TERMS_AGREED = EngagementFacts("terms_agreed", "Terms agreed", "grey", is_under_way=True)
    CURRENT_STATE = EngagementFacts("current_state", "Current state", "grey", is_under_way=True)
    OPTIONS = EngagementFacts("options", "Options", "grey", is_under_way=True)
    RECOMMENDATION = EngagementFacts("recommendation", "Recommendation", "grey", is_under_way=True)
    ADVICE_GIVEN = EngagementFacts("advice_given", "Advice given", "grey")
    ACCEPTED = EngagementFacts("accepted", "Accepted", "green")
    PART_ACCEPTED = EngagementFacts("part_accepted", "Accepted in part", "grey")
    NOT_ACCEPTED = EngagementFacts("not_accepted", "Not accepted", "grey")
    IMPLEMENTING = EngagementFacts("implementing", "Implementing", "grey")
    IMPLEMENTED = EngagementFacts("implemented", "Implemented", "grey")
    REVIEWED = EngagementFacts("reviewed", "Reviewed", "grey")
    PAUSED = EngagementFacts("paused", "Paused", "grey")
    WITHDRAWN = EngagementFacts("withdrawn", "Withdrawn", "grey")


UNDER_WAY = EngagementState.where("is_under_way")
