"""Chasing requests that nobody has triaged in time (H2): the hub's staff first, then its leads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import User
from hub.permissions import StaffGroup
from roles.chasing import chase, late_by
from roles.models.policy import RecruitmentPolicy
from roles.models.support.support_request import SupportRequest


@internal
def chase_late_triage(at: datetime | None = None) -> int:
    """Write about each request that is late: to the hub's staff once, and after the policy's days
    to its leads, each week. Returns how many are late.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    policy = RecruitmentPolicy.load()
    overdue = list(SupportRequest.objects.triage_overdue(today))
    for request in overdue:
        late = late_by(request.triage_due_on, today, policy, grace=timedelta(days=1))
        assert late is not None, "its day has passed"
        group = StaffGroup.HUB_LEADS if late.is_escalated else StaffGroup.HUB_STAFF
        chase(
            "roles.triage_late",
            User.objects.in_staff_group(group),
            request,
            late=late,
            what=f"{request.triage_due_on} {group}",
            at=moment,
            reference=request.reference,
            due=date_gb(request.triage_due_on),
        )
    return len(overdue)
