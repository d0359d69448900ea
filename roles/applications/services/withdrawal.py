"""Taking an application back (R8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from roles.applications.services.applications import locked_for_candidate, notify_candidate
from roles.campaigns.services.posts import free_post
from roles.models.applications.application import Application
from roles.notifying import notify_handlers, notify_interview_contact


@requires("roles.act_on_application", "application")
@transaction.atomic
def withdraw_application(
    *, application: Application, actor: User, reason: str = "", at: datetime | None = None
) -> Application | None:
    """Take an application back: a draft is deleted (None is returned), a sent one is withdrawn.

    ``reason`` is one of ``WithdrawalReason`` or "". A post it held is freed; an acceptance it had
    is undone (R17). A decision that rests stays untold until its release. The same again changes
    nothing.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.is_draft:
        log(locked, "roles.application_discarded", actor=actor, at=moment)
        locked.delete()
        return None
    if locked.state == Application.State.WITHDRAWN:
        return locked
    had_a_post = free_post(application=locked, actor=actor, at=moment)
    locked.withdraw(moment)
    locked.withdrawal_reason = reason
    locked.save()
    log(locked, "roles.application_withdrawn", actor=actor, at=moment)
    notify_candidate("roles.application_withdrawn", locked, at=moment)
    notify_interview_contact(locked, at=moment)
    if had_a_post:
        notify_handlers("roles.appointee_withdrew", locked, at=moment)
    return locked
