"""Records that a department's leads see."""

from __future__ import annotations

from capability_reviews.models.reviews.review import CAPABILITY_ROLES
from hub.models import OwnedQuerySet


class LeadsQuerySet(OwnedQuerySet):
    """Records of an organisation, seen by its leads, hub staff, reviewers and analysts."""

    seen_by = CAPABILITY_ROLES
