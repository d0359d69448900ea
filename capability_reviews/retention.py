"""When people are taken off the records of capability."""

from __future__ import annotations

from datetime import datetime, timedelta

from capability_reviews.models import CapabilityReview, OrgDesignEngagement
from hub.retention import PartPlayed

KEPT = timedelta(days=5 * 365)


def _before(at: datetime) -> datetime:
    return at - KEPT


PARTS = (
    PartPlayed(CapabilityReview, "lead", "You led the review", "planned_at", _before),
    PartPlayed(CapabilityReview, "assurer", "You assured the review", "planned_at", _before),
    PartPlayed(
        OrgDesignEngagement, "requested_by", "You asked for the advice", "requested_at", _before
    ),
    PartPlayed(OrgDesignEngagement, "adviser", "You gave the advice", "requested_at", _before),
)

CAPABILITY_RETENTION = [
    part.policy(
        purpose="To know whom to ask about a review or an advice.",
        period="Five years, or until the account is erased; the record stays without the name.",
        who_sees="Members of the department, reviewers, hub staff and analysts.",
    )
    for part in PARTS
]
