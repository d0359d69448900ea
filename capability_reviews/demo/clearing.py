"""Remove the demonstration's records of capability."""

from __future__ import annotations

from capability_reviews.models import (
    CapabilityReview,
    DigitalLeaderAppointment,
    OrgDesignEngagement,
    TeamBuild,
    TrainingPlan,
)
from capability_reviews.reviews.pages import ReviewIndexPage, ReviewPage
from hub.models import Need
from hub.removals import removing


@removing()
def clear() -> None:
    """Remove what belongs to demonstration organisations, and the needs their findings raised."""
    for page in ReviewPage.objects.filter(review__organisation__is_demo=True):
        page.delete()
    for index in ReviewIndexPage.objects.all():
        if not index.get_children().exists():
            index.delete()
    Need.objects.filter(
        organisation__is_demo=True, links__slug="capability_reviews.origin"
    ).delete()
    for model in (
        CapabilityReview,
        OrgDesignEngagement,
        DigitalLeaderAppointment,
        TeamBuild,
        TrainingPlan,
    ):
        model._default_manager.filter(organisation__is_demo=True).delete()
