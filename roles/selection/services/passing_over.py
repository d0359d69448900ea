"""Passing somebody over in the order of merit, with a reason that is listed (R13, S38)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.applications import locked_for_handling
from roles.models.applications.application import Application
from roles.models.applications.application_state import APPOINTABLE
from roles.models.applications.passed_over import PassedOver
from roles.models.location import Location


class PassedOverAlreadyError(RefusedError):
    """They were passed over for the same posts before."""

    reason = "This candidate is already passed over for these posts"
    field = "place"


def may_be_passed_over(application: Application) -> bool:
    """Whether somebody waits for an offer in the order that is agreed (R13)."""
    return application.state in APPOINTABLE and application.campaign.merit_agreed_at is not None


@requires("roles.decide_application", "application")
@transaction.atomic
def pass_over(
    *,
    application: Application,
    place: Location | None,
    reason: str,
    words: str,
    actor: User,
    at: datetime | None = None,
) -> PassedOver:
    """Let the next in order be offered a post, at one location or anywhere; the reason is listed.

    They keep their place in the order, and can be offered another post. Raises
    ``PassedOverAlreadyError``, and ``TransitionNotAllowed`` where nobody waits for an offer.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if not may_be_passed_over(locked):
        raise TransitionNotAllowed("Nobody waits for an offer.", object=locked)
    if locked.passed_over.filter(place=place).exists():
        raise PassedOverAlreadyError
    kept = PassedOver.objects.create(
        application=locked, place=place, reason=reason, words=words.strip(), by=actor, at=moment
    )
    where = place.name if place else "every location"
    detail = {"detail": f"For {where}: {kept.get_reason_display()}"}
    log(locked, "roles.passed_over", actor=actor, at=moment, data=detail)
    return kept
