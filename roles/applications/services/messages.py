"""Questions and answers between a candidate and the department, about one application."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from roles.applications.services.applications import locked_for_candidate, locked_for_handling
from roles.models.applications.application import Application
from roles.models.applications.application_message import ApplicationMessage
from roles.notifying import handlers_of, notify_people
from roles.telling import tell_candidate


@requires("roles.act_on_application", "application")
@transaction.atomic
def ask_about_application(
    *, application: Application, text: str, actor: User, at: datetime | None = None
) -> ApplicationMessage:
    """Ask the department something about one's own application.

    Raises ``TransitionNotAllowed`` before it is sent.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.submitted_at is None:
        raise TransitionNotAllowed("A draft has nobody to answer for it.", object=locked)
    return _write(locked, text, actor, moment, is_answer=False)


@requires("roles.answer_candidate", "application")
@transaction.atomic
def answer_candidate(
    *, application: Application, text: str, actor: User, at: datetime | None = None
) -> ApplicationMessage:
    """Answer a candidate's question."""
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor, is_set_aside_too=True)
    return _write(locked, text, actor, moment, is_answer=True)


def _write(
    application: Application, text: str, actor: User, at: datetime, *, is_answer: bool
) -> ApplicationMessage:
    message = ApplicationMessage.objects.create(
        application=application, text=text, author=actor, is_answer=is_answer, sent_at=at
    )
    noun = "answered" if is_answer else "asked"
    log(application, f"roles.application_{noun}", actor=actor if is_answer else None, at=at)
    named: dict[str, Any] = {
        "reference": application.reference,
        "campaign": application.campaign.reference,
    }
    slug, occasion = f"roles.application_{noun}", str(message.pk)
    if is_answer:
        tell_candidate(slug, application, at=at, occasion=occasion, **named)
    else:
        handlers = handlers_of(application.campaign)
        notify_people(slug, handlers, application, at=at, occasion=occasion, **named)
    return message
