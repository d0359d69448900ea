"""What can be done with advice on organisation design, in the order in which it is offered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from capability_reviews.models import OrgDesignEngagement
from capability_reviews.org_design.forms import GiveAdviceForm, MeetingForm
from capability_reviews.org_design.services import (
    ADVISE,
    MOVE_PERMISSIONS,
    log_meeting,
    move_engagement,
)
from hub.models import User
from hub.moves import Move, can, choice_of, reason_read_by


def _move(name: str, label: str, explain: Any, said: str, **more: Any) -> Move:
    """The move whose transition has this name, and what is said when it is made."""
    return Move(
        slug=name,
        label=label,
        explain=explain,
        permission=MOVE_PERMISSIONS[name],
        may=can(name),
        service=partial(move_engagement, move=name),
        says=lambda engagement, result: said,
        **more,
    )


def _advice(engagement: OrgDesignEngagement) -> list[tuple[str, Any]]:
    return [("Question", engagement.question), ("Advice", engagement.advice)]


def _terms(engagement: OrgDesignEngagement) -> list[tuple[str, Any]]:
    return [("Question", engagement.question), ("Adviser", engagement.adviser or "Nobody yet")]


def _given_already(engagement: OrgDesignEngagement) -> str:
    return "You have already given this advice" if engagement.advice_given_at else ""


def _another_adviser(engagement: OrgDesignEngagement, user: User) -> str:
    """Who resumes it in place of this person: resuming would make them its adviser."""
    if engagement.adviser_id == user.pk:
        return ""
    return f"{engagement.adviser or 'Nobody'} is its adviser. Open it to resume it yourself"


# Takes back the pauses of a run for several; made by the run alone.
UNDO_PAUSE = replace(
    _move(
        "resume",
        "Resume what you paused",
        "Work continues where it was paused.",
        "The work has resumed",
        barred_by=_another_adviser,
        for_several="Undoing resumes those of which you are the adviser, and we email their "
        "departments again. Others stay paused.",
    ),
    slug="undo-pause",
)

# At any time: what was held before the advice was closed may be logged after it.
LOG_MEETING = Move(
    slug="meeting",
    label="Log an advice meeting",
    permission=ADVISE,
    may=lambda engagement: True,
    service=log_meeting,
    form=MeetingForm,
    says=lambda engagement, result: "The meeting is logged",
    is_creating=True,
)

ENGAGEMENT_MOVES = (
    _move(
        "start_scoping",
        "Start work on this request",
        "You become its adviser.",
        "You are the adviser on this request",
        for_several="For requests that nobody is working on. You will be their adviser. We will "
        "email each department’s capability leads and Digital Leaders.",
    ),
    _move(
        "agree_terms",
        "Agree the terms",
        "You have agreed with the adviser what to look at, who does it and when.",
        "The terms are agreed",
        facts=_terms,
    ),
    _move(
        "describe_current_state",
        "Go on to the current state",
        "Next, describe the roles as they are now.",
        "You can now describe the current state",
    ),
    _move(
        "set_out_options",
        "Go on to options",
        "Next, set out the options to choose from.",
        "You can now set out the options",
    ),
    _move(
        "recommend",
        "Go on to the recommendation",
        "Next, you recommend one of the options.",
        "You can now recommend an option",
    ),
    _move(
        "give_advice",
        "Give the advice",
        "We will email the department’s capability leads and Digital Leaders. You cannot change "
        "the advice afterwards.",
        "The advice is given",
        form=GiveAdviceForm,
        already=_given_already,
    ),
    _move(
        "accept",
        "Accept the advice",
        "Your department will follow the advice. You cannot undo this.",
        "You have accepted the advice",
        facts=_advice,
    ),
    _move(
        "accept_in_part",
        "Accept part of the advice",
        "Your department will follow part of the advice. You cannot undo this.",
        "You have accepted part of the advice",
        facts=_advice,
    ),
    _move(
        "decline",
        "Do not accept the advice",
        "Your department will not follow the advice. This closes the request. You cannot undo "
        "this.",
        "You have not accepted the advice. The request is closed",
        facts=_advice,
        is_warning=True,
    ),
    _move(
        "start_implementing",
        "Start implementing",
        "The change has begun.",
        "The change has started",
        facts=_advice,
    ),
    _move(
        "finish_implementing",
        "Record that the change is in place",
        "The new structure is in place.",
        "The change is recorded as in place",
        facts=_advice,
    ),
    _move(
        "review",
        "Record the review",
        "You have reviewed the new structure. This closes the request.",
        "The review is recorded and the request is closed",
    ),
    _move(
        "pause",
        "Pause",
        "Work stops until an adviser resumes it. It will continue where it was paused. We will "
        "email the department’s capability leads and Digital Leaders.",
        "The work is paused",
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
        "The work has resumed. You are its adviser",
        for_several="For advice that is paused. You will become its adviser. Work continues where "
        "it was paused. We will email each department’s capability leads and Digital Leaders.",
    ),
    _move(
        "withdraw",
        "Withdraw",
        "The department no longer asks. You cannot undo this.",
        "The request is withdrawn",
        is_warning=True,
    ),
    LOG_MEETING,
)
ANSWERS = tuple(
    move for move in ENGAGEMENT_MOVES if move.slug in ("accept", "accept_in_part", "decline")
)
# Where To do leads: each of them has a page of its own.
ANSWERING = choice_of(
    "answer",
    "Answer the advice",
    ANSWERS,
    at="capability_reviews:engagement_move",
    already=lambda engagement: "You can only answer advice once it is given, and only once",
    facts=_advice,
)
