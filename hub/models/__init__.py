"""The shared nouns: one module an aggregate."""

from hub.models.bulk_run import BulkRow, BulkRun
from hub.models.calendar_address import CalendarAddress
from hub.models.former_address import FormerAddress
from hub.models.framework import (
    FrameworkRole,
    FrameworkVersion,
    Grade,
    RoleFamily,
    RoleLevel,
    Skill,
    SkillRequirement,
)
from hub.models.indicator import FigureCorrection, FigureSnapshot, ReportingPeriod
from hub.models.list_columns import ListColumns
from hub.models.log_entry import LogEntry
from hub.models.moderation import SecondPersonMixin, SecondPersonTask
from hub.models.need import Need, NeedLink
from hub.models.notification import Notification, NotificationPreference
from hub.models.operations import (
    ErasureReceipt,
    FormReceipt,
    Heartbeat,
    InvariantFinding,
    LogOpening,
    LogSeal,
)
from hub.models.organisation import Membership, Organisation, OwnedQuerySet, Succession
from hub.models.pending_office import PendingOffice
from hub.models.pending_policy import PendingPolicy
from hub.models.policy import HubPolicy
from hub.models.pre_election import PeriodTerms, PreElectionPeriod
from hub.models.qualification import Qualification
from hub.models.retention_notice import RetentionNotice
from hub.models.service import PhaseEvent, Service
from hub.models.stand_in import StandIn
from hub.models.upload import Upload
from hub.models.user import Person, StaffGroup, User, are_one_side, keys_of, sides_of
from hub.pages import HomePage, StandardPage

__all__ = [
    "BulkRow",
    "BulkRun",
    "CalendarAddress",
    "ErasureReceipt",
    "FigureCorrection",
    "FigureSnapshot",
    "FormReceipt",
    "FormerAddress",
    "FrameworkRole",
    "FrameworkVersion",
    "Grade",
    "Heartbeat",
    "HomePage",
    "HubPolicy",
    "InvariantFinding",
    "ListColumns",
    "LogEntry",
    "LogOpening",
    "LogSeal",
    "Membership",
    "Need",
    "NeedLink",
    "Notification",
    "NotificationPreference",
    "Organisation",
    "OwnedQuerySet",
    "PendingOffice",
    "PendingPolicy",
    "PeriodTerms",
    "Person",
    "PhaseEvent",
    "PreElectionPeriod",
    "Qualification",
    "ReportingPeriod",
    "RetentionNotice",
    "RoleFamily",
    "RoleLevel",
    "SecondPersonMixin",
    "SecondPersonTask",
    "Service",
    "Skill",
    "SkillRequirement",
    "StaffGroup",
    "StandIn",
    "StandardPage",
    "Succession",
    "Upload",
    "User",
    "are_one_side",
    "keys_of",
    "sides_of",
]
