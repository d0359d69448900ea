"""The records of recruitment: one module an aggregate."""

from roles.models.activity import SupportActivity
from roles.models.advert_question import AdvertQuestion, QuestionState
from roles.models.advert_review import AdvertReview
from roles.models.alert import Alert, AlertedCampaign, AlertMatch, AlertPlace
from roles.models.application import Application
from roles.models.application_answers import (
    Adjustments,
    ApplicationAnswers,
    ElementStatements,
    Employment,
    SchemeDeclaration,
)
from roles.models.application_message import ApplicationMessage
from roles.models.approval import Approval
from roles.models.campaign import Campaign
from roles.models.campaign_state import Audience, CampaignState
from roles.models.delegation import Delegation
from roles.models.expert import Booking, BookingDay, Expert
from roles.models.job_description import JobDescription
from roles.models.listing import Listing, ListingPlace
from roles.models.monitoring import MonitoringAnswers, MonitoringTotal
from roles.models.place import Place
from roles.models.policy import RecruitmentPolicy
from roles.models.post import Post, PostState
from roles.models.priority_mover import MoverReason, PriorityMover
from roles.models.referral import Referral, ReserveLook
from roles.models.request_attachment import RequestAttachment
from roles.models.request_feedback import RequestFeedback
from roles.models.request_kind import RequestKind
from roles.models.request_question import RequestQuestion
from roles.models.request_state import Outcome, RequestState, SupportKind, Urgency
from roles.models.role_profile import RoleProfile
from roles.models.saved import SavedRole, SavedSearch
from roles.models.stage_plan import Stage, StagePlan
from roles.models.support_request import SupportRequest

__all__ = [
    "Adjustments",
    "AdvertQuestion",
    "AdvertReview",
    "Alert",
    "AlertMatch",
    "AlertPlace",
    "AlertedCampaign",
    "Application",
    "ApplicationAnswers",
    "ApplicationMessage",
    "Approval",
    "Audience",
    "Booking",
    "BookingDay",
    "Campaign",
    "CampaignState",
    "Delegation",
    "ElementStatements",
    "Employment",
    "Expert",
    "JobDescription",
    "Listing",
    "ListingPlace",
    "MonitoringAnswers",
    "MonitoringTotal",
    "MoverReason",
    "Outcome",
    "Place",
    "Post",
    "PostState",
    "PriorityMover",
    "QuestionState",
    "RecruitmentPolicy",
    "Referral",
    "RequestAttachment",
    "RequestFeedback",
    "RequestKind",
    "RequestQuestion",
    "RequestState",
    "ReserveLook",
    "RoleProfile",
    "SavedRole",
    "SavedSearch",
    "SchemeDeclaration",
    "Stage",
    "StagePlan",
    "SupportActivity",
    "SupportKind",
    "SupportRequest",
    "Urgency",
]
