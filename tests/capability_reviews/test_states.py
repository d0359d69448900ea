"""What the states of reviews and engagements say."""

from __future__ import annotations

from capability_reviews.models.org_design.engagement_state import (
    UNDER_WAY,
    UNFINISHED,
    EngagementState,
)
from capability_reviews.models.reviews.review_state import BEFORE_AGREED, ReviewState
from capability_reviews.models.reviews.review_state import UNFINISHED as REVIEWS


def test_ratings_and_findings_are_written_before_the_review_is_agreed():
    assert {state.value for state in BEFORE_AGREED} == {
        "planned",
        "scoping",
        "self_assessment",
        "evidence",
        "challenge",
        "draft",
        "factual_check",
    }


def test_advice_is_given_while_an_engagement_is_under_way():
    assert {state.value for state in UNDER_WAY} == {
        "scoping",
        "terms_agreed",
        "current_state",
        "options",
        "recommendation",
    }


def test_reviews_are_unfinished_until_closed_and_advice_until_it_is_done_or_given_up():
    assert set(ReviewState) - REVIEWS == {ReviewState.CLOSED}
    over = ("not_accepted", "implemented", "reviewed", "withdrawn")
    assert {state.value for state in set(EngagementState) - UNFINISHED} == set(over)
