"""What GDS can see of capability: the areas' own indicators."""

from __future__ import annotations

from capability_reviews.actions.indicators import INDICATORS as ACTIONS
from capability_reviews.leadership.indicators import INDICATORS as LEADERSHIP
from capability_reviews.org_design.indicators import INDICATORS as ORG_DESIGN
from capability_reviews.reviews.indicators import INDICATORS as REVIEWS

CAPABILITY_INDICATORS = [*ORG_DESIGN, *REVIEWS, *LEADERSHIP, *ACTIONS]
