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
    may_choose = is_invited and not application.is_set_aside
    return {
        "offers_times": may_choose
        and Slot.objects.choosable(now).filter(campaign=application.campaign_id).exists(),
        "chose_time": application.awaits_interview
        and application.slots.taken().to_come(now).exists(),
    }
