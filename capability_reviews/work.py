"""What waits for people in capability: the areas' own queues."""

from __future__ import annotations

from capability_reviews.actions.work import WORK as ACTIONS
from capability_reviews.org_design.work import WORK as ORG_DESIGN
from capability_reviews.reviews.work import WORK as REVIEWS

CAPABILITY_WORK = (*REVIEWS, *ORG_DESIGN, *ACTIONS)
