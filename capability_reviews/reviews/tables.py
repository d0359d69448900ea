"""The tables of reviews: the list, and the ratings of one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from capability_reviews.models import CapabilityReview, ReviewTheme, ThemeRating
from hub.dates import date_gb
from hub.tables import (
    NEVER_EMPTY,
    Column,
    Empty,
    EmptyLink,
    Link,
    Table,
    Tag,
    joined,
    lines,
    state_tag,
)

# From worst to best; the words say the same.
COLOURS = {1: "red", 2: "orange", 3: "yellow", 4: "turquoise", 5: "green"}

REVIEWS = Table(
    "Capability reviews",
    (
        Column("Reference", lambda review: Link(review.reference, review.get_absolute_url())),
        Column(
            "Organisation", lambda review: review.organisation.name, sort=("organisation__name",)
        ),
        Column("State", state_tag, sort=("state",)),
        Column(
            "Planned",
            lambda review: localdate(review.planned_at),
            sort=("planned_at",),
            is_nowrap=True,
        ),
        Column(
            "Completed",
            lambda review: localdate(review.agreed_at) if review.agreed_at else "Not yet",
            sort=("agreed_at",),
            is_nowrap=True,
            written=lambda review: localdate(review.agreed_at) if review.agreed_at else None,
        ),
    ),
    bulk=("start_scoping", "start_self_assessment", "start_follow_up"),
    caption_is_hidden=True,
    empty=Empty(
        "There are no reviews that you can see.",
        "A review will appear here when the hub team plans one with a department.",
        EmptyLink(
            "Plan a review", "capability_reviews:review_plan", "capability_reviews.plan_review"
        ),
    ),
)
FOR_SEVERAL = (
    *REVIEWS.columns[:2],
    Column("Follow-up due", lambda review: review.follow_up_due_on),
)


def facts_of_review(review: CapabilityReview) -> list[tuple[str, Any]]:
    """What anybody who does something with a review needs to know of it."""
    in_scope = [review.organisation.name, *(str(body) for body in review.bodies.all())]
    return [
        ("State", review.get_state_display()),
        ("In scope", ", ".join(in_scope)),
        ("Planned on", date_gb(localdate(review.planned_at))),
        ("Lead", review.lead),
        ("Assured by", review.assurer),
    ]


def _rated(rating: ThemeRating | None, field: str) -> Any:
    value = getattr(rating, field, None)
    if not value:
        return "Not rated"
    return Tag(getattr(rating, f"get_{field}_display")(), COLOURS[value])


def own_rating(rating: ThemeRating | None) -> list[tuple[str, Any]]:
    """The department's own rating of a theme and what it rests on, for whoever rates beside it."""
    return [
        ("The department’s own rating", _rated(rating, "self_rating")),
        ("What it is based on", rating.evidence if rating else ""),
    ]


def both_ratings(rating: ThemeRating) -> list[tuple[str, Any]]:
    """How a theme was rated before a follow-up rates it again."""
    return [
        *own_rating(rating),
        ("The assured rating", _rated(rating, "assured_rating")),
        ("Why it differs", rating.reason),
        *([("Rated again", _again((rating.theme, rating, "")))] if rating.follow_up_rating else []),
    ]


def whole_rating(rating: ThemeRating) -> SafeString:
    """A theme's rating by both sides, what each rests on and why they differ."""
    return lines(
        joined("The department’s own:", _rated(rating, "self_rating")),
        joined("Assured:", _rated(rating, "assured_rating")),
        *filter(None, (rating.evidence, rating.reason)),
    )


def _theme(row: tuple[ReviewTheme, ThemeRating | None, Any]) -> str:
    return f"{row[0].number}. {row[0].name}"


def _again(row: tuple[ReviewTheme, ThemeRating | None, Any]) -> Any:
    rating = row[1]
    return _rated(rating, "follow_up_rating") if rating and rating.follow_up_rating else ""


# Rows are a theme, its rating if there is one, and the link to what can be done with it.
RATINGS_OF_THE_PUBLIC = Table(
    "Ratings",
    (
        Column("Theme", _theme),
        Column("Assured", lambda row: _rated(row[1], "assured_rating")),
        Column("Rated again", _again),
    ),
    empty=NEVER_EMPTY,
)
RATINGS = Table(
    "Ratings",
    (
        Column("Theme", _theme),
        Column("The department’s own", lambda row: _rated(row[1], "self_rating")),
        Column("Assured", lambda row: _rated(row[1], "assured_rating")),
        Column("Reason where they differ", lambda row: row[1].reason if row[1] else ""),
        Column("Rated again", _again),
        Column("Action", lambda row: row[2]),
    ),
    empty=NEVER_EMPTY,
)
PUBLISHED_RATINGS = Table(
    "Ratings",
    (
        Column("Theme", lambda rating: rating.theme.name),
        Column("Rating", lambda rating: _rated(rating, "assured_rating")),
    ),
    empty=Empty(
        "This review has no ratings.",
        "The department and the hub team rate each theme before a review is published.",
    ),
)


def rating_link(
    review: CapabilityReview,
    theme: ReviewTheme,
    rating: ThemeRating | None,
    *,
    may_rate: bool,
    may_follow_up: bool,
    assures: bool,
) -> Link | str:
    """The link to the form that rates a theme, or rates it again; "" where it would be refused.

    The department's own rating stays as it was assured (C2).
    """
    if may_rate and (assures or not (rating and rating.assured_rating)):
        return Link("Rate", _address("review_rate", review, theme), about=theme.name)
    if may_follow_up and rating:
        again = format_html('Rate again<span class="govuk-visually-hidden">: {}</span>', theme.name)
        return Link(again, _address("review_follow_up", review, theme))
    return ""


def _address(route: str, review: CapabilityReview, theme: ReviewTheme) -> str:
    return reverse(f"capability_reviews:{route}", args=[review.reference, theme.number])
