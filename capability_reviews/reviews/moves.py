"""What can be done with a review, in the order in which it is offered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone
from django_fsm import can_proceed

from capability_reviews.models import CapabilityReview
from capability_reviews.reviews.services import MOVE_PERMISSIONS, move_review
from hub.indicators import why_figures_wait
from hub.moves import Move, can


def _now(review: CapabilityReview) -> str:
    return f"is now: {review.get_state_display()}"


def _scope_is_next(review: CapabilityReview) -> bool:
    return bool(can_proceed(review.start_self_assessment, check_conditions=False))


def _scope_to_say(review: CapabilityReview) -> str:
    said = can_proceed(review.start_self_assessment)
    if said:
        return ""
    return "You cannot start the self-assessment until you say whether agencies are in scope"


def _move(
    name: str, label: str, may: Callable[[CapabilityReview], bool] | None = None, **more: Any
) -> Move:
    """The move whose transition has this name."""
    return Move(
        slug=name,
        label=label,
        permission=MOVE_PERMISSIONS[name],
        may=may or can(name),
        service=partial(move_review, move=name),
        done=_now,
        transition=name,
        **more,
    )


def _waits_for_election(review: CapabilityReview) -> str:
    why = why_figures_wait(timezone.now(), review.organisation)
    return f"{why}." if why else ""


REVIEW_MOVES = (
    _move("start_scoping", "Start scoping"),
    _move(
        "start_self_assessment",
        "Start the self-assessment",
        may=_scope_is_next,
        obstacle=_scope_to_say,
    ),
    _move("gather_evidence", "Go on to evidence"),
    _move("start_challenge", "Go on to challenge"),
    _move("write_draft", "Go on to the draft"),
    _move("send_for_factual_check", "Send for factual check"),
    _move("agree", "Sign as agreed"),
    _move("publish", "Publish", obstacle=_waits_for_election),
    _move("start_follow_up", "Start the follow-up"),
    _move("close", "Close the review"),
)
