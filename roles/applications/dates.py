"""What a candidate follows: what happened, what comes next and by when, who holds their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from hub.working_days import add_working_days, last_working_day
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy


@dataclass(frozen=True)
class Clock:
    """The next dates of an application, and how long it is kept; ``aim`` is the service's own."""

    dates: list[tuple[str, date]]
    aim: date | None
    is_late: bool
    holder: str
    deleted_after: date | None


def clock_of(application: Application, at: datetime | None = None) -> Clock:
    """Where an application stands in time, as far as its candidate may know."""
    today = timezone.localdate(at)
    campaign = application.campaign
    aim = aim_of(application)
    return Clock(
        dates=_next_dates(application, today),
        aim=aim,
        is_late=aim is not None and aim < today,
        holder=campaign.organisation.name,
        deleted_after=deleted_after(campaign),
    )


def aim_of(application: Application, policy: RecruitmentPolicy | None = None) -> date | None:
    """The day by which the service aims to tell the candidate; None when nothing is awaited.

    Of the sift they hear before the interviews begin.
    """
    policy = policy or RecruitmentPolicy.load()
    campaign, awaits = application.campaign, application.shown_state.facts.awaits
    region = policy.bank_holidays
    if awaits == "sift" and campaign.closes_on:
        aim = add_working_days(campaign.closes_on, policy.sift_working_days, region=region)
        return min(aim, _before_interviews(campaign, region) or aim)
    if awaits == "interview" and application.interviewed_at:
        held = timezone.localdate(application.interviewed_at)
        return add_working_days(held, policy.interview_working_days, region=region)
    return None


def _before_interviews(campaign: Campaign, region: str) -> date | None:
    """The last day to hear of the sift: the working day before interviews, or their first day."""
    if campaign.interviews_from is None or campaign.closes_on is None:
        return None
    day = last_working_day(campaign.interviews_from - timedelta(days=1), region=region)
    return day if day > campaign.closes_on else campaign.interviews_from


def deleted_after(campaign: Campaign) -> date | None:
    """The day after which what was sent is deleted."""
    if not campaign.closes_at:
        return None
    months = RecruitmentPolicy.load().candidate_months
    return timezone.localdate(campaign.closes_at + relativedelta(months=months))


def _next_dates(application: Application, today: date) -> list[tuple[str, date]]:
    campaign, waits = application.campaign, application.shown_state.facts.dates
    known = {
        "closes": ("The role closes", campaign.closes_on),
        "sift": ("The department starts to read applications", campaign.sift_on),
        "interviews": ("Interviews start", campaign.interviews_from),
    }
    return [(label, day) for key in waits for label, day in [known[key]] if day and day >= today]


@dataclass(frozen=True)
class Event:
    """Something that happened to an application, in the candidate's words."""

    what: str
    at: datetime


def events_of(application: Application) -> list[Event]:
    """What happened, latest first; a decision from its release on, at the time of its release."""
    decision, released_at = application.released_decision, application.release_at
    is_released = application.is_released()
    found = []
    # In the order of the thread.
    for state in ApplicationState:
        moment = getattr(application, f"{state}_at")
        if moment is None or not state.facts.event or (state == decision and not is_released):
            continue
        if state == ApplicationState.INTERVIEW_BOOKED and application.interview_slot is None:
            continue
        known_at = released_at if released_at and state == decision else moment
        if who := application.who_entered:
            if state == ApplicationState.DRAFT:
                continue
            if state == ApplicationState.SUBMITTED:
                found.append(Event(f"Entered and sent for you by {who}", known_at))
                continue
        found.append(Event(state.facts.event, known_at))
    # What happened in the same moment keeps its order in the thread.
    return sorted(found, key=lambda event: event.at)[::-1]
