"""What the states of reviews and engagements say."""

from __future__ import annotations

from capability_reviews.models.org_design.engagement_state import UNDER_WAY
from capability_reviews.models.reviews.review_state import BEFORE_AGREED


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
