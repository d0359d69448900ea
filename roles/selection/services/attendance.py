"""How an interview went: held, late, disturbed, or not held at all; apart from any mark (S33)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.dates import datetime_gb
from hub.models import User
from roles.applications.services.applications import (
    locked_for_handling,
    move_application,
    notify_candidate,
)
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview import Interview
from roles.models.campaigns.selection_order import check_order
from roles.models.selection.stage_result import StageResult
from roles.selection.services.slot_ends import free_time
from roles.selection.services.stage_results import record_attendance

Attendance = StageResult.Attendance
HELD = (Attendance.AS_ARRANGED, Attendance.LATE, Attendance.DISTURBED)


@requires("roles.move_application", "application")
@transaction.atomic
def record_held(
    *,
    application: Application,
    actor: User,
    attendance: str = Attendance.AS_ARRANGED,
    at: datetime | None = None,
) -> Application:
    """Record that an interview was held, and how; the panel then marks it.

    Raises ``TooEarlyError`` before its time, ``TransitionNotAllowed`` where none is booked.
    """
    moment = at or timezone.now()
    locked = move_application(
        application=application, move="record_interview", actor=actor, at=moment
    )
    if attendance in HELD and attendance != Attendance.AS_ARRANGED:
        record_attendance(application=locked, attendance=attendance, at=moment)
        words = {"detail": str(Attendance(attendance).label)}
        log(locked, "roles.interview_disturbed", actor=actor, at=moment, data=words)
    return locked


@requires("roles.move_application", "application")
@transaction.atomic
def record_failed(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Record that an interview could not be held for technical reasons: it gets another time.

    Nobody is marked or turned down for it. Raises ``TooEarlyError`` before its time,
    ``TransitionNotAllowed`` where none is booked.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    slot = locked.interview_slot
    if locked.state != ApplicationState.INTERVIEW_BOOKED or slot is None:
        raise TransitionNotAllowed("No interview is booked.", object=locked)
    check_order(locked, "record_interview", actor)
    free_time(locked)
    Interview.objects.filter(pk=slot.pk).update(cancelled_at=moment)
    slot.cancelled_at = moment
    locked.cancel_interview(moment)
    locked.save()
    record_attendance(application=locked, attendance=Attendance.FAILED, at=moment)
    words = {"detail": datetime_gb(slot.starts_at)}
    log(locked, "roles.interview_failed", actor=actor, at=moment, data=words)
    notify_candidate("roles.interview_failed", locked, at=moment, occasion=moment.isoformat())
    return locked
