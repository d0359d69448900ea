"""Reviews: plan, rate, find, move, follow up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from capability_reviews.models import (
    CapabilityReview,
    Finding,
    ReviewState,
    ReviewTheme,
    ThemeRating,
)
from capability_reviews.models.reviews.rating import themes_left
from hub.audit import log
from hub.authorisation import chosen_by, requires
from hub.indicators import check_publication
from hub.models import FrameworkRole, Membership, Need, Organisation, User
from hub.needs import close_need, link, needs_of, raise_need
from hub.notifications import notify
from hub.references import new_reference
from hub.refusals import RefusedError


class ThemesLeftError(RefusedError):
    """A stage is left before every theme has the rating that belongs to it (C2)."""


class NotNowError(ValueError):
    """The review's state does not allow this; the message says what to do."""


class OwnPartError(RefusedError, PermissionDenied):
    """One person does not play two parts of a review that check each other (C2)."""


RATED = "You cannot assure this review because you rated it for the department. Ask a colleague"
ASSURED = "You cannot rate for the department because you assured ratings of this review"
SIGNED = "You cannot publish this review because you signed it. Ask a colleague"


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
    locked = _locked(review)
    if not locked.is_open:
        raise NotNowError("The scope cannot change after the review is agreed")
    chosen = list(bodies) if bodies_are_in else []
    if bodies_are_in and not chosen:
        raise NotNowError("Select the agencies and bodies that are in scope")
    locked.bodies_are_in = bodies_are_in
    locked.save()
    locked.bodies.set(chosen)
    log(locked, "capability_reviews.scope_set", actor=actor, at=at)
    return locked


@requires("capability_reviews.rate_own_review", "review")
@transaction.atomic
def rate_theme(
    *,
    review: CapabilityReview,
    theme: ReviewTheme,
    actor: User | None,
    self_rating: int,
    evidence: str | None = None,
    at: datetime | None = None,
) -> ThemeRating:
    """Write the department's own rating, and what it rests on (C2).

    Raises ``NotNowError`` when the review is agreed or the rating was already assured,
    ``OwnPartError`` for who assured a rating of it.
    """
    row = _rating_to_change(review, theme)
    if actor is not None and row.review.ratings.filter(assured_by=actor).exists():
        raise OwnPartError([ASSURED])
    if row.assured_rating is not None:
        raise NotNowError("The rating was assured: the department’s own stays as it is beside it")
    row.self_rating, row.rated_by = self_rating, actor
    if evidence is not None:
        row.evidence = evidence
    return _rated(row, actor, at)


@requires("capability_reviews.assure_review", "review")
@transaction.atomic
def assure_rating(
    *,
    review: CapabilityReview,
    theme: ReviewTheme,
    actor: User | None,
    assured_rating: int,
    reason: str = "",
    at: datetime | None = None,
) -> ThemeRating:
    """Write the assured rating beside the department's own; a difference has a reason (C2).

    Raises ``NotNowError`` when the review is agreed or the reason is missing, ``OwnPartError`` for
    who rated any theme of it for the department.
    """
    row = _rating_to_change(review, theme)
    if actor is not None and row.review.ratings.filter(rated_by=actor).exists():
        raise OwnPartError([RATED])
    row.assured_rating, row.assured_by = assured_rating, actor
    row.reason = reason.strip()
    if row.self_rating not in (None, assured_rating) and not row.reason:
        raise NotNowError("Say why the assured rating differs from the department’s own")
    return _rated(row, actor, at)


def _rating_to_change(review: CapabilityReview, theme: ReviewTheme) -> ThemeRating:
    locked = _locked(review)
    if not locked.is_open:
        raise NotNowError("Ratings cannot change after the review is agreed: use a follow-up")
    row, _ = ThemeRating.objects.get_or_create(review=locked, theme=theme)
    row.review, row.theme = locked, theme
    return row


def _rated(row: ThemeRating, actor: User | None, at: datetime | None) -> ThemeRating:
    row.save()
    log(
        row.review,
        "capability_reviews.theme_rated",
        actor=actor,
        at=at,
        data={"detail": row.theme.name},
    )
    return row


