"""What the audit trail says of advice on organisation design."""

from __future__ import annotations

LOG_ACTIONS = {
    "capability_reviews.advice_requested": "Advice on organisation design requested",
    "capability_reviews.engagement_scoping_started": "Scoping of the advice started",
    "capability_reviews.terms_agreed": "Terms of the advice agreed",
    "capability_reviews.current_state_described": "Current state described",
    "capability_reviews.options_set_out": "Options set out",
    "capability_reviews.design_recommended": "Recommendation made",
    "capability_reviews.advice_given": "Advice given",
    "capability_reviews.advice_accepted": "Advice accepted",
    "capability_reviews.advice_part_accepted": "Advice accepted in part",
    "capability_reviews.advice_declined": "Advice not accepted",
    "capability_reviews.implementing_started": "Implementing started",
    "capability_reviews.design_implemented": "New structure implemented",
    "capability_reviews.design_reviewed": "New structure reviewed",
    "capability_reviews.engagement_paused": "Advice paused",
    "capability_reviews.engagement_resumed": "Advice resumed",
    "capability_reviews.engagement_withdrawn": "Advice withdrawn",
    "capability_reviews.meeting_logged": "Advice meeting logged",
}

KINDS = {"Meetings": ("capability_reviews.meeting_logged",)}
