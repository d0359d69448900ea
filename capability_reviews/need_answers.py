"""How the plugin can meet a need, and what of it stands on the threads of needs."""

from __future__ import annotations

from capability_reviews.org_design.need_answers import NEED_ANSWERS
from capability_reviews.org_design.need_answers import THREAD_PARTS as ORG_DESIGN
from capability_reviews.reviews.need_answers import THREAD_PARTS as REVIEWS

CAPABILITY_ANSWERS = [*NEED_ANSWERS]
CAPABILITY_THREAD = [*REVIEWS, *ORG_DESIGN]
