"""When people are taken off engagements."""

from __future__ import annotations

from capability_reviews.models import OrgDesignEngagement
from capability_reviews.parts_played import part, policies

PARTS = (
    part(
        OrgDesignEngagement,
        "requested_by",
        "You asked for advice on organisation design",
        "requested_at",
    ),
    part(OrgDesignEngagement, "adviser", "You gave advice on organisation design", "requested_at"),
)
RETENTION = policies(PARTS)
