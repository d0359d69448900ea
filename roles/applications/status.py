"""How an application stands, in words for the candidate: never the stages those who sift it use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from hub.dates import date_gb, datetime_gb, time_gb
from hub.numbers import money
from roles.adverts.context import public_status
from roles.models.applications.application import Application
from roles.models.applications.application_facts import CandidateStatus
from roles.models.applications.application_state import DECIDED, REJECTED
from roles.models.applications.application_state import ApplicationState as State
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.referral import Referral

_CLOSED_DRAFT = CandidateStatus(
    "Not sent in time", "grey", "This role has closed, so you can no longer send your application."
)
_PAUSED_DRAFT = CandidateStatus(
    "Not sent yet",
    "grey",
    "Applications for this role are paused. You can send yours if it opens again.",
)
_ROLE_WITHDRAWN = CandidateStatus(
    "Role withdrawn",
    "grey",
    "The department has withdrawn this role. You do not need to do anything.",
)
_RESULT_TO_COME = CandidateStatus(
    "Role withdrawn",
    "grey",
    "The department has withdrawn this role. You were interviewed for it, so we will still tell "
    "you the result of your interview.",
)
# The same whether it was read or not: a decision that rests until its release shows in nothing.
_CLOSED = CandidateStatus(
    "Received",
    "blue",
    "We have your application. The role has closed. {reads} "
    "We will email you when there is a decision.",
)
_ANSWER_LATE = CandidateStatus(
    "You have an offer",
    "red",
    "The date to answer it has passed. You can still decline it, or ask the department whether "
    "you can accept it.",
)
_ASKED_LATE = CandidateStatus(
    "Waiting for a decision",
    "yellow",
    "The time to answer the offer had passed. We have asked the department whether you can still "
    "accept it, and will email you.",
)
_SET_ASIDE = CandidateStatus(
    "Set aside",
    "grey",
    "We think you applied twice for this role. We are only considering your other application. "
    "If you have no other application, ask the department about this one.",
)
_SET_ASIDE_FOR_REJECTED = CandidateStatus(
    "Set aside",
    "grey",
    "Each person can apply once for a role. Your other application was unsuccessful, so we are not "
    "considering this one either.",
)
_SET_ASIDE_FOR_EARLIER = CandidateStatus(
    "Set aside",
    "grey",
    "Each person can apply once for a role. You had already applied for this role, and "
    "withdrew that application or closed your account, so we are not considering this application.",
)


def status_of(application: Application) -> CandidateStatus:
    """The status of an application, which the campaign's own standing may override (R7)."""
    campaign = application.campaign
    if campaign.cancelled_at is not None and application.ends_with_role:
        return _RESULT_TO_COME if application.awaits_result else _ROLE_WITHDRAWN
    if application.shows_set_aside and application.shown_state not in DECIDED:
        other = application.same_person_as
        if other is None:
            return _SET_ASIDE_FOR_EARLIER
        is_rejected = other.shown_state in REJECTED
        return _SET_ASIDE_FOR_REJECTED if is_rejected else _SET_ASIDE
    if application.is_draft and not campaign.is_open:
        return _PAUSED_DRAFT if campaign.state == campaign.State.PAUSED else _CLOSED_DRAFT
    if application.awaits_late_answer:
        return _ASKED_LATE
    if application.is_answer_late:
        return _ANSWER_LATE
    if application.shown_state == State.SUBMITTED and public_status(campaign) == "closed":
        words = _CLOSED.next_step.format(reads=_reads(campaign))
        return replace(_CLOSED, next_step=words)
    if application.shown_state == State.INTERVIEW_BOOKED and application.interview_slot:
        facts = State.INTERVIEW_BOOKED.facts.candidate
        when = f"Your interview is on {datetime_gb(application.interview_slot.starts_at)}."
        return replace(facts, next_step=f"{when} {facts.next_step}")
    if application.shown_state == State.FORMAL_OFFER:
        words = _starts(application) or State.FORMAL_OFFER.facts.candidate.next_step
        return replace(State.FORMAL_OFFER.facts.candidate, next_step=words)
    if application.shown_state == State.RESERVE:
        words = _wanted_by(application) or _until_when(application)
        return replace(State.RESERVE.facts.candidate, next_step=words)
    return application.shown_state.facts.candidate


def why_role_withdrawn(application: Application) -> str:
    """The department's reason, where the application ended with the role; "" where it did not."""
    campaign = application.campaign
    is_over = campaign.cancelled_at is not None and application.ends_with_role
    return campaign.end_reason if is_over else ""


