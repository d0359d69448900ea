"""Reviews: planned, given a scope, moved on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from capability_reviews.models import CapabilityReview, ReviewPart
from capability_reviews.models.reviews.rating import themes_left
from capability_reviews.models.reviews.review import FOLLOW_UP_MONTHS
from hub.audit import log
from hub.authorisation import chosen_by, requires
from hub.dates import date_gb
from hub.indicators import check_publication
from hub.models import Membership, Organisation, User
from hub.notifications import notify
from hub.references import new_reference
from hub.refusals import RefusedError


class ThemesLeftError(RefusedError):
    """A stage is left before every theme has the rating that belongs to it (C2)."""


class FollowUpNotDueError(RefusedError):
    """A follow-up is started before its day (C5)."""


class NotNowError(ValueError):
    """The review's state does not allow this; the message says what to do."""


class OwnPartError(RefusedError, PermissionDenied):
    """One person does not play two parts of a review that check each other (C2)."""


SIGNED = "You cannot publish this review because you signed it. Ask a colleague"
ASSURED = "You cannot sign this review because you assured ratings of it. Ask a colleague"


# The moves of a review: the transition on the model, and its log action.
MOVES = {
    "start_scoping": "capability_reviews.scoping_started",
    "start_self_assessment": "capability_reviews.self_assessment_started",
    "gather_evidence": "capability_reviews.evidence_gathered",
    "start_challenge": "capability_reviews.challenge_started",
    "write_draft": "capability_reviews.draft_written",
    "send_for_factual_check": "capability_reviews.factual_check_asked",
    "agree": "capability_reviews.review_agreed",
    "publish": "capability_reviews.review_published",
    "start_follow_up": "capability_reviews.follow_up_started",
    "close": "capability_reviews.review_closed",
}
LEAD, ASSURE, SIGN = (f"capability_reviews.{name}_review" for name in ("move", "assure", "sign"))
# The permission that each of them takes.
MOVE_PERMISSIONS = {
    "start_scoping": LEAD,
    "start_self_assessment": LEAD,
    "gather_evidence": LEAD,
    "start_challenge": ASSURE,
    "write_draft": ASSURE,
    "send_for_factual_check": ASSURE,
    "agree": SIGN,
    "publish": ASSURE,
    "start_follow_up": ASSURE,
    "close": ASSURE,
}


@requires("capability_reviews.plan_review", "organisation")
@transaction.atomic
def plan_review(
    *,
    organisation: Organisation,
    actor: User | None,
    lead: User | None = None,
    assurer: User | None = None,
    summary: str = "",
    at: datetime | None = None,
) -> CapabilityReview:
    """Plan a review of an organisation."""
    moment = at or timezone.now()
    review = CapabilityReview.objects.create(
        reference=new_reference("R"),
        organisation=organisation,
        lead=lead,
        assurer=assurer,
        summary=summary,
        planned_at=moment,
    )
    log(review, "capability_reviews.review_planned", actor=actor, at=moment)
    return review


@requires("capability_reviews.rate_review", "review")
@transaction.atomic
def set_scope(
    *,
    review: CapabilityReview,
    bodies_are_in: bool,
    actor: User | None,
    bodies: Iterable[Organisation] = (),
    at: datetime | None = None,
) -> CapabilityReview:
    """Say whether agencies and bodies are in scope, and which (C1). Raises ``NotNowError``."""
    locked = locked_review(review)
    if not locked.is_open:
        raise NotNowError("You cannot change the scope after the review is agreed")
    chosen = list(bodies) if bodies_are_in else []
    if bodies_are_in and not chosen:
        raise NotNowError("Select the agencies and bodies that are in scope")
    locked.bodies_are_in = bodies_are_in
    locked.save()
    locked.bodies.set(chosen)
    log(locked, "capability_reviews.scope_set", actor=actor, at=at)
    return locked


@requires(chosen_by("move", MOVE_PERMISSIONS), "review")
@transaction.atomic
def move_review(
    *, review: CapabilityReview, move: str, actor: User | None, at: datetime | None = None
) -> CapabilityReview:
    """Move a review on by one of ``MOVES``.

    Raises ``TransitionNotAllowed``, ``KeyError``, ``FiguresWaitError`` (before an election),
    ``ThemesLeftError`` (C2, C5), ``FollowUpNotDueError`` (C5), ``OwnPartError`` where who assured
    it would sign it, or who signed it would publish it.
    """
    action = MOVES[move]
    moment = at or timezone.now()
    locked = locked_review(review)
    if move == "publish":
        check_publication(moment, locked.organisation)
        if who_signed(locked, actor):
            raise OwnPartError([SIGNED])
    if move == "agree" and who_assured(locked, actor):
        raise OwnPartError([ASSURED])
    getattr(locked, move)(moment)
    if why := themes_left(locked, move):
        raise ThemesLeftError([why])
    if move == "start_follow_up" and (why := why_not_due(locked, timezone.localdate(moment))):
        raise FollowUpNotDueError([why])
    if move == "agree":
        locked.signed_by = actor
    locked.save()
    log(locked, action, actor=actor, at=moment)
    if move in ("send_for_factual_check", "publish"):
        _notify_department(locked, action, moment)
    return locked


def why_not_due(review: CapabilityReview, today: date) -> str:
    """Why a published review is not followed up yet (C5); "" from its day on."""
    due = review.follow_up_due_on
    if due is None or due <= today:
        return ""
    months = FOLLOW_UP_MONTHS[0]
    return f"The follow-up is due on {date_gb(due)}, {months} months after the review was published"


def who_assured(review: CapabilityReview, user: User | None) -> str:
    """Why a person does not sign a review: they ever assured a rating of it; "" for others."""
    has_assured = ReviewPart.objects.has_played(review, user, ReviewPart.Part.ASSURED)
    return ASSURED if has_assured else ""


def who_signed(review: CapabilityReview, user: User | None) -> str:
    """Why a person does not publish a review: they signed it; "" for everybody else."""
    return SIGNED if user is not None and review.signed_by_id in user.side_keys else ""


def _notify_department(review: CapabilityReview, slug: str, moment: datetime) -> None:
    people = Membership.objects.people(
        review.organisation,
        Membership.Role.CAPABILITY_LEAD,
        Membership.Role.DIGITAL_LEADER,
        on=timezone.localdate(moment),
    )
    for person in people:
        notify(slug, recipient=person, subject=review, context={"reference": review.reference})


def locked_review(review: CapabilityReview) -> CapabilityReview:
    """The review as the database has it now, held until the transaction ends."""
    return CapabilityReview.objects.select_for_update().get(pk=review.pk)
