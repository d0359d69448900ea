"""What the audit trail says of reviews."""

from __future__ import annotations

LOG_ACTIONS = {
    "capability_reviews.page_waits": "Page of the review waits until the election is over",
    "capability_reviews.review_planned": "Review planned",
    "capability_reviews.scoping_started": "Scoping started",
    "capability_reviews.scope_set": "Scope set",
    "capability_reviews.self_assessment_started": "Self-assessment started",
    "capability_reviews.evidence_gathered": "Evidence is being gathered",
    "capability_reviews.challenge_started": "Challenge started",
    "capability_reviews.draft_written": "Draft is being written",
    "capability_reviews.factual_check_asked": "Sent for factual check",
    "capability_reviews.review_agreed": "Review agreed and signed",
    "capability_reviews.review_published": "Review published",
    "capability_reviews.follow_up_started": "Follow-up started",
    "capability_reviews.review_closed": "Review closed",
    "capability_reviews.theme_rated": "Theme rated",
    "capability_reviews.theme_rated_again": "Theme rated again",
    "capability_reviews.finding_recorded": "Finding recorded",
    "capability_reviews.need_raised": "Need raised from a finding",
}

KINDS = {
    "Ratings": ("capability_reviews.theme_rated", "capability_reviews.theme_rated_again"),
    "Findings": ("capability_reviews.finding_recorded", "capability_reviews.need_raised"),
}
