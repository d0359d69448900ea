"""When people are taken off reviews."""

from __future__ import annotations

from capability_reviews.models import CapabilityReview
from capability_reviews.parts_played import part, policies

PARTS = (
    part(CapabilityReview, "lead", "You led a capability review", "planned_at"),
    part(CapabilityReview, "assurer", "You assured a capability review", "planned_at"),
)
RETENTION = policies(PARTS)
