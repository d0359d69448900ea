"""When people are taken off engagements."""

from __future__ import annotations

from capability_reviews.models import OrgDesignEngagement
from capability_reviews.parts_played import part, policies

PARTS = (
    part(OrgDesignEngagement, "requested_by", "You asked for the advice", "requested_at"),
    part(OrgDesignEngagement, "adviser", "You gave the advice", "requested_at"),
)
RETENTION = policies(PARTS)
