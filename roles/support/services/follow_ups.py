"""Reminding who has a request on the day to look at it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hub.authorisation import internal
from roles.models.support.support_request import SupportRequest
from roles.notifying import advisers_for, notify_people

# A day that passed longer ago than this is on the board, and nobody is written to about it.
LATEST = timedelta(days=30)


@internal
def remind_of_requests(at: datetime | None = None) -> int:
    """Write to the adviser of each request whose day has come; for how many.

    Each day that is set is told of once, to whoever has the request then.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    due = SupportRequest.objects.answering().filter(
        follow_up_on__lte=today, follow_up_on__gt=today - LATEST
    )
    requests = list(due.select_related("adviser").order_by("pk"))
    for request in requests:
        notify_people(
            "roles.follow_up_due",
            advisers_for(request),
            request,
            at=moment,
            occasion=f"{request.follow_up_on}",
            reference=request.reference,
        )
    return len(requests)
