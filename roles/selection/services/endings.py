"""What becomes of those who are undecided when their campaign ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hub.audit import log
from hub.authorisation import internal
from hub.models import User
from roles.applications.services.applications import notify_candidate, told_at
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.notifying import notify_interview_contact
from roles.selection.services.slot_ends import close_with_campaign, free_time


@internal
@transaction.atomic
def end_what_is_undecided(*, campaign: Campaign, actor: User | None, at: datetime) -> int:
    """Decide on everybody whom a campaign that has ended leaves undecided; returns how many.

    Whoever is recommended goes on the reserve list, which they are told at the release (R14); the
    application of everybody else ends, and they are told at once, or with the withdrawal of the
    role. Decisions that rest, offers and the reserve list stay as they are.
    """
    rows = Application.objects.undecided().filter(campaign=campaign)
    found = list(rows.select_for_update(of=("self",)).select_related("campaign", "candidate"))
    is_withdrawn = campaign.cancelled_at is not None
    for application in found:
        if application.state == Application.State.RECOMMENDED:
            _keep_on_reserve(application, actor, at)
        else:
            _leave_undecided(application, actor, at, is_told=not is_withdrawn)
    close_with_campaign(campaign=campaign, actor=actor, at=at)
    return len(found)


def _keep_on_reserve(application: Application, actor: User | None, at: datetime) -> None:
    application.keep_on_reserve(at)
    application.release_at = RecruitmentPolicy.load().release_of(at)
    application.decided_by = actor
    application.save()
    log(application, "roles.application_reserved", actor=actor, at=at, data=told_at(application))
    notify_candidate("roles.application_decided", application, at=at)


def _leave_undecided(
    application: Application, actor: User | None, at: datetime, *, is_told: bool
) -> None:
    application.leave_undecided(at)
    application.save()
    free_time(application)
    log(application, "roles.application_not_pursued", actor=actor, at=at)
    notify_interview_contact(application, at=at)
    if is_told:
        notify_candidate("roles.role_ended", application, at=at)
