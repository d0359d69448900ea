"""What the audit trail says of Digital Leaders."""

from __future__ import annotations

LOG_ACTIONS = {
    "capability_reviews.digital_leader_appointed": "Digital Leader appointed",
}
