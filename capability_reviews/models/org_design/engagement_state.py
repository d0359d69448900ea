"""The states of an organisation design engagement, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import Stage, StateFacts, States


@dataclass(frozen=True, kw_only=True)
class EngagementFacts(StateFacts):
    """What is so in one state of an engagement."""

    # An adviser works on it: advice can be given, and it can be paused.
    is_under_way: bool = False
    # Something is still to be done, by the adviser or by the department.
    is_unfinished: bool = False


class EngagementState(States):
    """The states of organisation-design advice."""

    facts: EngagementFacts

    REQUESTED = EngagementFacts("requested", "Requested", "grey", is_unfinished=True)
    SCOPING = EngagementFacts("scoping", "Scoping", "grey", is_under_way=True, is_unfinished=True)
    TERMS_AGREED = EngagementFacts(
        "terms_agreed", "Terms agreed", "grey", is_under_way=True, is_unfinished=True
    )
    CURRENT_STATE = EngagementFacts(
        "current_state", "Current state", "grey", is_under_way=True, is_unfinished=True
    )
    OPTIONS = EngagementFacts("options", "Options", "grey", is_under_way=True, is_unfinished=True)
    RECOMMENDATION = EngagementFacts(
        "recommendation", "Recommendation", "grey", is_under_way=True, is_unfinished=True
    )
    ADVICE_GIVEN = EngagementFacts("advice_given", "Advice given", "grey", is_unfinished=True)
    ACCEPTED = EngagementFacts("accepted", "Accepted", "green", is_unfinished=True)
    PART_ACCEPTED = EngagementFacts("part_accepted", "Accepted in part", "grey", is_unfinished=True)
    NOT_ACCEPTED = EngagementFacts("not_accepted", "Not accepted", "grey")
    IMPLEMENTING = EngagementFacts("implementing", "Implementing", "grey", is_unfinished=True)
    IMPLEMENTED = EngagementFacts("implemented", "Implemented", "grey")
    REVIEWED = EngagementFacts("reviewed", "Reviewed", "grey")
    PAUSED = EngagementFacts("paused", "Paused", "grey", is_unfinished=True)
    WITHDRAWN = EngagementFacts("withdrawn", "Withdrawn", "grey")


UNDER_WAY = EngagementState.where("is_under_way")
UNFINISHED = EngagementState.where("is_unfinished")

# What the page of an engagement draws.
STAGES = (
    Stage("Requested", (EngagementState.REQUESTED,), "requested_at"),
    Stage("Scoping", (EngagementState.SCOPING,), "scoping_at"),
    Stage("Terms", (EngagementState.TERMS_AGREED,), "terms_agreed_at"),
    Stage(
        "Analysis",
        (EngagementState.CURRENT_STATE, EngagementState.OPTIONS, EngagementState.RECOMMENDATION),
        "current_state_at",
    ),
    Stage("Advice given", (EngagementState.ADVICE_GIVEN,), "advice_given_at"),
    Stage("Answered", (EngagementState.ACCEPTED, EngagementState.PART_ACCEPTED), "answered_at"),
    Stage(
        "Changes", (EngagementState.IMPLEMENTING, EngagementState.IMPLEMENTED), "implementing_at"
    ),
    Stage("Reviewed", (EngagementState.REVIEWED,), "reviewed_at"),
)
