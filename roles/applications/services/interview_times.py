"""Whether a candidate can choose the time of their interview, or change the one they chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from hub.dates import date_gb
from roles.models.applications.application import Application
from roles.models.applications.application_facts import CandidateStatus
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.slot import (
    Slot,
    first_moment,
    last_day_to_change,
    last_day_to_choose,
)


def choose_by(applications: Iterable[Application]) -> dict[int, date]:
    """Until when the times of an interview can be chosen, by application, where there are some.

    As many queries for many as for one.
    """
    waiting = {
        row.pk: row.campaign_id
        for row in applications
        if row.shown_state == ApplicationState.INTERVIEW_INVITED and not row.is_set_aside
    }
    if not waiting:
        return {}
    policy = RecruitmentPolicy.load()
    rows = Slot.objects.choosable_from(first_moment(timezone.now(), policy))
    rows = rows.filter(campaign__in=set(waiting.values())).order_by()
    last = dict(rows.values_list("campaign").annotate(at=Max("starts_at")))
    return {
        pk: last_day_to_choose(last[campaign], policy)
        for pk, campaign in waiting.items()
        if campaign in last
    }


def times_of_interview(application: Application) -> dict[str, Any]:
    """What the page of an application leads to; which times there are, the page of these says."""
    slot, change_by = application.interview_slot, None
    is_chosen = (
        application.awaits_interview
        and slot is not None
        and application.slots.taken().to_come(timezone.now()).exists()
    )
    if is_chosen and slot is not None:
        change_by = last_day_to_change(slot.starts_at)
    return {
        "choose_by": choose_by([application]).get(application.pk),
        "chose_time": is_chosen,
        "change_by": change_by,
        "may_change": change_by is not None and timezone.localdate() <= change_by,
    }


def with_times_to_choose(
    status: CandidateStatus, application: Application, day: date | None
) -> CandidateStatus:
    """The status of whoever can choose a time until a day says so; unchanged where that is None."""
    if day is None:
        return status
    choice = InterviewChoice.objects.filter(application=application).first()
    if choice is not None and choice.none_suits_at is not None:
        department = application.campaign.organisation.name
        words = (
            f"You told {department} that none of the times suits you, and it will contact you. You "
            f"can still choose a time until {date_gb(day)}."
        )
    else:
        words = (
            f"Choose a time for your interview by {date_gb(day)}. Tell the department about any "
            "adjustments you need."
        )
    return replace(status, next_step=words)
