"""What waits for people in reviews: the next step of each, for whoever may take it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from capability_reviews.longest_first import in_states
from capability_reviews.models import CapabilityReview, ReviewPart, ReviewState
from capability_reviews.models.reviews.rating import with_themes_left
from capability_reviews.models.reviews.review import CAPABILITY_ROLES, ReviewQuerySet
from hub.indicators import figures_waiting
from hub.models import Membership, User
from hub.numbers import plural
from hub.work import WorkItem, WorkQueue

S = ReviewState
Part = ReviewPart.Part
OF_THE_HUB = (S.EVIDENCE, S.CHALLENGE, S.DRAFT, S.AGREED, S.FOLLOW_UP)
# With what ``item`` reads beside the review itself.
Rows = QuerySet[Any]


# --- Whose reviews: what the permissions say of one, for all at once ------------------------------


def assured_by(person: User) -> ReviewQuerySet:
    """All, for who assures: ``capability_reviews.assure_review``."""
    rows = CapabilityReview.objects.all()
    return rows if person.has_perm("capability_reviews.assure_review") else rows.none()


def led_by(person: User) -> ReviewQuerySet:
    """Those of the person's own departments."""
    return CapabilityReview.objects.led_by(person, *CAPABILITY_ROLES)


def moved_by(person: User) -> ReviewQuerySet:
    """Those of which the person takes the first steps: ``capability_reviews.move_review``."""
    if person.has_perm("capability_reviews.assure_review"):
        return CapabilityReview.objects.all()
    return led_by(person)


def _without_part(rows: Rows, person: User, part: str) -> Rows:
    """Without those in which the person played the part of the other side (C2)."""
    return rows.exclude(pk__in=ReviewPart.objects.reviews_of(person, part))


# --- What is to be done with them ----------------------------------------------------------------


def to_scope(person: User) -> Rows:
    """Reviews of which nobody has said what is in scope (C1)."""
    return in_states(moved_by(person).without_scope(), S.SCOPING)


def to_begin(person: User) -> Rows:
    """Reviews with a scope, so that the department can rate itself."""
    return in_states(moved_by(person).with_scope(), S.SCOPING)


def to_rate(person: User) -> Rows:
    """Reviews of the person's department with themes for it to rate.

    The form takes an assured rating from who assures, and a theme that is assured takes no other.
    """
    if person.has_perm("capability_reviews.assure_review"):
        return CapabilityReview.objects.none()
    rows = _without_part(in_states(led_by(person), S.SELF_ASSESSMENT), person, Part.ASSURED)
    rows = with_themes_left(rows, "self_rating", "assured_rating")
    return rows.filter(next_theme__isnull=False)


def rated_by_others(person: User) -> Rows:
    """Reviews that departments are rating, for who assures them afterwards."""
    rows = with_themes_left(in_states(assured_by(person), S.SELF_ASSESSMENT), "self_rating")
    return rows.filter(next_theme__isnull=False)


def to_evidence(person: User) -> Rows:
    """Reviews in which the department has rated every theme."""
    rows = with_themes_left(in_states(moved_by(person), S.SELF_ASSESSMENT), "self_rating")
    return rows.filter(next_theme__isnull=True)


def to_assure(person: User) -> Rows:
    """Reviews with themes that have no assured rating, for who never rated for the department."""
    rows = _without_part(in_states(assured_by(person), S.CHALLENGE), person, Part.RATED)
    return with_themes_left(rows, "assured_rating").filter(next_theme__isnull=False)


def to_draft(person: User) -> Rows:
    """Reviews in which every theme is assured."""
    rows = with_themes_left(in_states(assured_by(person), S.CHALLENGE), "assured_rating")
    return rows.filter(next_theme__isnull=True)


def to_sign(person: User) -> Rows:
    """Checked reviews of a Digital Leader's department, none of whose ratings they assured."""
    own = CapabilityReview.objects.led_by(person, Membership.Role.DIGITAL_LEADER)
    return _without_part(in_states(own, S.FACTUAL_CHECK), person, Part.ASSURED)


def signed_by_others(person: User) -> Rows:
    """Checked reviews that somebody else signs."""
    rows = in_states(moved_by(person), S.FACTUAL_CHECK)
    return rows.exclude(pk__in=to_sign(person).values("pk"))


