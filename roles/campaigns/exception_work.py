"""What waits about appointments by exception (R18)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, User
from hub.work import WorkItem, WorkKind, WorkQueue
from roles.campaigns.exception_table import decide_address
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.by_exception import AppointmentByException
from roles.models.policy import RecruitmentPolicy

ASKING = (*RUNNING_CAMPAIGNS, Membership.Role.HR_CONTACT)


def to_decide(person: User) -> QuerySet[AppointmentByException]:
    """Those that a department's approvers have to decide on, asked for by others."""
    organisations = person.organisations(Membership.Role.APPROVER)
    rows = AppointmentByException.objects.waiting().filter(organisation__in=organisations)
    rows = rows.exclude(asked_by__in=person.side_keys)
    return rows.select_related("organisation").order_by("asked_at", "pk")


def with_approvers(person: User) -> QuerySet[AppointmentByException]:
    """Those that this person asked for and nobody has decided on."""
    rows = AppointmentByException.objects.waiting().filter(asked_by=person)
    return rows.select_related("organisation").order_by("asked_at", "pk")


def ending(person: User) -> QuerySet[AppointmentByException]:
    """Those that end soon, for who has to plan what follows."""
    organisations = person.organisations(*ASKING)
    rows = AppointmentByException.objects.ending_within(timezone.localdate())
    rows = rows.filter(organisation__in=organisations)
    return rows.select_related("organisation", "continues__continues").order_by("ends_on", "pk")


def _asked(record: AppointmentByException) -> WorkItem:
    return WorkItem(
        text=f"{record.reference}, {record.title}",
        href=decide_address(record),
        since=record.asked_at,
        organisation=record.organisation.name,
    )


def _waits(record: AppointmentByException) -> WorkItem:
    return WorkItem(
        text=f"{record.reference}, {record.title}",
        href=reverse("roles:exception_list"),
        since=record.asked_at,
        organisation=record.organisation.name,
    )


def _ends(record: AppointmentByException) -> WorkItem:
    warned = RecruitmentPolicy.load().exception_warning_days
    href = (
        reverse("roles:exception_more_time", args=[record.reference])
        if record.ends_on < record.limit
        else reverse("roles:campaign_make")
    )
    return WorkItem(
        text=f"{record.reference}, {record.title}",
        href=href,
        since=max(record.starts_on, record.ends_on - timedelta(days=warned)),
        until=record.ends_on,
        organisation=record.organisation.name,
    )


EXCEPTION_WORK = (
    WorkQueue(
        "roles.exceptions_to_decide",
        "Decide on appointments by exception",
        to_decide,
        _asked,
        order=34,
        offices=(Membership.Role.APPROVER,),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.exceptions_ending",
        "Ask for more time for appointments by exception that end soon, or start a campaign",
        ending,
        _ends,
        order=57,
        offices=ASKING,
    ),
    WorkQueue(
        "roles.exceptions_waiting",
        "Approvers decide on appointments by exception",
        with_approvers,
        _waits,
        order=31,
        others_act=True,
        offices=ASKING,
    ),
)
