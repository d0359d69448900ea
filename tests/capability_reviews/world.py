"""The records of capability that the access matrix and other harnesses look at."""

from __future__ import annotations

from typing import Any

from capability_reviews.actions.services import plan_team, plan_training
from capability_reviews.models import ReviewTheme
from capability_reviews.org_design.services import request_advice
from capability_reviews.reviews.services.findings import record_finding
from capability_reviews.reviews.services.ratings import rate_theme
from capability_reviews.reviews.services.reviews import plan_review


def build_world(world: Any) -> None:
    """Adds ``review`` with a ``rating`` and a ``finding``, ``engagement``, ``team`` and
    ``plan`` at department A."""
    lead = world.people["capability_lead_a"]
    theme = ReviewTheme.objects.get(version="1", number=1)
    world.review = plan_review(organisation=world.org_a, actor=lead, lead=lead)
    world.rating = rate_theme(review=world.review, theme=theme, self_rating=3, actor=lead)
    world.finding = record_finding(
        review=world.review,
        theme=theme,
        text="Nobody on the board answers for digital.",
        priority="high",
        actor=lead,
    )
    world.engagement = request_advice(
        organisation=world.org_a, question="Who reports to whom?", actor=lead
    )
    world.team = plan_team(organisation=world.org_a, actor=lead)
    world.plan = plan_training(organisation=world.org_a, description="Skills", actor=lead)
