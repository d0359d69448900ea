"""The records of recruitment: one module an aggregate."""

from roles.models.adverts.advert_question import AdvertQuestion, QuestionState
from roles.models.adverts.advert_review import AdvertReview
from roles.models.applications.amount_approval import AmountApproval
from roles.models.applications.application import Application
from roles.models.applications.application_answers import (
    Adjustments,
    ApplicationAnswers,
    ElementStatements,
    Employment,
    SchemeDeclaration,
)
from roles.models.applications.application_message import ApplicationMessage
from roles.models.applications.arrangements_seen import ArrangementsSeen
from roles.models.applications.check_progress import CheckProgress
from roles.models.applications.equality import (
    EqualityAnswers,
    EqualityPublication,
    EqualityTotal,
)
from roles.models.applications.interview import Interview
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.applications.offer import Offer
from roles.models.applications.offer_maker import OfferMaker
from roles.models.applications.passed_over import PassedOver
from roles.models.applications.phone_call import PhoneCall
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.by_exception import AppointmentByException
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.campaign_side import CampaignSide
from roles.models.campaigns.campaign_state import Audience, CampaignState
from roles.models.campaigns.delegation import Delegation
from roles.models.campaigns.exemption import Exemption
from roles.models.campaigns.job_description import JobDescription
from roles.models.campaigns.people_counted import PeopleCounted
from roles.models.campaigns.post import Post, PostState
from roles.models.campaigns.priority_mover import MoverReason, PriorityMover
from roles.models.campaigns.role_profile import RoleProfile
from roles.models.campaigns.stage_plan import Stage, StagePlan
from roles.models.location import Location
from roles.models.policy import RecruitmentPolicy
from roles.models.search.alert import Alert, AlertedCampaign, AlertMatch, AlertPlace
from roles.models.search.listing import Listing, ListingPlace
from roles.models.search.saved import SavedRole, SavedSearch
from roles.models.selection.complaint import Complaint
from roles.models.selection.conflict import Conflict, ConflictDeclaration
from roles.models.selection.merit_list import MeritList, MeritPlace, MeritTie
from roles.models.selection.moderation import (
    Moderation,
    ModerationClosing,
    ModerationVersion,
)
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.redaction import RedactedSpan, Redaction, Redactor
from roles.models.selection.referral import Referral, ReserveLook
from roles.models.selection.score import Score, ScoreVersion
from roles.models.selection.share import MarkingShare, ShareOut
from roles.models.selection.sift_cut import SchemeRule, SiftCut, SiftCutPlace
from roles.models.selection.slot import Slot, SlotSeat
from roles.models.selection.stage_result import StageResult
from roles.models.support.activity import SupportActivity
from roles.models.support.expert import Booking, BookingDay, Expert
from roles.models.support.request_attachment import RequestAttachment
from roles.models.support.request_feedback import RequestFeedback
from roles.models.support.request_kind import RequestKind
from roles.models.support.request_question import RequestQuestion
from roles.models.support.request_state import Outcome, RequestState, SupportKind, Urgency
from roles.models.support.support_request import SupportRequest

__all__ = [
    "Adjustments",
    "AdvertQuestion",
    "AdvertReview",
    "Alert",
    "AlertMatch",
    "AlertPlace",
    "AlertedCampaign",
    "AmountApproval",
    "Application",
    "ApplicationAnswers",
    "ApplicationMessage",
    "AppointmentByException",
    "Approval",
    "ArrangementsSeen",
    "Audience",
    "Booking",
    "BookingDay",
    "Campaign",
    "CampaignPart",
    "CampaignSide",
    "CampaignState",
    "CheckProgress",
    "Complaint",
    "Conflict",
    "ConflictDeclaration",
    "Delegation",
    "ElementStatements",
    "Employment",
    "EqualityAnswers",
    "EqualityPublication",
    "EqualityTotal",
    "Exemption",
    "Expert",
    "Interview",
    "InterviewChoice",
    "JobDescription",
    "Listing",
    "ListingPlace",
    "Location",
    "MarkingShare",
    "MeritList",
    "MeritPlace",
    "MeritTie",
    "Moderation",
    "ModerationClosing",
    "ModerationVersion",
    "MoverReason",
    "Offer",
    "OfferMaker",
    "Outcome",
    "Panel",
    "PanelMember",
    "PassedOver",
    "PeopleCounted",
    "PhoneCall",
    "Post",
    "PostState",
    "PreEmploymentCheck",
    "PriorityMover",
    "QuestionState",
    "RecruitmentPolicy",
    "RedactedSpan",
    "Redaction",
    "Redactor",
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
    "SchemeRule",
    "Score",
    "ScoreVersion",
    "ShareOut",
    "SiftCut",
    "SiftCutPlace",
    "Slot",
    "SlotSeat",
    "Stage",
    "StagePlan",
    "StageResult",
    "SupportActivity",
    "SupportKind",
    "SupportRequest",
    "Urgency",
]
