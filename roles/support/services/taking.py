"""Taking a support request that waits for triage, so that no two people look at it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from roles.models.support.support_request import SupportRequest
from roles.support.services.requests import locked_request


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def take(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Be the one who triages it. Raises ``TransitionNotAllowed`` where a colleague has it."""
    locked = locked_request(request)
    if not locked.may_be_taken:
        raise TransitionNotAllowed("Somebody has it, or it is triaged.", object=locked)
    locked.adviser = actor
    locked.save()
    log(locked, "roles.support_taken", actor=actor, at=at or timezone.now())
    return locked


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def give_back(
    *, request: SupportRequest, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Leave its triage to whoever takes it. Raises ``TransitionNotAllowed`` to who has it not."""
    locked = locked_request(request)
    if not locked.is_taken or locked.adviser != actor:
        raise TransitionNotAllowed("Somebody else has it, or it is triaged.", object=locked)
    locked.adviser = None
    locked.save()
    log(locked, "roles.support_given_back", actor=actor, at=at or timezone.now())
    return locked
