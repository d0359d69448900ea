"""What a candidate says too late to an offer is put to who arranges the selection (S39)."""

from __future__ import annotations

from datetime import datetime

from hub.audit import log
from hub.authorisation import internal
from hub.models import User
from roles.models.applications.application import Application
from roles.notifying import notify_handlers


@internal
def ask_late(application: Application, *, actor: User, at: datetime) -> Application:
    """Put a late answer to who arranges the selection; the caller holds the lock (S39)."""
    terms = application.terms_offered
    assert terms is not None, "an offer without terms is never late"
    terms.late_asked_at, terms.late_answered_at = at, None
    terms.save()
    log(application, "roles.late_answer_asked", actor=actor, at=at)
    notify_handlers("roles.late_answer_asked", application, at=at)
    return application
