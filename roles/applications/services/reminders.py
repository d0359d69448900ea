"""Reminding people of drafts before the role closes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hub.authorisation import internal
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.notifying import notify_people


@internal
def remind_of_drafts(at: datetime | None = None) -> int:
    """Write, once, to everybody with a draft for a role that closes soon; returns for how many.

    An extended role closes at another time, so its drafts are reminded of again.
    """
    moment = at or timezone.now()
    until = moment + timedelta(hours=RecruitmentPolicy.load().draft_reminder_hours)
    closing = Campaign.objects.open_at(moment).filter(closes_at__lte=until)
    drafts = Application.objects.drafts().filter(campaign__in=closing)
    drafts = drafts.select_related("candidate", "campaign")
    for draft in drafts:
        notify_people(
            "roles.draft_closing",
            [draft.candidate],
            draft,
            at=moment,
            occasion=str(draft.campaign.closes_on),
            reference=draft.reference,
        )
    return len(drafts)
