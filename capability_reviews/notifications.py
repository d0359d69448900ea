"""What the plugin tells people: the areas' own messages."""

from __future__ import annotations

from capability_reviews.org_design.notifications import NOTIFICATIONS as ORG_DESIGN
from capability_reviews.reviews.notifications import NOTIFICATIONS as REVIEWS

CAPABILITY_NOTIFICATIONS = [*REVIEWS, *ORG_DESIGN]