def to_publish(person: User) -> Rows:
    """Signed reviews that need not wait for an election, and that somebody else signed."""
    rows = in_states(assured_by(person), S.AGREED)
    rows = rows.filter(Q(signed_by__isnull=True) | ~Q(signed_by=person))
    return rows.exclude(organisation__in=figures_waiting(timezone.now()))


def _in_follow_up(person: User) -> Rows:
    again = Min("ratings__theme__number", filter=Q(ratings__follow_up_rating__isnull=True))
    return in_states(assured_by(person), S.FOLLOW_UP).annotate(next_theme=again)


def to_rate_again(person: User) -> Rows:
    """Reviews with themes to rate again, for who never rated for the department (C5)."""
    rows = _in_follow_up(person).filter(next_theme__isnull=False)
    return _without_part(rows, person, Part.RATED)


def to_close(person: User) -> Rows:
    """Reviews in which every theme is rated again."""
    return _in_follow_up(person).filter(next_theme__isnull=True)


def reviewed_by_hub(person: User) -> Rows:
    """Reviews of the person's department with which the hub team goes on."""
    if person.has_perm("capability_reviews.assure_review"):
        return CapabilityReview.objects.none()
    return in_states(led_by(person), *OF_THE_HUB)


# --- How each is shown ---------------------------------------------------------------------------


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


def _with_state(review: Any) -> WorkItem:
    return _item(review, page="review_detail", note=f", {review.get_state_display().lower()}")


def _all(person: User) -> str:
    return reverse("capability_reviews:review_list")


def _queue(
    slug: str,
    label: str,
    rows: Callable[[User], Rows],
    item: Callable[[Any], WorkItem],
    order: int,
    *,
    others_act: bool = False,
) -> WorkQueue:
    return WorkQueue(f"capability_reviews.{slug}", label, rows, item, order, others_act, _all)


def _step(
    move: str, label: str, rows: Callable[[User], Rows] | tuple[Any, str], order: int
) -> WorkQueue:
    """The queue of a move: its rows, or whose reviews in which state wait for it."""
    if isinstance(rows, tuple):
        whose, state = rows
        rows = partial(_in_state, whose=whose, state=state)
    return _queue(move, label, rows, partial(_move, move=move), order)


def _in_state(person: User, *, whose: Callable[[User], ReviewQuerySet], state: str) -> Rows:
    return in_states(whose(person), state)


_page = partial(_item, page="review_detail")
WORK = (
    _step("start_scoping", "Start capability reviews", (moved_by, S.PLANNED), 80),
    _queue(
        "scope",
        "Say what is in scope of a review",
        to_scope,
        partial(_item, page="review_scope"),
        80,
    ),
    _step("start_self_assessment", "Start self-assessments", to_begin, 81),
    _queue("rate", "Rate your department", to_rate, _rate, 81),
    _queue("rated", "The department rates itself", rated_by_others, _page, 81, others_act=True),
    _step("gather_evidence", "Go on to the evidence of reviews", to_evidence, 82),
    _step("start_challenge", "Challenge the ratings of reviews", (assured_by, S.EVIDENCE), 83),
    _queue("assure", "Give assured ratings", to_assure, _rate, 84),
    _step("write_draft", "Go on to the draft of reviews", to_draft, 85),
    _step("send_for_factual_check", "Send drafts for factual check", (assured_by, S.DRAFT), 86),
    _step("agree", "Check the facts of a review and sign it", to_sign, 87),
    _queue(
        "signed",
        "The department checks the facts and its Digital Leader signs",
        signed_by_others,
        _page,
        87,
        others_act=True,
    ),
    _step("publish", "Publish reviews", to_publish, 88),
    _step("start_follow_up", "Start follow-ups of reviews", (assured_by, S.PUBLISHED), 89),
    _queue("rate_again", "Rate themes again", to_rate_again, _rate_again, 90),
    _step("close", "Close reviews", to_close, 91),
    _queue(
        "hub",
        "The hub team reviews your department",
        reviewed_by_hub,
        _with_state,
        92,
        others_act=True,
    ),
)
