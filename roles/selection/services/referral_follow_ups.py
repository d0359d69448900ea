"""Reminding who put somebody forward, on the day to ask what the department decided."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from hub.authorisation import internal
from roles.models.selection.referral import Referral
from roles.notifying import advisers_for, notify_people
from roles.support.services.follow_ups import LATEST


@internal
def remind_of_people(at: datetime | None = None) -> int:
    """Write to the adviser of each person put forward whose day has come; for how many.

    Each day that is set is told of once, to whoever has the request then.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    due = Referral.objects.to_follow_up(today).filter(follow_up_on__gt=today - LATEST)
    people = list(due.select_related("request__adviser", "application").order_by("pk"))
    for referral in people:
        notify_people(
            "roles.person_follow_up_due",
            advisers_for(referral.request),
            referral,
            at=moment,
            occasion=f"{referral.follow_up_on}",
            reference=referral.request.reference,
            application=referral.application.reference,
        )
    return len(people)