@requires("capability_reviews.rate_review", "review")
@transaction.atomic
def record_finding(
    *,
    review: CapabilityReview,
    theme: ReviewTheme,
    text: str,
    priority: str,
    actor: User | None,
    strategy_action: int | None = None,
    role: FrameworkRole | None = None,
    at: datetime | None = None,
) -> Finding:
    """Record what the review found. Raises ``NotNowError`` after it is agreed."""
    moment = at or timezone.now()
    locked = _locked(review)
    if not locked.is_open:
        raise NotNowError("Findings cannot be added after the review is agreed")
    finding = Finding.objects.create(
        review=locked,
        theme=theme,
        text=text,
        priority=priority,
        strategy_action=strategy_action,
        role=role,
        found_at=moment,
    )
    log(
        locked,
        "capability_reviews.finding_recorded",
        actor=actor,
        at=moment,
        data={"detail": theme.name},
    )
    log(finding, "capability_reviews.finding_recorded", actor=actor, at=moment)
    return finding


@requires("capability_reviews.rate_review", "finding")
@transaction.atomic
def raise_need_from_finding(
    *,
    finding: Finding,
    reason: str,
    actor: User | None,
    role: FrameworkRole | None = None,
    headcount: int = 1,
    at: datetime | None = None,
) -> Need:
    """Raise a need from a gap (C7); a finding raises one need, asked twice it gives the same."""
    existing = needs_of(finding).first()
    if existing is not None:
        return existing
    review = CapabilityReview.objects.select_for_update().get(pk=finding.review_id)
    need = raise_need(
        organisation=review.organisation,
        role=role or finding.role,
        headcount=headcount,
        reason=reason,
        actor=actor,
        origin=finding,
        at=at,
    )
    link(need=need, subject=review, slug="capability_reviews.review", at=at)
    log(finding, "capability_reviews.need_raised", actor=actor, at=at)
    return need


@requires(chosen_by("move", MOVE_PERMISSIONS), "review")
@transaction.atomic
def move_review(
    *, review: CapabilityReview, move: str, actor: User | None, at: datetime | None = None
) -> CapabilityReview:
    """Move a review on by one of ``MOVES``.

    Raises ``TransitionNotAllowed``, ``KeyError``, ``FiguresWaitError`` (before an election),
    ``ThemesLeftError`` (C2), ``OwnPartError`` where who signed it would publish it.
    """
    action = MOVES[move]
    moment = at or timezone.now()
    locked = _locked(review)
    if move == "publish":
        check_publication(moment, locked.organisation)
        if who_signed(locked, actor):
            raise OwnPartError([SIGNED])
    getattr(locked, move)(moment)
    if why := themes_left(locked, move):
        raise ThemesLeftError([why])
    if move == "agree":
        locked.signed_by = actor
    locked.save()
    log(locked, action, actor=actor, at=moment)
    if move in ("send_for_factual_check", "publish"):
        _notify_department(locked, action, moment)
    return locked


@requires("capability_reviews.assure_review", "rating")
@transaction.atomic
def follow_up_rating(
    *,
    rating: ThemeRating,
    new_rating: int,
    actor: User | None,
    at: datetime | None = None,
) -> list[Need]:
    """Rate a theme again in a follow-up (C5); a better rating closes the needs it raised.

    Returns those that it closed. Raises ``NotNowError`` outside a follow-up.
    """
    moment = at or timezone.now()
    review = CapabilityReview.objects.select_for_update().get(pk=rating.review_id)
    if review.state != ReviewState.FOLLOW_UP:
        raise NotNowError("You can only rate a theme again in a follow-up")
    rating.follow_up_rating = new_rating
    rating.followed_up_at = moment
    rating.save(update_fields=["follow_up_rating", "followed_up_at"])
    log(
        review,
        "capability_reviews.theme_rated_again",
        actor=actor,
        at=moment,
        data={"detail": rating.theme.name},
    )
    before = rating.assured_rating or rating.self_rating or 0
    closed = []
    if new_rating > before:
        for finding in review.findings.filter(theme=rating.theme):
            for need in needs_of(finding).open():
                close_need(
                    need=need,
                    reason=f"{rating.theme.name} was rated better: "
                    f"{rating.get_follow_up_rating_display().lower()}",
                    actor=actor,
                    at=moment,
                )
                closed.append(need)
    return closed


def who_signed(review: CapabilityReview, user: User | None) -> str:
    """Why a person does not publish a review: they signed it; "" for everybody else."""
    return SIGNED if user is not None and review.signed_by_id == user.pk else ""


def _notify_department(review: CapabilityReview, slug: str, moment: datetime) -> None:
    people = Membership.objects.people(
        review.organisation,
        Membership.Role.CAPABILITY_LEAD,
        Membership.Role.DIGITAL_LEADER,
        on=timezone.localdate(moment),
    )
    for person in people:
        notify(slug, recipient=person, subject=review, context={"reference": review.reference})


def _locked(review: CapabilityReview) -> CapabilityReview:
    return CapabilityReview.objects.select_for_update().get(pk=review.pk)
