"""What is open with somebody in recruitment: requests, campaigns, bookings, people selected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from hub.models import Membership, Organisation, User
from hub.open_work import OpenWork, within
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.referral import Referral
from roles.models.support.expert import Booking
from roles.models.support.request_state import UNFINISHED
from roles.models.support.support_request import SupportRequest


def _requests(person: User, organisation: Organisation | None) -> Iterable[Any]:
    rows = SupportRequest.objects.unfinished().filter(within(organisation))
    return rows.filter(Q(requester=person) | Q(adviser=person))


def _requests_at(organisation: Organisation) -> Iterable[Any]:
    """What only somebody who asks for support there can answer, hand over or take back."""
    rows = SupportRequest.objects.unfinished().filter(within(organisation))
    return rows.select_related("organisation__parent")


def _campaigns(person: User, organisation: Organisation | None) -> Iterable[Any]:
    rows = Campaign.objects.unfinished().filter(within(organisation))
    return rows.filter(made_by=person)


def _bookings(person: User, organisation: Organisation | None) -> Iterable[Any]:
    rows = Booking.objects.in_force().filter(within(organisation, "request__organisation"))
    return rows.of(person).filter(ends_on__gte=timezone.localdate())


def _selected(person: User, organisation: Organisation | None) -> Iterable[Any]:
    """Whom the person selected from a reserve list, and who still waits for the offer (R15)."""
    rows = Referral.objects.awaiting_offer().filter(request__state__in=UNFINISHED)
    rows = rows.filter(within(organisation, "request__organisation"), decided_by=person)
    return rows.select_related("application", "request")


RECRUITMENT_OPEN_WORK = (
    OpenWork(
        "roles.requests",
        _requests,
        role=Membership.Role.REQUESTER,
        waiting_at=_requests_at,
    ),
    OpenWork("roles.campaigns", _campaigns),
    OpenWork("roles.bookings", _bookings),
    OpenWork("roles.selected", _selected),
)
