"""When people are taken off reviews."""

from __future__ import annotations

from capability_reviews.models import CapabilityReview, ReviewPart, ThemeRating
from capability_reviews.parts_played import part, policies

PARTS = (
    part(CapabilityReview, "lead", "You led a capability review", "planned_at"),
    part(CapabilityReview, "assurer", "You assured a capability review", "planned_at"),
    part(CapabilityReview, "signed_by", "You signed a capability review", "planned_at"),
    part(ThemeRating, "rated_by", "You rated a theme for the department", "review__planned_at"),
    part(ThemeRating, "assured_by", "You assured the rating of a theme", "review__planned_at"),
    part(ReviewPart, "person", "You rated or assured a capability review", "review__planned_at"),
)
RETENTION = policies(PARTS)
