"""How support requests end: the outcome, closing, and reopening within the days of the policy."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.models import User
from roles.models.policy import RecruitmentPolicy
from roles.models.support_request import SupportRequest
from roles.services.refusals import RefusedError
from roles.services.requests import locked_request, tell_about


class TooLateToReopenError(RefusedError):
    """The request was closed longer ago than the policy lets it be reopened."""

    reason = "It was closed too long ago to be reopened. Ask the department for a new request"


@transaction.atomic
def record_outcome(
    *,
    request: SupportRequest,
    outcome: str,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> SupportRequest:
    """Record how it ended, with the reason (H7)."""
    moment = at or timezone.now()
    locked = locked_request(request)
    locked.outcome = outcome
    locked.outcome_reason = reason
    locked.record_outcome(moment)
    locked.save()
    log(
        locked,
        "roles.support_outcome_recorded",
        actor=actor,
        at=moment,
        data={"detail": locked.get_outcome_display()},
    )
    return locked


@transaction.atomic
def close(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Close a request about which nothing more is to be done; the department is told."""
    moment = at or timezone.now()
    locked = locked_request(request)
    locked.close(moment)
    locked.save()
    log(locked, "roles.support_closed", actor=actor, at=moment)
    tell_about(locked, "roles.support_closed", moment, [locked.requester], again=True)
    return locked


@transaction.atomic
def reopen(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Go on with a closed request.

    Raises ``TooLateToReopenError`` after the policy's days, ``TransitionNotAllowed`` when the hub
    never accepted it: then a new request says better what is wanted.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    if locked.accepted_at is None:
        raise TransitionNotAllowed("It was never accepted.", object=locked, method=locked.reopen)
    days = RecruitmentPolicy.load().reopen_days
    if locked.closed_at and moment - locked.closed_at > timedelta(days=days):
        raise TooLateToReopenError
    locked.reopen(moment)
    locked.save()
    log(locked, "roles.support_reopened", actor=actor, at=moment)
    return locked
