"""That a candidate whom nobody can email was told by phone, in person or by post."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.applications import locked_for_handling
from roles.models.applications.application import Application
from roles.models.applications.phone_call import PhoneCall
from roles.telling import calls_about, what_to_tell


class ToldOnRefusedError(RefusedError):
    """Nobody was told something before it was to be told, or is told it tomorrow."""

    field = "told_on"


@requires("roles.phone_candidate", "application")
@transaction.atomic
def record_told(
    *,
    application: Application,
    told_how: str,
    told_on: date,
    actor: User,
    at: datetime | None = None,
) -> Application:
    """Record how and when a candidate was told everything that they were still to be told.

    Raises ``ToldOnRefusedError``; ``TransitionNotAllowed`` when there is nothing to tell.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor, is_set_aside_too=True)
    calls = calls_about(locked, moment)
    if not calls:
        raise TransitionNotAllowed("There is nothing to tell.", object=locked)
    first = max(timezone.localdate(call.due_at) for call in calls)
    if not first <= told_on <= timezone.localdate(moment):
        raise ToldOnRefusedError(
            [f"The date must be {date_gb(first)} or later, and not after today"]
        )
    how = PhoneCall.How(told_how)
    PhoneCall.objects.filter(pk__in=[call.pk for call in calls]).update(
        told_on=told_on, told_how=how, recorded_by=actor, recorded_at=moment
    )
    what = "; ".join(dict.fromkeys(what_to_tell(call) for call in calls))
    detail = {"detail": f"{how.label} on {date_gb(told_on)}: {what}"}
    log(locked, "roles.candidate_told", actor=actor, at=moment, data=detail)
    return locked
