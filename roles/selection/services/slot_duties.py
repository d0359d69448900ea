"""What the clock does about interviews: who has not chosen, reminders, results that are missing.

Safe to run twice and late: each message has one key, and what comes too late to help is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from hub.authorisation import internal
from hub.dates import datetime_gb
from hub.models import Notification, User
from hub.periods import LONDON
from hub.working_days import add_working_days, working_days_before
from roles.applications.services.applications import notify_candidate
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview import Interview
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.panel import PanelMember
from roles.models.selection.slot import Slot, SlotSeat
from roles.notifying import handlers_of, notify_people, role_words, without_conflicts

logger = logging.getLogger("roles.interviews")
# People are reminded when they begin to work, and asked for a result before that.
REMIND_AT, ASK_AT = time(9), time(7)
# What is so late helps nobody: it is dropped (SC26).
TOO_LATE = timedelta(hours=4)
# So far ahead interviews are looked at, in days, and results are asked for afterwards.
AHEAD, BACK = timedelta(days=21), timedelta(days=30)
RELATED = ("application__campaign__organisation", "application__candidate")


def at_clock(day: date, hour: time) -> datetime:
    """The moment of an hour in London."""
    return datetime.combine(day, hour, LONDON)


def reminder_due(starts_at: datetime) -> datetime:
    """When everybody is reminded of an interview."""
    policy = RecruitmentPolicy.load()
    number = policy.interview_reminder_working_days
    day = working_days_before(timezone.localdate(starts_at), number, region=policy.bank_holidays)
    return at_clock(day, REMIND_AT)


def is_due(due: datetime, at: datetime) -> bool:
    """Whether something is to be said now: its time has come, and has not long passed."""
    return due <= at <= due + TOO_LATE


@internal
def remind_of_interviews(at: datetime | None = None) -> None:
    """Remind candidates and those who hold it of each interview, once for each time that it has.

    Not of one that was arranged after the reminder was due: of that they were just told.
    """
    moment = at or timezone.now()
    rows = Interview.objects.filter(
        application__state=ApplicationState.INTERVIEW_BOOKED,
        application__is_set_aside=False,
        starts_at__gt=moment,
        starts_at__lt=moment + AHEAD,
    )
    for interview in rows.select_related(*RELATED).order_by("pk"):
        due = reminder_due(interview.starts_at)
        if due > moment or interview.set_at >= due:
            continue
        application, occasion = interview.application, interview.starts_at.isoformat()
        if not is_due(due, moment):
            _log_dropped(application, occasion)
            continue
        notify_candidate("roles.interview_soon", application, at=moment, occasion=occasion)
        for seat in seats_of(application):
            remind_holder(seat, moment, occasion)


def _log_dropped(application: Application, occasion: str) -> None:
    known = Notification.objects.filter(
        slug="roles.interview_soon", object_id=str(application.pk), occasion=occasion
    )
    if not known.exists():
        logger.warning(
            "A reminder of an interview was due too long ago: %s.", application.reference
        )


def seats_of(application: Application) -> list[SlotSeat]:
    """Who holds an interview whose time was chosen, each with what is said to them."""
    rows = SlotSeat.objects.held().filter(
        slot__application=application, slot__closed_at=None, person__isnull=False
    )
    return list(rows.select_related("person", "place__panel", "slot__campaign__organisation"))


@internal
def remind_holder(seat: SlotSeat, at: datetime, occasion: str) -> None:
    """Tell somebody of the panel when and where they hold an interview; it names nobody."""
    notify_people(
        "roles.interview_to_hold",
        [seat.person],
        seat,
        at=at,
        occasion=occasion,
        interview=datetime_gb(seat.slot.starts_at),
        where=seat.slot.place,
        place=seat.place_id,
        **role_words(seat.slot.campaign),
    )


@internal
def chase_who_has_not_chosen(at: datetime | None = None) -> None:
    """Ask candidates once more, and a second time, to choose a time; nobody is rejected (S30)."""
    moment = at or timezone.now()
    policy = RecruitmentPolicy.load()
    number, region = policy.interview_chase_working_days, policy.bank_holidays
    for application, asked_at in who_has_not_chosen(moment):
        asked = timezone.localdate(asked_at)
        for time_of_asking in (1, 2):
            day = add_working_days(asked, number * time_of_asking, region=region)
            if is_due(at_clock(day, REMIND_AT), moment):
                notify_candidate(
                    "roles.interview_to_choose",
                    application,
                    at=moment,
                    occasion=f"{asked} {time_of_asking}",
                )


def who_has_not_chosen(at: datetime) -> Iterator[tuple[Application, datetime]]:
    """The applications whose candidates can choose and have not, each with when they were asked."""
    free = Slot.objects.choosable(at)
    campaigns = set(free.order_by().values_list("campaign", flat=True))
    made = Slot.objects.filter(campaign__in=campaigns).order_by().values("campaign")
    offered = {
        row["campaign"]: (row["first"], row["last"])
        for row in made.annotate(first=Min("made_at"), last=Max("made_at"))
    }
    rows = Application.objects.filter(
        campaign__in=campaigns,
        state=ApplicationState.INTERVIEW_INVITED,
        is_set_aside=False,
        candidate__isnull=False,
        interview_invited_at__isnull=False,
    )
    rows = rows.select_related("campaign__organisation", "candidate", "interview_choice")
    for application in rows.order_by("pk"):
        first, last = offered[application.campaign_id]
        choice: InterviewChoice | None = getattr(application, "interview_choice", None)
        asked = [application.interview_invited_at, first]
        if choice is not None:
            if choice.none_suits_at is not None and choice.none_suits_at > last:
                continue
            asked += [choice.cancelled_at, last if choice.none_suits_at else None]
        yield application, max(when for when in asked if when is not None)


@internal
def ask_for_results(at: datetime | None = None) -> None:
    """Ask for the result of each interview the next working morning, then those above (SC29)."""
    moment = at or timezone.now()
    policy = RecruitmentPolicy.load()
    region = policy.bank_holidays
    rows = Interview.objects.filter(
        application__state=ApplicationState.INTERVIEW_BOOKED,
        application__is_set_aside=False,
        starts_at__lt=moment,
        starts_at__gt=moment - BACK,
    )
    for interview in rows.select_related(*RELATED).order_by("pk"):
        ended = timezone.localdate(interview.ends_at)
        occasion = interview.starts_at.isoformat()
        morning = at_clock(add_working_days(ended, 1, region=region), ASK_AT)
        late = at_clock(add_working_days(ended, policy.chase_working_days, region=region), ASK_AT)
        if moment < morning:
            continue
        if moment < late or policy.chase_working_days <= 1:
            _ask(interview, _who_records(interview.application), moment, occasion)
        else:
            _ask(interview, _chairs(interview.application), moment, f"{occasion} late")


def _who_records(application: Application) -> list[User]:
    """Those who held it and can record it; where none of them can, all who handle it."""
    people = [seat.person for seat in seats_of(application) if seat.person]
    able = [one for one in people if one.has_perm("roles.move_application", application)]
    return able or handlers_of(application.campaign)


def _chairs(application: Application) -> list[User]:
    """Who chairs the panel and can record it, and all who handle the applications."""
    rows = PanelMember.objects.sitting().filter(panel__campaign=application.campaign, role="chair")
    people = [row.person for row in rows.select_related("person") if row.person]
    able = [one for one in people if one.has_perm("roles.move_application", application)]
    return [*dict.fromkeys([*able, *handlers_of(application.campaign)])]


def _ask(interview: Interview, people: list[User], at: datetime, occasion: str) -> None:
    application = interview.application
    notify_people(
        "roles.interview_unrecorded",
        without_conflicts(application, people),
        application,
        at=at,
        occasion=occasion,
        interview=datetime_gb(interview.starts_at),
        application=application.reference,
        **role_words(application.campaign),
    )
