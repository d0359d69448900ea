"""Whether a candidate can choose the time of their interview, or change the one they chose."""

from __future__ import annotations

from django.utils import timezone

from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.selection.slot import Slot


def times_of_interview(application: Application) -> dict[str, bool]:
    """What the page of an application leads to; which times there are, the page of these says."""
    now = timezone.now()
    is_invited = application.shown_state == ApplicationState.INTERVIEW_INVITED
    free = Slot.objects.choosable(now).filter(campaign=application.campaign_id)
    return {
        "offers_times": is_invited and not application.is_set_aside and free.exists(),
        "chose_time": application.awaits_interview
        and application.slots.taken().to_come(now).exists(),
    }
