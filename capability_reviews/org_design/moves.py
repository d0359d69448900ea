"""What can be done with advice on organisation design, in the order in which it is offered."""

from __future__ import annotations

from functools import partial
from typing import Any

from capability_reviews.models import OrgDesignEngagement
from capability_reviews.org_design.forms import GiveAdviceForm
from capability_reviews.org_design.services import MOVE_PERMISSIONS, move_engagement
from hub.moves import Move, can, reason_read_by


def _now(engagement: OrgDesignEngagement) -> str:
    return f"now has the state “{engagement.get_state_display()}”"


def _move(name: str, label: str, explain: Any, **more: Any) -> Move:
    """The move whose transition has this name."""
    return Move(
        slug=name,
        label=label,
        explain=explain,
        permission=MOVE_PERMISSIONS[name],
        may=can(name),
        service=partial(move_engagement, move=name),
        **({"done": _now} | more),
    )


def _advice(engagement: OrgDesignEngagement) -> list[tuple[str, Any]]:
    return [("To be decided", engagement.question), ("Advice", engagement.advice)]


def _terms(engagement: OrgDesignEngagement) -> list[tuple[str, Any]]:
    return [("To be decided", engagement.question), ("Adviser", engagement.adviser or "Nobody yet")]


def _given_already(engagement: OrgDesignEngagement) -> str:
    return "You have already given this advice" if engagement.advice_given_at else ""


ENGAGEMENT_MOVES = (
    _move(
        "start_scoping",
        "Start work on this request",
        "You become its adviser.",
        for_several="For requests on which nobody works yet. You become their adviser. We will "
        "email each department’s capability leads and Digital Leaders.",
    ),
    _move(
        "agree_terms",
        "Agree the terms",
        "You have agreed with the adviser what to look at, who does it and when.",
        facts=_terms,
    ),
    _move(
        "describe_current_state",
        "Go on to the current state",
        "Next, describe the roles as they are now.",
    ),
    _move("set_out_options", "Go on to options", "Next, set out the options to choose from."),
    _move("recommend", "Go on to the recommendation", "Next, you recommend one of the options."),
    _move(
        "give_advice",
        "Give the advice",
        "We will email the department’s capability leads and Digital Leaders. You cannot change "
        "the advice afterwards.",
        form=GiveAdviceForm,
        already=_given_already,
        says=lambda engagement, result: "The advice is given",
    ),
    _move(
        "accept",
        "Accept the advice",
        "Your department will follow the advice. You cannot undo this.",
        facts=_advice,
    ),
    _move(
        "accept_in_part",
        "Accept part of the advice",
        "Your department will follow part of the advice. You cannot undo this.",
        facts=_advice,
    ),
    _move(
        "decline",
        "Do not accept the advice",
        "Your department will not follow the advice. This closes the request. You cannot undo "
        "this.",
        facts=_advice,
        is_warning=True,
    ),
    _move("start_implementing", "Start implementing", "The change has begun.", facts=_advice),
    _move(
        "finish_implementing",
        "Record that the change is in place",
        "The new structure is in place.",
        facts=_advice,
    ),
    _move(
        "review",
        "Record the review",
        "You have reviewed the new structure. This closes the request.",
    ),
    _move(
        "pause",
        "Pause",
        "Work stops until an adviser resumes it. It will continue where it was paused. We will "
        "email the department’s capability leads and Digital Leaders.",
        form=reason_read_by("The department"),
        for_several="For advice that is under way. Work stops until an adviser resumes it. It "
        "will continue where it was paused. We will email each department’s capability leads "
        "and Digital Leaders, with your reason.",
    ),
    _move(
        "resume",
        "Resume",
        lambda engagement: (
            "You will become its adviser. Work continues where it was paused, at the stage "
            f"“{engagement.paused_in.label}”. We will email the department’s capability leads and "
            "Digital Leaders."
        ),
        for_several="For advice that is paused. You will become its adviser. Work continues where "
        "it was paused. We will email each department’s capability leads and Digital Leaders.",
    ),
    _move(
        "withdraw",
        "Withdraw",
        "The department no longer asks. You cannot undo this.",
        is_warning=True,
    ),
)
