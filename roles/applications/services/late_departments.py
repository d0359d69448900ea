"""Nudging a department whose candidates wait longer than the service tells them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from hub.authorisation import internal
from roles.applications.dates import aim_of
from roles.models.applications.application import Application
from roles.models.applications.application_state import AWAITING_DECISION
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import UNFINISHED
from roles.models.policy import RecruitmentPolicy
from roles.notifying import handlers_of, notify_people


@internal
def nudge_late_departments(at: datetime | None = None) -> int:
    """Write once a week to those who handle a campaign with late decisions; for how many.

    Each reads the number without those that are hidden from them (S4).
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    waiting = (
        Application.objects.going_on()
        .filter(state__in=AWAITING_DECISION, campaign__closes_at__lt=moment)
        .filter(campaign__state__in=UNFINISHED)
        .select_related("campaign__organisation")
    )
    policy = RecruitmentPolicy.load()
    late: dict[Campaign, set[int]] = defaultdict(set)
    for application in waiting.iterator():
        aim = aim_of(application, policy)
        if aim is not None and aim < today:
            late[application.campaign].add(application.pk)
    year, week, _ = today.isocalendar()
    for campaign, found in late.items():
        for person in handlers_of(campaign):
            if not (number := len(found - waiting.hidden_from(person))):
                continue
            notify_people(
                "roles.decisions_late",
                [person],
                campaign,
                at=moment,
                occasion=f"{year}-{week}",
                campaign=campaign.reference,
                number=number,
                days=policy.sift_working_days,
            )
    return len(late)
