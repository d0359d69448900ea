"""Wagtail admin listings of capability: the areas' own, in one menu."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSetGroup

from capability_reviews.actions.viewsets import TeamViewSet, TrainingPlanViewSet
from capability_reviews.leadership.viewsets import DigitalLeaderViewSet
from capability_reviews.org_design.viewsets import EngagementViewSet
from capability_reviews.reviews.page_listings import ReviewPageListing
from capability_reviews.reviews.viewsets import ReviewViewSet


class CapabilityGroup(ModelViewSetGroup):
    """Capability in the Wagtail admin."""

    menu_label = "Capability"
    menu_icon = "tasks"
    menu_order = 240
    items = (
        ReviewViewSet,
        ReviewPageListing,
        EngagementViewSet,
        DigitalLeaderViewSet,
        TeamViewSet,
        TrainingPlanViewSet,
    )
