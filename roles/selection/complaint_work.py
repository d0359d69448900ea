"""What waits because somebody complained (R19)."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, User
from hub.permissions import StaffGroup
from hub.work import WorkItem, WorkQueue
from roles.models.selection.complaint import Complaint

OFFICES = (Membership.Role.RESOURCING, StaffGroup.HUB_LEADS)


def _of(person: User) -> QuerySet[Complaint]:
    rows = Complaint.objects.visible_to(person).answerable_by(person)
    return rows.select_related("campaign__organisation", "application")


def to_acknowledge(person: User) -> QuerySet[Complaint]:
    """Those that nobody took up: of their department; for hub leads those left to them, or late."""
    own = Q(campaign__organisation__in=person.organisations(Membership.Role.RESOURCING))
    left = Q(is_with_hub=True) | Q(acknowledge_by__lt=timezone.localdate())
    is_lead = person.in_group(StaffGroup.HUB_LEADS)
    rows = _of(person).filter(pk__in=Complaint.objects.to_acknowledge().values("pk"))
    # Whoever was given it has it alone.
    rows = rows.filter(Q(handler=None) | Q(handler__in=person.account_keys))
    return rows.filter(own | left if is_lead else own).order_by("acknowledge_by", "pk")


def to_answer(person: User) -> QuerySet[Complaint]:
    """Those that a person has taken up."""
    rows = _of(person).filter(pk__in=Complaint.objects.to_answer().values("pk"))
    return rows.filter(handler__in=person.account_keys).order_by("answer_by", "pk")


def late_with_others(person: User) -> QuerySet[Complaint]:
    """Those that others have not answered in time, for hub leads; or that lost who had them."""
    if not person.in_group(StaffGroup.HUB_LEADS):
        return Complaint.objects.none()
    late = Q(answer_by__lt=timezone.localdate()) | Q(handler=None) | Q(handler__is_active=False)
    rows = _of(person).filter(pk__in=Complaint.objects.to_answer().values("pk"))
    rows = rows.exclude(handler__in=person.account_keys) | rows.filter(handler=None)
    return rows.filter(late).order_by("answer_by", "pk")


def _item(move: str, complaint: Complaint) -> WorkItem:
    return WorkItem(
        text=f"{complaint.reference}, {complaint.campaign.title}",
        href=reverse("roles:complaint_move", args=[complaint.reference, move]),
        since=complaint.received_on,
        until=complaint.next_day,
        organisation=complaint.campaign.organisation.name,
    )


def _to_acknowledge(complaint: Complaint) -> WorkItem:
    return _item("acknowledge", complaint)


def _to_answer(complaint: Complaint) -> WorkItem:
    return _item("answer", complaint)


def _to_give(complaint: Complaint) -> WorkItem:
    return _item("give", complaint)


COMPLAINT_WORK = (
    WorkQueue(
        "roles.complaints_to_acknowledge",
        "Acknowledge complaints",
        to_acknowledge,
        _to_acknowledge,
        order=45,
        offices=OFFICES,
    ),
    WorkQueue(
        "roles.complaints_to_answer",
        "Answer complaints",
        to_answer,
        _to_answer,
        order=45,
        offices=OFFICES,
    ),
    WorkQueue(
        "roles.complaints_late",
        "Give late complaints to somebody else",
        late_with_others,
        _to_give,
        order=45,
        offices=(StaffGroup.HUB_LEADS,),
    ),
)
