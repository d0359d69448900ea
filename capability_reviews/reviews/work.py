"""What waits for people in reviews: the next step of each, for whoever may take it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.urls import reverse

from capability_reviews.longest_first import in_states
from capability_reviews.models import ReviewState
from capability_reviews.models.reviews.review import CAPABILITY_ROLES, ReviewQuerySet
from capability_reviews.reviews import waiting
from hub.models import Membership, StaffGroup, User
from hub.numbers import plural
from hub.work import HUB_TEAM, WorkItem, WorkKind, WorkQueue

S = ReviewState
ASSURERS = (StaffGroup.REVIEWERS, *HUB_TEAM)
# Who takes the first steps.
EITHER = (*ASSURERS, *CAPABILITY_ROLES)
# What is judged, of all that waits; the rest is the next step of a review.
DECIDED = ("rate", "assure", "agree", "publish", "rate_again")


def _item(review: Any, *, page: str, more: tuple[Any, ...] = (), note: str = "") -> WorkItem:
    return WorkItem(
        text=f"{review}{note}",
        href=reverse(f"capability_reviews:{page}", args=[review.reference, *more]),
        since=review.since,
        organisation=review.organisation.name,
    )


def _move(review: Any, *, move: str) -> WorkItem:
    return _item(review, page="review_move", more=(move,))


def _rate(review: Any) -> WorkItem:
    left = plural(review.themes_left, "theme")
    return _item(review, page="review_rate", more=(review.next_theme,), note=f", {left} to rate")


def _rate_again(review: Any) -> WorkItem:
    return _item(review, page="review_follow_up", more=(review.next_theme,))


def _start_follow_up(review: Any) -> WorkItem:
    """It waits since its day, and not since the review was published."""
    return replace(_move(review, move="start_follow_up"), since=review.follow_up_due_on)


def _with_state(review: Any) -> WorkItem:
    return _item(review, page="review_detail", note=f", {review.get_state_display().lower()}")


def _to_publish(review: Any) -> WorkItem:
    """Signed as agreed: what is left is to publish it, after an election where there is one."""
    note = ", signed as agreed, waits for the end of the pre-election period"
    note = note if review.waits else ", signed as agreed, waits to be published"
    return _item(review, page="review_detail", note=note)


def _all(person: User) -> str:
    return reverse("capability_reviews:review_list")


def _queue(
    slug: str,
    label: str,
    rows: Callable[[User], waiting.Rows],
    item: Callable[[Any], WorkItem],
    order: int,
    *,
    offices: tuple[str, ...] = ASSURERS,
    others_act: bool = False,
) -> WorkQueue:
    return WorkQueue(
        f"capability_reviews.{slug}",
        label,
        rows,
        item,
        order,
        others_act,
        _all,
        offices,
        kind=WorkKind.DECIDE if slug in DECIDED else WorkKind.NEXT,
    )


def _step(
    move: str,
    label: str,
    rows: Callable[[User], waiting.Rows],
    order: int,
    offices: tuple[str, ...] = ASSURERS,
) -> WorkQueue:
    """The queue of reviews that wait for a move."""
    return _queue(move, label, rows, partial(_move, move=move), order, offices=offices)


def _in(state: str, whose: Callable[[User], ReviewQuerySet]) -> Callable[[User], waiting.Rows]:
    return lambda person: in_states(whose(person), state)


_page = partial(_item, page="review_detail")
WORK = (
    _step(
        "start_scoping", "Start capability reviews", _in(S.PLANNED, waiting.moved_by), 80, EITHER
    ),
    _queue(
        "scope",
        "Say what is in scope of a review",
        waiting.to_scope,
        partial(_item, page="review_scope"),
        80,
        offices=EITHER,
    ),
    _step("start_self_assessment", "Start self-assessments", waiting.to_begin, 81, EITHER),
    _queue("rate", "Rate your department", waiting.to_rate, _rate, 81, offices=CAPABILITY_ROLES),
    _queue(
        "rated", "The department rates itself", waiting.rated_by_others, _page, 81, others_act=True
    ),
    _step(
        "gather_evidence", "Start gathering evidence for reviews", waiting.to_evidence, 82, EITHER
    ),
    _step(
        "start_challenge",
        "Challenge the ratings of reviews",
        _in(S.EVIDENCE, waiting.assured_by),
        83,
    ),
    _queue("assure", "Give assured ratings", waiting.to_assure, _rate, 84),
    _step("write_draft", "Start drafting reviews", waiting.to_draft, 85),
    _step(
        "send_for_factual_check",
        "Send drafts for factual check",
        _in(S.DRAFT, waiting.assured_by),
        86,
    ),
    _step(
        "agree",
        "Check the facts of a review and sign it",
        waiting.to_sign,
        87,
        (Membership.Role.DIGITAL_LEADER,),
    ),
    _queue(
        "signed",
        "The department checks the facts and its Digital Leader signs",
        waiting.signed_by_others,
        _page,
        87,
        offices=EITHER,
        others_act=True,
    ),
    _step("publish", "Publish reviews", waiting.to_publish, 88),
    _queue(
        "start_follow_up",
        "Start follow-ups of reviews",
        waiting.to_follow_up,
        _start_follow_up,
        89,
    ),
    _queue("rate_again", "Rate themes for the follow-up", waiting.to_rate_again, _rate_again, 90),
    _step("close", "Close reviews", waiting.to_close, 91),
    _queue(
        "hub",
        "The hub team reviews your department",
        waiting.reviewed_by_hub,
        _with_state,
        92,
        offices=CAPABILITY_ROLES,
        others_act=True,
    ),
    _queue(
        "hub_publishes",
        "The hub team publishes the review of your department",
        waiting.published_by_hub,
        _to_publish,
        92,
        offices=CAPABILITY_ROLES,
        others_act=True,
    ),
)
