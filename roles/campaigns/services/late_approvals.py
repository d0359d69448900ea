"""Chasing approvals that wait: the approvers first, then who asked and who leads there (R1)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import Membership, User
from roles.chasing import chase, decision_due, late_by
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.notifying import people_of
from roles.permissions.predicates import is_somebody_elses

Role = Membership.Role


@internal
def chase_late_approvals(at: datetime | None = None) -> int:
    """Write about each approval that waits longer than the policy's days; for how many.

    First to the approvers; after as many days again to who asked, the department's Digital Leader
    and HR contact, and the hub's adviser, each week while it waits.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    policy = RecruitmentPolicy.load()
    number = 0
    for campaign in Campaign.objects.awaiting_decision().with_related().order_by("pk"):
        asked_at = campaign.decision_requested_at
        assert asked_at is not None, "it waits since it was asked for"
        asked_on = timezone.localdate(asked_at)
        late = late_by(decision_due(asked_on, policy), today, policy)
        if late is None:
            continue
        number += 1
        chase(
            "roles.approval_late" if late.is_escalated else "roles.approval_waiting",
            _above(campaign) if late.is_escalated else _approvers(campaign),
            campaign,
            late=late,
            what=asked_at.isoformat(),
            at=moment,
            reference=campaign.reference,
            asked=date_gb(asked_on),
        )
    return number


def _approvers(campaign: Campaign) -> list[User]:
    found = people_of(campaign.organisation, Role.APPROVER)
    return [person for person in found if is_somebody_elses(person, campaign)]


def _above(campaign: Campaign) -> list[User | None]:
    request = campaign.support_request
    return [
        campaign.wider_requested_by or campaign.approval_requested_by,
        *people_of(campaign.organisation, Role.DIGITAL_LEADER, Role.HR_CONTACT),
        request.adviser if request else None,
    ]