def interview_called_off(application: Application) -> str:
    """That an arranged interview does not take place as the role was withdrawn; "" where none is.

    The same while a decision rests: it is read from what the candidate knows.
    """
    slot, cancelled_at = application.interview_slot, application.campaign.cancelled_at
    is_known = application.ends_with_role and not application.awaits_result
    if slot is None or cancelled_at is None or not is_known or slot.starts_at <= cancelled_at:
        return ""
    return f"Your interview on {datetime_gb(slot.starts_at)} will not take place."


def spoken(status: CandidateStatus) -> str:
    """What comes next, for somebody who is told by phone because nobody can email them."""
    return status.next_step.replace("email you", "tell you")


def _wanted_by(application: Application) -> str:
    """That a department has selected the candidate from the reserve list; "" where none has."""
    rows = Referral.objects.awaiting_offer().filter(application=application)
    referral = rows.select_related("request__organisation").first()
    if referral is None:
        return ""
    department = referral.organisation.name
    return f"{department} would like to make you an offer. We will email you when you can read it."


def _reads(campaign: Campaign) -> str:
    """Since when applications are read: by the date that stands beside it, while it is to come."""
    sift_on = campaign.sift_on
    if sift_on and sift_on >= timezone.localdate():
        return f"The department starts to read applications on {date_gb(sift_on)}."
    return "The department is now reading applications."


def _starts(application: Application) -> str:
    """On which day somebody with a formal offer starts, as they accepted it; "" without terms."""
    terms = application.terms_offered
    if terms is None:
        return ""
    return f"The checks are complete. Your expected start date is {date_gb(terms.starts_on)}."


def _until_when(application: Application) -> str:
    """What being on the reserve list means, and until when it lasts (R14)."""
    words, last = State.RESERVE.facts.candidate.next_step, application.reserve_last_day
    if last is None:
        return words
    until = f"Your last day on the list is {date_gb(last)}."
    return f"{words} {until} We will email you when your time on the list ends."


def why_not_open(campaign: Campaign) -> str:
    """Why nobody can begin to apply now; empty while they can (R7)."""
    at = campaign.closes_at
    return {
        "paused": "Applications for this role are paused. Check back later, or save this role.",
        "withdrawn": "The department has withdrawn this role.",
        "draft": "This role is not open yet.",
        "closed": f"This role closed at {time_gb(at)} on {date_gb(at)}.",
    }.get(public_status(campaign), "")


_ANSWERED = {
    **dict.fromkeys(
        (State.ACCEPTED, State.CHECKS, State.FORMAL_OFFER), "You have already accepted this offer"
    ),
    State.DECLINED: "You have already declined this offer",
    State.OFFER_WITHDRAWN: "The department has withdrawn this offer",
    State.WITHDRAWN: "You have already withdrawn this application",
}


def moved_on(application: Application) -> str:
    """What was done with an application, as its candidate may know, in place of a late answer."""
    status = status_of(application).label
    known = f"This application is now “{status[:1].lower()}{status[1:]}”"
    return _ANSWERED.get(application.shown_state, known)


def what_ends(application: Application) -> list[tuple[str, str]]:
    """How an application stands and what ends if it is withdrawn now; nothing of a draft."""
    if application.is_draft:
        return []
    return [("Status", status_of(application).label), *given_up(application)]


def given_up(application: Application) -> list[tuple[str, str]]:
    """What the candidate gives up: an interview that is arranged, an offer, answered or not."""
    rows = []
    slot, terms = application.interview_slot, application.terms_offered
    if slot and application.awaits_interview:
        rows.append(("Interview", datetime_gb(slot.starts_at)))
    if terms and application.holds_offer:
        answered = "The offer you accepted" if application.has_accepted else "Offer"
        pay = f"{money(terms.salary)} a year"
        rows.append((answered, f"{pay}, {terms.place.name}, from {date_gb(terms.starts_on)}"))
    return rows


@dataclass(frozen=True)
class Closing:
    """How long a draft can still be sent: shown on its last day, counted near its end (R7)."""

    seconds_left: int
    warn_at: int

    @property
    def words(self) -> str:
        """The time in words, when there is little of it; else nothing."""
        return _in_words(self.seconds_left) if self.seconds_left <= self.warn_at else ""


def closing_of(application: Application) -> Closing | None:
    """How long a draft can still be sent, on the last day before its role closes; else None."""
    campaign = application.campaign
    if not application.is_draft or not campaign.is_open or campaign.closes_at is None:
        return None
    left = campaign.closes_at - timezone.now()
    if left > timedelta(days=1):
        return None
    warn_at = timedelta(hours=RecruitmentPolicy.load().closing_warning_hours)
    return Closing(max(int(left.total_seconds()), 0), int(warn_at.total_seconds()))


def _in_words(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    parts = [_counted(hours, "hour")] if hours else []
    if minutes or not hours:
        parts.append(_counted(minutes, "minute") if minutes else "less than a minute")
    return " and ".join(parts)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


# The colour that repeats a state in words, for those who handle applications.
