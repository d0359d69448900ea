"""Chasing requests that nobody has triaged in time (H2): the hub's staff first, then its leads."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import User
from hub.permissions import StaffGroup
from hub.working_days import add_working_days
from roles.models.policy import RecruitmentPolicy
from roles.models.support.support_request import SupportRequest
from roles.notifying import notify_people


@internal
def chase_late_triage(at: datetime | None = None) -> int:
    """Write about each request that is late: to the hub's staff, and after the policy's days to its
    leads; each once. Returns how many are late.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    policy = RecruitmentPolicy.load()
    late = list(SupportRequest.objects.triage_overdue(today))
    for request in late:
        escalated_on = add_working_days(
            request.triage_due_on, policy.chase_working_days, region=policy.bank_holidays
        )
        group = StaffGroup.HUB_LEADS if escalated_on <= today else StaffGroup.HUB_STAFF
        notify_people(
            "roles.triage_late",
            User.objects.in_staff_group(group),
            request,
            at=moment,
            occasion=f"{request.triage_due_on} {group}",
            reference=request.reference,
            due=date_gb(request.triage_due_on),
        )
    return len(late)
