"""Giving a support request to a colleague of the department who may ask for support, too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import Membership, User
from hub.refusals import RefusedError
from roles.models.support.support_request import SupportRequest
from roles.notifying import people_of
from roles.support.services.requests import locked_request, notify_about

NOBODY = (
    "Nobody else can ask for support for this department. Ask its roles administrator, or a hub "
    "lead, to give a colleague access as a requester first"
)


class NotTheirsToHoldError(RefusedError):
    """Only somebody who may ask for support there holds a request, and not who has it already."""

    reason = "Choose a colleague who can ask for support for this department"
    field = "to"


@requires("roles.hand_over_supportrequest", "request")
@transaction.atomic
def hand_over(
    *, request: SupportRequest, to: User, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Give a request that is not closed to a colleague, who is told.

    Raises ``NotTheirsToHoldError`` for anybody without the right, or who has it already.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    if not locked.is_unfinished:
        raise TransitionNotAllowed("It is closed.", object=locked)
    if to not in who_could_hold(locked):
        raise NotTheirsToHoldError
    locked.requester = to
    locked.save()
    data = {"person": to.pk}
    log(locked, "roles.support_handed_over", actor=actor, at=moment, data=data)
    people = [to] if to != actor else []
    notify_about(locked, "roles.support_handed_over", moment, people, again=True)
    return locked


def who_could_hold(request: SupportRequest) -> list[User]:
    """The requesters of the department other than who has it, whatever they apply for (R11, R25).

    Who is a rival in its campaigns may do nothing with it; that they are is not said here.
    """
    people = people_of(request.organisation, Membership.Role.REQUESTER)
    return [person for person in people if person.pk != request.requester_id]


def why_nobody(request: SupportRequest) -> str:
    """Why it cannot be given to anybody; "" where it can."""
    return "" if who_could_hold(request) else f"{NOBODY}."
