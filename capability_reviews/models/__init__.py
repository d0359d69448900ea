"""The records of capability: one module an aggregate."""

from capability_reviews.models.actions.team import TeamBuild
from capability_reviews.models.actions.training_plan import TrainingPlan
from capability_reviews.models.leadership.digital_leader import DigitalLeaderAppointment
from capability_reviews.models.org_design.engagement import (
    AdviceMeeting,
    EngagementState,
    OrgDesignEngagement,
)
from capability_reviews.models.reviews.rating import Finding, Rating, ReviewTheme, ThemeRating
from capability_reviews.models.reviews.review import CapabilityReview, ReviewState
from capability_reviews.models.reviews.review_part import ReviewPart

__all__ = [
    "AdviceMeeting",
    "CapabilityReview",
    "DigitalLeaderAppointment",
    "EngagementState",
    "Finding",
    "OrgDesignEngagement",
    "Rating",
    "ReviewPart",
    "ReviewState",
    "ReviewTheme",
    "TeamBuild",
    "ThemeRating",
    "TrainingPlan",
]
