"""Pre-employment checks: recorded one by one before a formal offer is made (R16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb
from hub.models import User
from roles.models.applications.application import Application
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.campaigns.check_kinds import (
    CheckKind,
    checked_from,
    last_checks,
)
from roles.selection.services.check_steps import (
    CheckRefusedError,
    chosen_kinds,
    locked_in_checks,
    progress_of,
    refuse_unheard,
)

Result = PreEmploymentCheck.Result


@requires("roles.decide_application", "application")
@transaction.atomic
def record_checks(
    *,
    application: Application,
    kinds: Iterable[str],
    result: str,
    checked_on: date,
    actor: User,
    reason: str = "",
    at: datetime | None = None,
) -> Application:
    """Record the result of one or more checks of a person whose checks are under way.

    What was recorded stays; recorded again, the last result counts. Who recorded that a check was
    not passed records that it is only with a ``reason``; a second person needs none. Of a doubt the
    candidate is heard first, and somebody else decides; what was received and said is deleted with
    the decision (S40). Raises
    ``CheckRefusedError``, and ``TransitionNotAllowed`` when no checks are under way.
    """
    moment = at or timezone.now()
    locked = locked_in_checks(application, actor)
    chosen = chosen_kinds(locked, kinds)
    if result not in Result.values:
        raise CheckRefusedError("result", "Select the result of the checks")
    if checked_on > timezone.localdate(moment):
        raise CheckRefusedError("checked_on", "The date of the checks must be today or in the past")
    first = max(checked_from(kind, locked) for kind in chosen)
    if checked_on < first:
        raise CheckRefusedError(
            "checked_on", f"The date of these checks must be {date_gb(first)} or later"
        )
    before = last_checks(locked)
    changed = [kind for kind in chosen if _is_own_turn(before.get(kind), result, actor)]
    if changed and not reason.strip():
        names = " and ".join(_lower(kind) for kind in changed)
        raise CheckRefusedError(
            "reason",
            f"You recorded that this was not passed: {names}. Enter what has changed, or ask a "
            "colleague to record it",
        )
    refuse_unheard(locked, chosen, result, actor, moment)
    for row in progress_of(locked, chosen, owner=actor, at=moment):
        row.decide(actor, moment)
        row.save()
    for kind in chosen:
        PreEmploymentCheck.objects.create(
            application=locked,
            kind=kind,
            result=result,
            checked_on=checked_on,
            reason=reason.strip() if _was_not_passed(before.get(kind)) else "",
            recorded_by=actor,
            recorded_at=moment,
        )
    detail = {"detail": "; ".join(_logged(kind, result, kind in before) for kind in chosen)}
    log(locked, "roles.checks_recorded", actor=actor, at=moment, data=detail)
    return locked


def _was_not_passed(last: PreEmploymentCheck | None) -> bool:
    return last is not None and not last.is_passed


def _is_own_turn(last: PreEmploymentCheck | None, result: str, actor: User) -> bool:
    """Whether somebody turns into a pass what they themselves recorded as not passed."""
    return (
        last is not None
        and not last.is_passed
        and result == Result.PASSED
        and last.recorded_by_id in actor.side_keys
    )


def _lower(kind: CheckKind) -> str:
    return kind.label[0].lower() + kind.label[1:]


def _logged(kind: CheckKind, result: str, is_again: bool) -> str:
    """What the trail says of one: of convictions not the result, which is encrypted elsewhere."""
    said = "recorded" if kind == CheckKind.CONVICTIONS else Result(result).label.lower()
    return f"{kind.label}: {said}{' again' if is_again else ''}"
