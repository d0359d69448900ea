"""Two weeks after closing: whether and how the posts were filled, and how the hub did (H7, H9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.periods import Quarter
from hub.refusals import RefusedError
from hub.suppression import Plan, publish, survey_hidden_up_to
from roles.models.policy import RecruitmentPolicy
from roles.models.support.request_feedback import RequestFeedback
from roles.models.support.request_state import Outcome, RequestState
from roles.models.support.support_request import SupportRequest
from roles.support.services.requests import locked_request, tell_about

# A question that comes much later than the policy says would only surprise.
LATEST = timedelta(days=60)
QUARTERS_SHOWN = 4
SATISFIED = RequestFeedback.Satisfaction.SATISFIED


class FeedbackGivenError(RefusedError):
    """Somebody of the department was quicker."""

    reason = "Somebody in your department has already answered"


@internal
def ask_for_feedback(at: datetime | None = None) -> int:
    """Ask who made each request that the hub helped with and that was closed so long ago, once."""
    moment = at or timezone.now()
    until = moment - timedelta(days=RecruitmentPolicy.load().feedback_days)
    due = SupportRequest.objects.filter(
        state=RequestState.CLOSED,
        accepted_at__isnull=False,
        closed_at__lte=until,
        closed_at__gt=until - LATEST,
        requester__is_active=True,
        feedback=None,
    ).exclude(outcome=Outcome.WITHDRAWN)
    asked = (ask_about(request=request, at=moment) for request in due.order_by("pk"))
    return sum(one is not None for one in asked)


@internal
@transaction.atomic
def ask_about(*, request: SupportRequest, at: datetime | None = None) -> RequestFeedback | None:
    """Ask about one closed request; None when it is open again or was asked about."""
    moment = at or timezone.now()
    locked = locked_request(request)
    if locked.state != RequestState.CLOSED:
        return None
    made, is_new = RequestFeedback.objects.get_or_create(
        request=locked, defaults={"asked_at": moment}
    )
    if not is_new:
        return None
    log(locked, "roles.support_feedback_asked", actor=None, at=moment)
    tell_about(locked, "roles.support_feedback_asked", moment, [locked.requester])
    return made


@requires("roles.answer_requestfeedback", "feedback")
@transaction.atomic
def give_feedback(
    *,
    feedback: RequestFeedback,
    filled: str,
    satisfaction: int | None,
    actor: User,
    how: str = "",
    why_not: str = "",
    at: datetime | None = None,
) -> RequestFeedback:
    """Keep the department's answer, once. Raises ``FeedbackGivenError`` the second time."""
    moment = at or timezone.now()
    request = locked_request(feedback.request)
    locked = RequestFeedback.objects.select_for_update().get(pk=feedback.pk)
    if locked.answered_at:
        raise FeedbackGivenError
    locked.filled, locked.how, locked.why_not = filled, how, why_not
    locked.satisfaction = satisfaction
    locked.answered_at, locked.answered_by = moment, actor
    locked.save()
    # The log says that an answer came, not what it was (H9).
    log(request, "roles.support_feedback_given", actor=actor, at=moment)
    return locked


@dataclass(frozen=True)
class Satisfaction:
    """How satisfied departments were in one quarter; a hidden number is None (H9)."""

    quarter: Quarter
    answers: int | None
    satisfied: int | None


def satisfaction(at: datetime) -> list[Satisfaction]:
    """The last four quarters that have ended before a moment, the newest first.

    An answer counts in one quarter only and never while it lasts, so that nobody can tell what the
    newest answer was from a number that moved.
    """
    quarters, quarter = [], Quarter.containing(at)
    for _ in range(QUARTERS_SHOWN):
        quarter = quarter.previous
        quarters.append(quarter)
    counts: dict[tuple[str, str], int] = {}
    for quarter in quarters:
        given = RequestFeedback.objects.filter(
            satisfaction__isnull=False,
            answered_at__gte=quarter.start_at,
            answered_at__lt=quarter.end_at,
        )
        counts[quarter.code, "all"] = given.count()
        counts[quarter.code, "satisfied"] = given.filter(satisfaction__gte=SATISFIED).count()
    shown = publish(
        Plan(
            counts=counts,
            sums=[((q.code, "all"), [(q.code, "satisfied"), (q.code, "other")]) for q in quarters],
            hidden_up_to=survey_hidden_up_to(),
        )
    )
    return [Satisfaction(q, shown[q.code, "all"], shown[q.code, "satisfied"]) for q in quarters]
