"""How the plugin can meet a need."""

from __future__ import annotations

from capability_reviews.org_design.need_answers import NEED_ANSWERS

CAPABILITY_ANSWERS = [*NEED_ANSWERS]
