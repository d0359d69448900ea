"""What a candidate needs and which schemes they apply under: opened by who does not sift (R12)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.answers import arrangements_of
from roles.applications.services.applications import locked_for_handling
from roles.models.applications.application import Application
from roles.models.applications.arrangements_seen import ArrangementsSeen
from roles.permissions import did_not_sift, is_invited


class SiftedError(RefusedError, PermissionDenied):
    """Who decided the sift does not learn of the schemes (R12)."""

    reason = "You decided the sift of this application. Ask a colleague who did not"


@requires("roles.view_adjustments", "application")
@transaction.atomic
def open_arrangements(
    *, application: Application, actor: User, at: datetime | None = None
) -> ArrangementsSeen:
    """Put on record that a person sees the arrangements, after which they do not sift.

    Raises ``SiftedError`` for who decided the sift, until the candidate is invited.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor, is_set_aside_too=True)
    if not (did_not_sift(actor, locked) or is_invited(actor, locked)):
        raise SiftedError
    seen, is_first = ArrangementsSeen.objects.get_or_create(
        application=locked, person=actor, defaults={"seen_at": moment}
    )
    if is_first:
        log(locked, "roles.arrangements_seen", actor=actor, at=moment)
    return seen


def arrangements_for(application: Application, user: User) -> list[tuple[str, str]] | None:
    """What somebody who has opened them sees; None while they have not, or must not."""
    if not user.has_perm("roles.view_adjustments", application):
        return None
    if not ArrangementsSeen.objects.filter(application=application, person=user).exists():
        return None
    schemes = did_not_sift(user, application)
    # What they asked for in an application that was set aside is not lost.
    return [
        line
        for each in (application, *application.set_aside.all())
        for line in arrangements_of(each, schemes=schemes)
    ]
