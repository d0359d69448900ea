"""Pre-employment checks: recorded one by one before a formal offer is made (R16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.applications import locked_for_handling
from roles.models.applications.application import Application
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.campaigns.check_kinds import checks_needed


class CheckRefusedError(RefusedError):
    """What is recorded of a check is not one that is needed, or is of a day to come."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__([reason])
        self.field = field


@requires("roles.move_application", "application")
@transaction.atomic
def record_checks(
    *,
    application: Application,
    kinds: Iterable[str],
    result: str,
    checked_on: date,
    actor: User,
    at: datetime | None = None,
) -> Application:
    """Record the result of one or more checks of a person whose checks are under way.

    What was recorded stays; recorded again, the last result counts. Raises ``CheckRefusedError``,
    and ``TransitionNotAllowed`` when no checks are under way.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if locked.state != Application.State.CHECKS:
        raise TransitionNotAllowed("No checks are under way.", object=locked)
    chosen = [kind for kind in checks_needed(locked.campaign) if kind in set(kinds)]
    if not chosen or len(chosen) != len(set(kinds)):
        raise CheckRefusedError("kinds", "Select the checks that this role needs")
    if result not in PreEmploymentCheck.Result.values:
        raise CheckRefusedError("result", "Select if the checks were passed")
    if checked_on > timezone.localdate(moment):
        raise CheckRefusedError("checked_on", "The date of the checks must be today or in the past")
    for kind in chosen:
        PreEmploymentCheck.objects.create(
            application=locked,
            kind=kind,
            result=result,
            checked_on=checked_on,
            recorded_by=actor,
            recorded_at=moment,
        )
    # Which of them was not passed is for those who handle the application, not for the trail.
    log(locked, "roles.checks_recorded", actor=actor, at=moment)
    return locked
