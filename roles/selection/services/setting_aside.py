"""What somebody with a conflict of interest did for an application does not count on (S3, R9)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.selection.conflict import Conflict
from roles.models.selection.moderation import Moderation
from roles.models.selection.score import Score
from roles.models.selection.stage_result import StageResult
from roles.selection.services.marking import set_aside_marks


class NothingToLookAtError(RefusedError):
    """Somebody has looked again, or there was nothing."""

    reason = "There is no decision here to look at again"


@internal
@transaction.atomic
def set_aside_work(*, application: Application, person: User, hides: bool, at: datetime) -> None:
    """Somebody's marks for an application do not count, nor the marks that they agreed.

    These are agreed anew by whoever may. So are those that no mark given says without theirs. What
    they entered is kept; where the conflict is cleared, it counts again unless somebody else has
    agreed a mark since. Decisions stay, and wait to be looked at again.
    """
    # Nobody agrees a mark meanwhile: agreeing waits for the same rows.
    rows = StageResult.objects.filter(application=application).order_by("pk")
    results = [row.pk for row in rows.select_for_update(of=("self",))]
    set_aside_marks(application=application, person=person, hides=hides, at=at)
    moderated = Moderation.objects.filter(result__in=results).order_by("pk")
    for row in moderated.select_for_update(of=("self",)):
        if hides and row.agreed_at and (_is_theirs(row, person) or _is_outside(row)):
            row.agreed_points, row.note, row.agreed_by, row.agreed_at = None, "", None, None
            row.save()
            log(row, "roles.agreed_mark_set_aside", actor=None, at=at)
        elif not hides and row.agreed_at is None:
            _take_up_again(row)


def _is_theirs(row: Moderation, person: User) -> bool:
    return row.agreed_by_id in person.account_keys


def _is_outside(row: Moderation) -> bool:
    """Whether no marks that still count would allow the agreed one."""
    rows = Score.objects.counting().filter(result=row.result_id, element=row.element)
    points = [mark.points for mark in rows if mark.points is not None]
    return bool(points) and not min(points) <= (row.agreed_points or 0) <= max(points)


def _take_up_again(row: Moderation) -> None:
    """What was agreed last counts again, if no conflict hides it from who entered that."""
    last = row.versions.filter(is_saved=True).select_related("by").last()
    if last is None or last.by is None:
        return
    if row.result.application_id in Application.objects.all().hidden_now_from(last.by):
        return
    row.agreed_points, row.note = last.points, last.note
    row.agreed_by, row.agreed_at = last.by, last.entered_at
    row.save()


@requires("roles.decide_conflict", "conflict")
@transaction.atomic
def look_at_decisions_again(
    *, conflict: Conflict, finding: str, actor: User, at: datetime | None = None
) -> Conflict:
    """Record that the decisions of somebody with a conflict were looked at again, and what came.

    Nothing is undone by it. Raises ``NothingToLookAtError``.
    """
    moment = at or timezone.now()
    rows = Conflict.objects.select_for_update(of=("self",))
    locked = rows.select_related("application__campaign__organisation", "person").get(
        pk=conflict.pk
    )
    if not Conflict.objects.to_look_at_again().filter(pk=locked.pk).exists():
        raise NothingToLookAtError
    locked.finding, locked.looked_again_by, locked.looked_again_at = finding, actor, moment
    locked.save(update_fields=["finding", "looked_again_by", "looked_again_at"])
    log(locked, "roles.decisions_looked_at", actor=actor, at=moment)
    return locked
