"""What a candidate follows: what happened, what comes next and by when, who holds their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from hub.working_days import add_working_days
from roles.models.application import Application
from roles.models.application_state import ApplicationState as State
from roles.models.campaign import Campaign
from roles.models.policy import RecruitmentPolicy


@dataclass(frozen=True)
class Clock:
    """The next dates of an application, and how long it is kept; ``aim`` is the service's own."""

    dates: list[tuple[str, date]]
    aim: date | None
    is_late: bool
    holder: str
    kept_until: date | None


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
        kept_until=kept_until(campaign),
    )


def aim_of(application: Application, policy: RecruitmentPolicy | None = None) -> date | None:
    """The day by which the service aims to tell the candidate; None when nothing is awaited."""
    policy = policy or RecruitmentPolicy.load()
    campaign, state = application.campaign, application.shown_state
    region = policy.bank_holidays
    if state == State.SUBMITTED and campaign.closes_on:
        return add_working_days(campaign.closes_on, policy.sift_working_days, region=region)
    if state == State.INTERVIEWED and application.interviewed_at:
        held = timezone.localdate(application.interviewed_at)
        return add_working_days(held, policy.interview_working_days, region=region)
    return None


def kept_until(campaign: Campaign) -> date | None:
    """The day after which what was sent is deleted."""
    if not campaign.closes_at:
        return None
    months = RecruitmentPolicy.load().candidate_months
    return timezone.localdate(campaign.closes_at + relativedelta(months=months))


def _next_dates(application: Application, today: date) -> list[tuple[str, date]]:
    campaign, state = application.campaign, application.shown_state
    waits = {
        State.SUBMITTED: ["closes", "sift", "interviews"],
        State.SIFT_PASS: ["interviews"],
        State.INTERVIEW_INVITED: ["interviews"],
        State.INTERVIEW_BOOKED: ["interviews"],
    }.get(state, [])
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


# In the order of the thread; each with the field that holds its moment.
_EVENTS = (
    ("draft_at", "You began your application"),
    ("submitted_at", "You sent your application"),
    ("sift_pass_at", "You passed the first stage"),
    ("sift_fail_at", "Your application was unsuccessful"),
    ("interview_invited_at", "You were invited to an interview"),
    ("interview_booked_at", "Your interview was arranged"),
    ("interviewed_at", "You were interviewed"),
    ("reserve_at", "You were placed on the reserve list"),
    ("not_appointable_at", "Your application was unsuccessful"),
    ("provisional_offer_at", "You were made a provisional offer"),
    ("accepted_at", "You accepted the offer"),
    ("declined_at", "You declined the offer"),
    ("checks_at", "The department started its checks"),
    ("formal_offer_at", "You were made a formal offer"),
    ("started_at", "You started in the post"),
    ("fell_through_at", "The offer came to an end"),
    ("withdrawn_at", "You withdrew your application"),
)
_RESTING = {"sift_pass_at", "sift_fail_at", "reserve_at", "not_appointable_at"}


def events_of(application: Application) -> list[Event]:
    """What happened, latest first; a decision from its release on, at the time of its release."""
    resting = {f"{application.state}_at"} & _RESTING if not application.is_released() else set()
    decided = f"{application.state}_at" if application.release_at else ""
    found = []
    for name, words in _EVENTS:
        moment = getattr(application, name)
        if moment is None or name in resting:
            continue
        found.append(Event(words, application.release_at if name == decided else moment))
    # What happened in the same moment keeps its order in the thread.
    return sorted(found, key=lambda event: event.at)[::-1]
