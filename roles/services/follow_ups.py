"""Reminding who has a request, or somebody put forward, on the day to look at it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hub.models import User
from hub.permissions import StaffGroup
from roles.models.referral import Referral
from roles.models.support_request import SupportRequest
from roles.services.telling import tell

# A day that passed longer ago than this is on the board, and nobody is written to about it.
LATEST = timedelta(days=30)


def remind_of_follow_ups(at: datetime | None = None) -> int:
    """Write to the adviser of each request and person whose day has come; for how many.

    Each day that is set is told of once, to whoever has the request then.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    requests = SupportRequest.objects.unfinished().filter(
        follow_up_on__lte=today, follow_up_on__gt=today - LATEST
    )
    people = Referral.objects.to_follow_up(today).filter(follow_up_on__gt=today - LATEST)
    number = 0
    for request in requests.select_related("adviser").order_by("pk"):
        tell(
            "roles.follow_up_due",
            advisers_for(request),
            request,
            at=moment,
            occasion=f"{request.follow_up_on}",
            reference=request.reference,
        )
        number += 1
    for referral in people.select_related("request__adviser", "application").order_by("pk"):
        tell(
            "roles.person_follow_up_due",
            advisers_for(referral.request),
            referral,
            at=moment,
            occasion=f"{referral.follow_up_on}",
            reference=referral.request.reference,
            application=referral.application.reference,
        )
        number += 1
    return number


def advisers_for(request: SupportRequest) -> list[User]:
    """Who has the request; where nobody has it any more, the hub's leads."""
    if request.adviser is not None and request.adviser.is_active:
        return [request.adviser]
    return list(User.objects.filter(groups__name=StaffGroup.HUB_LEADS, is_active=True))
