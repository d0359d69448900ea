"""Two weeks after a request, or a campaign without one, ended: what became of it (H7, H9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import Membership, User
from hub.refusals import RefusedError
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ASKED_ABOUT
from roles.models.policy import RecruitmentPolicy
from roles.models.support.request_feedback import RequestFeedback
from roles.models.support.request_state import Outcome, RequestState
from roles.models.support.support_request import SupportRequest
from roles.notifying import (
    advisers_for,
    handlers_of,
    notify_people,
    people_of,
    requesters_of,
)
from roles.support.services.requests import locked_request

# A question that comes much later than the policy says would only surprise.
LATEST = timedelta(days=60)
Role = Membership.Role


class FeedbackGivenError(RefusedError):
    """Somebody of the department was quicker."""

    reason = "Somebody in your department has already answered"


@internal
def ask_for_feedback(at: datetime | None = None) -> int:
    """Ask about each request that the hub helped with, and each campaign without a request, that
    ended so long ago, once; for how many.
    """
    moment = at or timezone.now()
    until = moment - timedelta(days=RecruitmentPolicy.load().feedback_days)
    requests = SupportRequest.objects.filter(
        state=RequestState.CLOSED,
        accepted_at__isnull=False,
        closed_at__lte=until,
        closed_at__gt=until - LATEST,
        requester__is_active=True,
        feedback=None,
    ).exclude(outcome=Outcome.WITHDRAWN)
    campaigns = Campaign.objects.ended_without_request(until - LATEST, until)
    due = [*requests.order_by("pk"), *campaigns.filter(feedback=None).order_by("pk")]
    return sum(ask_about(subject=subject, at=moment) is not None for subject in due)


@internal
@transaction.atomic
def ask_about(
    *, subject: SupportRequest | Campaign, at: datetime | None = None
) -> RequestFeedback | None:
    """Ask about one that ended; None when it goes on again or was asked about."""
    moment = at or timezone.now()
    locked = _locked(subject)
    if not _has_ended(locked):
        return None
    made, is_new = RequestFeedback.objects.get_or_create(
        **{_about(locked): locked}, defaults={"asked_at": moment}
    )
    if not is_new:
        return None
    slug = f"roles.{PREFIX[type(locked)]}_feedback_asked"
    log(locked, slug, actor=None, at=moment)
    notify_people(
        slug, _asked(locked), locked, at=moment, occasion="asked", reference=locked.reference
    )
    return made


@internal
def chase_feedback(at: datetime | None = None) -> int:
    """Ask again where nobody has answered, and after as long again tell those above; for how many.

    Each once. Nobody is told of a question that is much older than that.
    """
    moment = at or timezone.now()
    days = timedelta(days=RecruitmentPolicy.load().feedback_days)
    waiting = RequestFeedback.objects.filter(
        answered_at=None, asked_at__lte=moment - days, asked_at__gt=moment - 2 * days - LATEST
    )
    related = ("request__organisation__parent", "request__adviser", "campaign__organisation")
    number = 0
    for feedback in waiting.select_related(*related).order_by("pk"):
        subject = feedback.subject
        if not _has_ended(subject):
            continue
        number += 1
        is_late = feedback.asked_at <= moment - 2 * days
        notify_people(
            "roles.feedback_late" if is_late else "roles.feedback_waiting",
            _above(subject) if is_late else _asked(subject),
            subject,
            at=moment,
            reference=subject.reference,
            what=_words(subject),
        )
    return number


@requires("roles.answer_requestfeedback", "feedback")
@transaction.atomic
def give_feedback(
    *,
    feedback: RequestFeedback,
    filled: str,
    actor: User,
    satisfaction: int | None = None,
    how: str = "",
    why_not: str = "",
    at: datetime | None = None,
) -> RequestFeedback:
    """Keep the department's answer, once. Raises ``FeedbackGivenError`` the second time."""
    moment = at or timezone.now()
    subject = _locked(feedback.subject)
    locked = RequestFeedback.objects.select_for_update().get(pk=feedback.pk)
    if locked.answered_at:
        raise FeedbackGivenError
    locked.filled, locked.how, locked.why_not = filled, how, why_not
    locked.satisfaction = satisfaction
    locked.answered_at, locked.answered_by = moment, actor
    locked.save()
    # The log says that an answer came, not what it was (H9).
    log(subject, f"roles.{PREFIX[type(subject)]}_feedback_given", actor=actor, at=moment)
    return locked


PREFIX: dict[type, str] = {SupportRequest: "support", Campaign: "campaign"}


def _about(subject: SupportRequest | Campaign) -> str:
    """The field that names it."""
    return "request" if isinstance(subject, SupportRequest) else "campaign"


def _locked(subject: SupportRequest | Campaign) -> SupportRequest | Campaign:
    if isinstance(subject, SupportRequest):
        return locked_request(subject)
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("organisation__parent")
    return rows.get(pk=subject.pk)


def _has_ended(subject: SupportRequest | Campaign) -> bool:
    if isinstance(subject, SupportRequest):
        return subject.state == RequestState.CLOSED
    return subject.state in ASKED_ABOUT


def _asked(subject: SupportRequest | Campaign) -> list[User | None]:
    """Who asked for support; of a campaign, who made it, else those who run it."""
    if isinstance(subject, SupportRequest):
        return [*requesters_of(subject)]
    made_by = subject.made_by
    if made_by and made_by.is_active and made_by.has_perm("roles.answer_requestfeedback", subject):
        return [made_by]
    return [*handlers_of(subject)]


def _above(subject: SupportRequest | Campaign) -> list[User]:
    """The department's Digital Leader and HR contact, and who has the request at the hub."""
    hub = advisers_for(subject) if isinstance(subject, SupportRequest) else []
    leaders = people_of(subject.organisation, Role.DIGITAL_LEADER, Role.HR_CONTACT)
    return [*leaders, *hub]


def _words(subject: SupportRequest | Campaign) -> str:
    kind = "support request" if isinstance(subject, SupportRequest) else "campaign"
    return f"{kind} {subject.reference}"
