"""Candidates who wait for an interview time are told when one comes free (S30).

Who has no time to choose waits, and who said that none suits. Each is told once of what is there;
whoever books it first has it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.authorisation import internal
from roles.applications.services.applications import notify_candidate
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.selection.slot import Slot
from roles.selection.services.slot_choices import times_for

SLUG = "roles.interview_time_free"


@internal
def tell_who_waits(at: datetime | None = None) -> int:
    """Tell those who wait of times that they can choose again; of how many.

    Safe to run twice, and late: what came free is told once, by when it did, and dropped when it is
    taken again before the email goes.
    """
    moment = at or timezone.now()
    campaigns = Slot.objects.open().to_come(moment).order_by().values("campaign")
    rows = Application.objects.filter(
        campaign__in=campaigns,
        state=ApplicationState.INTERVIEW_INVITED,
        is_set_aside=False,
        candidate__isnull=False,
    )
    rows = rows.select_related("campaign__organisation", "candidate", "interview_choice")
    return sum(_look_at(application, moment) for application in rows.order_by("pk"))


@transaction.atomic
def _look_at(application: Application, at: datetime) -> bool:
    choice: InterviewChoice | None = getattr(application, "interview_choice", None)
    since = choice.without_times_since if choice else None
    slots = [each.slot for each in times_for(application, at) if not each.why_not]
    if not slots:
        if since is None:
            _keep(application, at)
        return False
    if since is not None:
        _keep(application, None)
        # Of times that were offered meanwhile everybody was told.
        if not any(slot.made_at > since for slot in slots):
            return _tell(application, since, at)
    said_at = choice.none_suits_at if choice else None
    freed = [slot.freed_at for slot in slots if slot.freed_at and said_at]
    later = [when for when in freed if said_at and when > said_at]
    # Not of the one that they gave up themselves.
    if choice and choice.cancelled_at:
        later = [when for when in later if when != choice.cancelled_at]
    return _tell(application, max(later), at) if later else False


def _keep(application: Application, since: datetime | None) -> None:
    InterviewChoice.objects.update_or_create(
        application=application, defaults={"without_times_since": since}
    )


def _tell(application: Application, since: datetime, at: datetime) -> bool:
    notify_candidate(SLUG, application, at=at, occasion=f"free {since.isoformat()}")
    return True
