"""When people are taken off the records of capability: the areas' own policies."""

from __future__ import annotations

from capability_reviews.org_design.retention import RETENTION as ORG_DESIGN
from capability_reviews.reviews.retention import RETENTION as REVIEWS

CAPABILITY_RETENTION = [*REVIEWS, *ORG_DESIGN]
