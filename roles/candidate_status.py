"""How an application stands, in words for the candidate: never the stages those who sift it use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from roles.models.application import Application
from roles.models.application_state import DECIDED
from roles.models.application_state import ApplicationState as State
from roles.models.policy import RecruitmentPolicy


@dataclass(frozen=True)
class CandidateStatus:
    """A status in plain words, the colour that repeats it, and what happens next."""

    label: str
    colour: str
    next_step: str


_CONSIDERED = CandidateStatus(
    "Being considered",
    "blue",
    "People from the department are reading applications. You do not need to do anything.",
)
_UNSUCCESSFUL = CandidateStatus(
    "Unsuccessful",
    "grey",
    "We will not take this application further. You can apply for other roles.",
)
_DECISION = CandidateStatus(
    "Waiting for a decision",
    "blue",
    "You have been interviewed. We will write to you when there is a decision.",
)

STATUSES = {
    State.DRAFT: CandidateStatus(
        "Not sent yet", "grey", "Finish your application and send it before the closing time."
    ),
    State.SUBMITTED: CandidateStatus(
        "Received",
        "blue",
        "We have your application. We read applications after the vacancy closes.",
    ),
    State.SIFT_PASS: _CONSIDERED,
    State.SIFT_FAIL: _UNSUCCESSFUL,
    State.INTERVIEW_INVITED: CandidateStatus(
        "Invited to an interview",
        "yellow",
        "The department will contact you to agree a time. Tell them of any adjustments you need.",
    ),
    State.INTERVIEW_BOOKED: CandidateStatus(
        "Interview arranged", "blue", "Your interview is arranged. Good luck."
    ),
    State.INTERVIEWED: _DECISION,
    State.RECOMMENDED: _DECISION,
    State.RESERVE: CandidateStatus(
        "On the reserve list",
        "blue",
        "You met the standard but there is no post for you now. We may offer you one later.",
    ),
    State.NOT_APPOINTABLE: _UNSUCCESSFUL,
    State.PROVISIONAL_OFFER: CandidateStatus(
        "You have an offer", "yellow", "Read the offer, then accept or decline it."
    ),
    State.ACCEPTED: CandidateStatus(
        "Offer accepted",
        "green",
        "The department will make its checks. Do not resign from a job until they are done.",
    ),
    State.DECLINED: CandidateStatus(
        "Offer declined", "grey", "You declined the offer. You do not need to do anything."
    ),
    State.CHECKS: CandidateStatus(
        "Checks under way",
        "blue",
        "The department is making its checks and may ask you for documents.",
    ),
    State.FORMAL_OFFER: CandidateStatus(
        "Formal offer made",
        "green",
        "The checks are done. The department will agree when you start.",
    ),
    State.STARTED: CandidateStatus("Started", "green", "You have started in this post."),
    State.FELL_THROUGH: CandidateStatus(
        "Offer ended", "grey", "The offer came to an end. Ask the department if you have questions."
    ),
    State.WITHDRAWN: CandidateStatus(
        "Withdrawn", "grey", "You withdrew this application. You do not need to do anything."
    ),
}

_CLOSED_DRAFT = CandidateStatus(
    "Not sent in time", "grey", "The vacancy has closed, so this can no longer be sent."
)
_PAUSED_DRAFT = CandidateStatus(
    "Not sent yet", "grey", "The vacancy is paused. You can send this if it opens again."
)
_ROLE_WITHDRAWN = CandidateStatus(
    "Role withdrawn", "grey", "The department has withdrawn this role. You need do nothing."
)


def status_of(application: Application) -> CandidateStatus:
    """The status of an application, which the campaign's own standing may override (R7)."""
    campaign = application.campaign
    if campaign.state == campaign.State.CANCELLED and application.shown_state not in DECIDED:
        return _ROLE_WITHDRAWN
    if application.is_draft and not campaign.is_open:
        return _PAUSED_DRAFT if campaign.state == campaign.State.PAUSED else _CLOSED_DRAFT
    return STATUSES[application.shown_state]


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
HANDLED_COLOURS = {
    State.SUBMITTED: "blue",
    State.SIFT_PASS: "blue",
    State.SIFT_FAIL: "grey",
    State.INTERVIEW_INVITED: "yellow",
    State.INTERVIEW_BOOKED: "blue",
    State.INTERVIEWED: "purple",
    State.RECOMMENDED: "green",
    State.RESERVE: "yellow",
    State.NOT_APPOINTABLE: "grey",
    State.PROVISIONAL_OFFER: "yellow",
    State.ACCEPTED: "green",
    State.DECLINED: "grey",
    State.CHECKS: "blue",
    State.FORMAL_OFFER: "green",
    State.STARTED: "green",
    State.FELL_THROUGH: "red",
    State.WITHDRAWN: "grey",
}
