"""Help with the sift: the hub may decline it alone and do the rest of a request (H4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.models.support.request_state import SIFT_HELP, RequestState
from roles.models.support.support_request import SupportRequest
from roles.notifying import handlers_of, notify_people, requesters_of
from roles.support.services.bookings import release_bookings
from roles.support.services.requests import locked_request


class NothingElseAskedError(RefusedError):
    """The request asks for the sift alone, and the hub has not said that it will help."""

    reason = "This request only asks for help with the sift. Decline the whole request instead"


def why_not_alone(request: SupportRequest) -> str:
    """Why the sift cannot be declined alone; "" where it can."""
    is_unanswered = request.state == RequestState.TRIAGED
    if is_unanswered and request.asks_for_nothing_but_sift_help:
        return NothingElseAskedError.reason
    return ""


@requires("roles.answer_supportrequest", "request")
@transaction.atomic
def decline_sift_help(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Say that the hub does not help with the sift, with the reason the department is told (H4).

    Experts booked for the sift are let go and told; the rest of the request goes on. Raises
    ``TransitionNotAllowed`` for senior posts (H2) and where no help is asked for, and
    ``NothingElseAskedError``.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    if not locked.may_decline_sift_help:
        raise TransitionNotAllowed("There is no help with the sift to decline.", object=locked)
    if why_not_alone(locked):
        raise NothingElseAskedError
    concerned = [
        campaign
        for campaign in locked.campaigns.select_related("organisation__parent")
        if campaign.is_before_interviews and campaign.has_sift_help
    ]
    locked.sift_help_declined_at = moment
    locked.sift_help_declined_because = reason
    locked.save()
    for record in (locked, *concerned):
        log(record, "roles.sift_help_declined", actor=actor, at=moment)
    release_bookings(locked, actor, moment, SIFT_HELP)
    handlers = [who for campaign in concerned for who in handlers_of(campaign)]
    people = [*requesters_of(locked), *handlers]
    notify_people(
        "roles.sift_help_declined",
        people,
        locked,
        at=moment,
        occasion=moment.isoformat(),
        reference=locked.reference,
    )
    return locked
