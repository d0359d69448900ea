"""The states of an organisation design engagement, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import Stage, StateFacts, States, Step


@dataclass(frozen=True, kw_only=True)
class EngagementFacts(StateFacts):
    """What is so in one state of an engagement.

    ``steps`` are what may be next, from its own moves to who else acts.
    """

    steps: tuple[Step, ...] = ()

    # An adviser works on it: advice can be given, and it can be paused.
    is_under_way: bool = False
    # Something is still to be done, by the adviser or by the department.
    is_unfinished: bool = False


def _steps(words: str, move: str, others: str) -> tuple[Step, ...]:
    """Who makes the move, or who waits for others to make it."""
    return Step(words, move=move), Step(others)


_IMPLEMENT = _steps(
    "Start implementing.", "start_implementing", "The department starts the change."
)


class EngagementState(States):
    """The states of organisation-design advice."""

    facts: EngagementFacts

    REQUESTED = EngagementFacts(
        "requested",
        "Requested",
        "grey",
        steps=_steps("Start work on this request.", "start_scoping", "An adviser starts work."),
        is_unfinished=True,
        waits_on_people=True,
    )
    SCOPING = EngagementFacts(
        "scoping",
        "Scoping",
        "grey",
        steps=_steps("Agree the terms.", "agree_terms", "The department agrees the terms."),
        is_under_way=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    TERMS_AGREED = EngagementFacts(
        "terms_agreed",
        "Terms agreed",
        "grey",
        steps=_steps(
            "Go on to the current state.",
            "describe_current_state",
            "The adviser goes on to the roles as they are now.",
        ),
        is_under_way=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    CURRENT_STATE = EngagementFacts(
        "current_state",
        "Current state",
        "grey",
        steps=_steps("Go on to options.", "set_out_options", "The adviser goes on to options."),
        is_under_way=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    OPTIONS = EngagementFacts(
        "options",
        "Options",
        "grey",
        steps=_steps(
            "Go on to the recommendation.", "recommend", "The adviser recommends an option."
        ),
        is_under_way=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    RECOMMENDATION = EngagementFacts(
        "recommendation",
        "Recommendation",
        "grey",
        steps=_steps("Give the advice.", "give_advice", "The adviser gives the advice."),
        is_under_way=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    ADVICE_GIVEN = EngagementFacts(
        "advice_given",
        "Advice given",
        "grey",
        steps=(
            Step("Say whether you accept the advice.", move="accept", is_choice=True),
            Step("The department says whether it accepts the advice."),
        ),
        is_unfinished=True,
        waits_on_people=True,
    )
    ACCEPTED = EngagementFacts(
        "accepted", "Accepted", "green", steps=_IMPLEMENT, is_unfinished=True, waits_on_people=True
    )
    PART_ACCEPTED = EngagementFacts(
        "part_accepted",
        "Accepted in part",
        "grey",
        steps=_IMPLEMENT,
        is_unfinished=True,
        waits_on_people=True,
    )
    NOT_ACCEPTED = EngagementFacts("not_accepted", "Not accepted", "grey")
    IMPLEMENTING = EngagementFacts(
        "implementing",
        "Implementing",
        "grey",
        steps=_steps(
            "Record that the change is in place.",
            "finish_implementing",
            "The department records that the change is in place.",
        ),
        is_unfinished=True,
        waits_on_people=True,
    )
    IMPLEMENTED = EngagementFacts(
        "implemented",
        "Implemented",
        "grey",
        steps=_steps("Record the review.", "review", "The adviser reviews the new structure."),
        waits_on_people=True,
    )
    REVIEWED = EngagementFacts("reviewed", "Reviewed", "grey")
    PAUSED = EngagementFacts(
        "paused",
        "Paused",
        "grey",
        steps=_steps("Resume.", "resume", "The adviser resumes the work."),
        is_unfinished=True,
        waits_on_people=True,
    )
    WITHDRAWN = EngagementFacts("withdrawn", "Withdrawn", "grey")


UNDER_WAY = EngagementState.where("is_under_way")
# The same, in the order of the work.
WORKED_THROUGH = [state for state in EngagementState if state in UNDER_WAY]
UNFINISHED = EngagementState.where("is_unfinished")
# It may still do away with what the department lacks: its change is in place, but not reviewed.
ANSWERING = UNFINISHED | {EngagementState.IMPLEMENTED}

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
