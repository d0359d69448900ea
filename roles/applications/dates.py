"""What a candidate follows: what happened, what comes next and by when, who holds their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from wagtail.log_actions import registry

from hub.timeline import Line
from hub.working_days import add_working_days, last_working_day
from roles.models.applications.application import Application
from roles.models.applications.application_state import (
    DECIDED,
    SHOWN_UNTIL_RELEASE,
    ApplicationState,
)
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy


@dataclass(frozen=True)
class Clock:
    """The next dates of an application, and how long it is kept; ``aim`` is the service's own."""

    dates: list[tuple[str, date]]
    aim: date | None
    is_late: bool
    holders: list[tuple[str, str]]
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
        holders=holders_of(application),
        deleted_after=deleted_after(campaign),
    )


def holders_of(application: Application) -> list[tuple[str, str]]:
    """Who has what was sent: the department that advertised, and another that makes an offer."""
    sent_to = ("Sent to", application.campaign.organisation.name)
    if not application.offered_for:
        return [sent_to]
    also = "Your employer" if application.has_accepted else "Offer from"
    return [sent_to, (also, f"{application.organisation.name}, which also has your application")]


def aim_of(application: Application, policy: RecruitmentPolicy | None = None) -> date | None:
    """The day by which the service aims to tell the candidate; None when nothing is awaited.

    Of the sift they hear before the interviews begin. What reads the same to the candidate is
    awaited until the same day, whatever was decided since (R19).
    """
    policy = policy or RecruitmentPolicy.load()
    campaign, awaits = application.campaign, _awaited_in(application.shown_state)
    if has_nothing_to_come(application):
        return None
    region = policy.bank_holidays
    if awaits == "sift" and campaign.closes_on:
        aim = add_working_days(campaign.closes_on, policy.sift_working_days, region=region)
        return min(aim, _before_interviews(campaign, region) or aim)
    if awaits == "interview" and application.interviewed_at:
        held = timezone.localdate(application.interviewed_at)
        return add_working_days(held, policy.interview_working_days, region=region)
    return None


def _awaited_in(shown: ApplicationState) -> str:
    """What a candidate waits for who is told this state: the same in all that read alike."""
    alike = (
        state.facts for state in ApplicationState if state.facts.candidate == shown.facts.candidate
    )
    return next((facts.awaits for facts in alike if facts.awaits), "")


def has_nothing_to_come(application: Application) -> bool:
    """Whether the role was withdrawn and its candidate has no result to wait for."""
    return application.campaign.cancelled_at is not None and not application.awaits_result


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
    if has_nothing_to_come(application):
        return []
    known = {
        "closes": ("The role closes", campaign.closes_on),
        "sift": ("The department starts to read applications", campaign.sift_on),
        "interviews": ("Interviews start", campaign.interviews_from),
    }
    return [(label, day) for key in waits for label, day in [known[key]] if day and day >= today]


@dataclass(frozen=True)
class Event:
    """Something that happened to an application, in the candidate's words, and what is added."""

    what: str
    at: datetime
    note: str = ""


def lines_of_events(application: Application) -> list[Line]:
    """The same, as the page of the application shows them."""
    return [Line(event.what, event.at, note=event.note) for event in events_of(application)]


# What staff did to an offer that waits for its answer, as its candidate reads it.
_CHANGES = {
    "roles.offer_changed": "The department changed the offer",
    "roles.offer_extended": "The department gave you more time to answer the offer",
}


def events_of(application: Application) -> list[Event]:
    """What happened, latest first; a decision from its release on, at the time of its release.

    One that rested when the candidate withdrew or the role ended never shows: nobody was told.
    """
    found = [Event(state.facts.event, at) for state, at in reached_states(application) if at]
    if who := application.who_entered:
        found = [_as_entered(event, who) for event in found if event.what != _BEGUN]
    found += _withdrawal_of_role(application)
    if application.provisional_offer_at:
        changes = registry.get_logs_for_instance(application).filter(action__in=_CHANGES)
        found += [
            Event(_CHANGES[row.action], row.timestamp, str(row.data.get("detail", "")))
            for row in changes.order_by("timestamp", "pk")
        ]
    found += _put_forward(application)
    # What happened in the same moment keeps its order in the thread.
    return sorted(found, key=lambda event: event.at)[::-1]


# What became of somebody put forward, as they were told: "{}" is the department.
_REFERRED = {
    "referred_at": "We put you forward to {}",
    "selected_at": "{} selected you from the reserve list",
    "not_selected_at": "{} did not select you",
    "released_at": "We are no longer putting you forward to {}",
}


def _put_forward(application: Application) -> list[Event]:
    """To which departments the candidate was put forward from the reserve list, and the result."""
    return [
        Event(words.format(referral.organisation.name), at)
        for referral in application.referrals.select_related("request__organisation")
        for name, words in _REFERRED.items()
        if (at := getattr(referral, name))
    ]


_BEGUN, _SENT = ApplicationState.DRAFT.facts.event, ApplicationState.SUBMITTED.facts.event


def _as_entered(event: Event, who: str) -> Event:
    return Event(f"Entered and sent for you by {who}", event.at) if event.what == _SENT else event


def reached_states(application: Application) -> list[tuple[ApplicationState, datetime | None]]:
    """The states that the candidate knows of, in the order of the thread, and since when."""
    decision, released_at = application.released_decision, application.release_at
    earlier = _earlier_releases(application, decision)
    found = []
    for state in ApplicationState:
        moment = getattr(application, f"{state}_at")
        is_resting = state == decision and not application.is_told
        if moment is None or not state.facts.event or is_resting:
            continue
        if state == ApplicationState.INTERVIEW_BOOKED and application.interview_slot is None:
            continue
        # In its place stands that the role was withdrawn, as for everybody else.
        if state == ApplicationState.NOT_PURSUED and application.campaign.cancelled_at:
            continue
        told = released_at if released_at and state == decision else earlier.get(state, moment)
        found.append((state, told))
    return found


def _earlier_releases(
    application: Application, last: ApplicationState | None
) -> dict[ApplicationState, datetime]:
    """When the candidate was told of the decisions before the last one.

    What they read of those does not move when another is made, or undone: that would tell (R19).
    """
    made = {
        state: moment
        for state in SHOWN_UNTIL_RELEASE
        if state != last and (moment := getattr(application, f"{state}_at"))
    }
    if not made:
        return {}
    rows = registry.get_logs_for_instance(application).filter(
        action__in=[state.facts.action for state in made]
    )
    kept = {row.timestamp: row.data.get("told_at") for row in rows}
    policy = RecruitmentPolicy.load()
    return {
        state: datetime.fromisoformat(told)
        if (told := kept.get(moment))
        else policy.release_of(moment)
        for state, moment in made.items()
    }


def _withdrawal_of_role(application: Application) -> list[Event]:
    """That the role was withdrawn, of whatever had not come to an end by then (R19).

    The same whether a decision rested at that time or not.
    """
    at = application.campaign.cancelled_at
    ended = [known for state, known in reached_states(application) if state in DECIDED and known]
    if at is None or any(known < at for known in ended):
        return []
    return [Event("The department withdrew this role", at)]
