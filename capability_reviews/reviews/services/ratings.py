"""Ratings of themes: the department's own, the assured one beside it, the one of a follow-up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from capability_reviews.models import (
    CapabilityReview,
    ReviewPart,
    ReviewState,
    ReviewTheme,
    ThemeRating,
)
from capability_reviews.reviews.services.reviews import NotNowError, OwnPartError, locked_review
from hub.audit import log
from hub.authorisation import requires
from hub.models import Need, User
from hub.needs import close_need, needs_of

RATED = "You cannot assure this review because you rated it for the department. Ask a colleague"
ASSURED = "You cannot rate for the department because you assured ratings of this review"
Part = ReviewPart.Part
# The part of the other side, which keeps from playing this one, and what is said of it.
OTHER_SIDE = {Part.RATED: (Part.ASSURED, ASSURED), Part.ASSURED: (Part.RATED, RATED)}


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
    ``OwnPartError`` for who ever assured a rating of it.
    """
    row = _rating_to_change(review, theme)
    _play(row.review, actor, Part.RATED, at)
    if row.assured_rating is not None:
        raise NotNowError("You cannot change the department’s rating: it has been assured")
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
    who ever rated a theme of it for the department.
    """
    row = _rating_to_change(review, theme)
    _play(row.review, actor, Part.ASSURED, at)
    row.assured_rating, row.assured_by = assured_rating, actor
    row.reason = reason.strip()
    if row.self_rating not in (None, assured_rating) and not row.reason:
        raise NotNowError("Say why the assured rating differs from the department’s own")
    return _rated(row, actor, at)


def kept_from_rating(review: CapabilityReview, person: User) -> str:
    """Why somebody who holds the office rates no theme of a review: the part that they played."""
    assures = person.has_perm("capability_reviews.assure_review", review)
    other, why = OTHER_SIDE[Part.ASSURED if assures else Part.RATED]
    return why if ReviewPart.objects.has_played(review, person, other) else ""


def _play(review: CapabilityReview, actor: User | None, part: str, at: datetime | None) -> None:
    """Record a part in the review. Raises ``OwnPartError`` for who ever played the other one."""
    other, why = OTHER_SIDE[Part(part)]
    if ReviewPart.objects.has_played(review, actor, other):
        raise OwnPartError([why])
    ReviewPart.objects.play(review, actor, part, at)


def _rating_to_change(review: CapabilityReview, theme: ReviewTheme) -> ThemeRating:
    locked = locked_review(review)
    if not locked.is_open:
        raise NotNowError(
            "You cannot change ratings after the review is agreed. Rate the theme again in a "
            "follow-up"
        )
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

    Returns those that it closed. Raises ``NotNowError`` outside a follow-up, ``OwnPartError`` for
    who ever rated for the department.
    """
    moment = at or timezone.now()
    review = CapabilityReview.objects.select_for_update().get(pk=rating.review_id)
    if review.state != ReviewState.FOLLOW_UP:
        raise NotNowError("You can only rate a theme again in a follow-up")
    _play(review, actor, Part.ASSURED, moment)
    rating.follow_up_rating = new_rating
    rating.followed_up_at = moment
    rating.save(update_fields=["follow_up_rating", "followed_up_at"])
    findings = list(review.findings.filter(theme=rating.theme))
    # The need that a finding raised has it on its thread, which the review is not on.
    for record in (review, *findings):
        log(
            record,
            "capability_reviews.theme_rated_again",
            actor=actor,
            at=moment,
            data={"detail": rating.theme.name},
        )
    before = rating.assured_rating or rating.self_rating or 0
    closed = []
    if new_rating > before:
        for finding in findings:
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
