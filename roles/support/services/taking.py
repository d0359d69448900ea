"""Taking a support request: whoever of the hub does it becomes its adviser."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import NothingChangedError
from roles.models.support.support_request import SupportRequest
from roles.support.services.requests import locked_request

YOURS = "You are already its adviser"


def why_not_taken(request: SupportRequest, user: User) -> str:
    """That the person has it already; "" for everybody else."""
    return YOURS if request.adviser_id == user.pk else ""


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def take(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Make the actor the adviser; how urgent it is and when to follow it up stay as they are.

    Raises ``TransitionNotAllowed`` before triage and after the end, ``NothingChangedError`` for
    their own.
    """
    locked = locked_request(request)
    if not locked.is_assignable:
        raise TransitionNotAllowed("It has no adviser to change.", object=locked)
    if why := why_not_taken(locked, actor):
        raise NothingChangedError([why])
    locked.adviser = actor
    locked.save()
    log(locked, "roles.support_assigned", actor=actor, at=at or timezone.now())
    return locked
