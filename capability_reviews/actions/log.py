"""What the audit trail says of teams and training."""

from __future__ import annotations

LOG_ACTIONS = {
    "capability_reviews.team_planned": "Digital team planned",
    "capability_reviews.team_started": "Digital team in progress",
    "capability_reviews.team_established": "Digital team established",
    "capability_reviews.training_planned": "Digital skills training planned",
    "capability_reviews.training_started": "Digital skills training begun",
    "capability_reviews.training_finished": "Digital skills training finished",
}
