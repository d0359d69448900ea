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
from roles.models.applications.offer import Offer
from roles.notifying import handlers_of, notify_people, without_conflicts
from roles.telling import tell_candidate


@requires("roles.act_on_application", "application")
@transaction.atomic
def ask_about_application(
    *,
    application: Application,
    text: str,
    actor: User,
    is_about_offer: bool = False,
    at: datetime | None = None,
) -> ApplicationMessage:
    """Ask the department something about one's own application, or about its offer.

    What is asked about an offer is kept with it, with its answers. Raises ``TransitionNotAllowed``
    before it is sent, and where no offer waits for an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.submitted_at is None:
        raise TransitionNotAllowed("A draft has nobody to answer for it.", object=locked)
    if is_about_offer and not locked.awaits_answer:
        raise TransitionNotAllowed("No offer waits for an answer.", object=locked)
    offer = locked.terms_offered if is_about_offer else None
    return _write(locked, text, actor, moment, is_answer=False, offer=offer)


@requires("roles.answer_candidate", "application")
@transaction.atomic
def answer_candidate(
    *, application: Application, text: str, actor: User, at: datetime | None = None
) -> ApplicationMessage:
    """Answer a candidate's question."""
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor, is_set_aside_too=True)
    last = locked.messages.filter(is_answer=False).last()
    offer = last.offer if last else None
    return _write(locked, text, actor, moment, is_answer=True, offer=offer)


def letters_of_campaign(application: Application) -> list[ApplicationMessage]:
    """What was asked and answered while the department that advertised was the one to ask (R15)."""
    rows = application.messages.all()
    if application.offered_for:
        rows = rows.filter(sent_at__lt=application.provisional_offer_at)
    return list(rows)


def open_question(application: Application) -> ApplicationMessage | None:
    """What the candidate asked last of the department that offers a post, until it answers."""
    last = application.messages.last()
    offered_at = application.provisional_offer_at
    if last is None or last.is_answer or offered_at is None or last.sent_at < offered_at:
        return None
    return last


def _write(
    application: Application,
    text: str,
    actor: User,
    at: datetime,
    *,
    is_answer: bool,
    offer: Offer | None,
) -> ApplicationMessage:
    message = ApplicationMessage.objects.create(
        application=application,
        text=text,
        author=actor,
        is_answer=is_answer,
        offer=offer,
        sent_at=at,
    )
    noun = "answered" if is_answer else "asked"
    log(application, f"roles.application_{noun}", actor=actor, at=at)
    named: dict[str, Any] = {
        "reference": application.reference,
        "campaign": application.campaign.reference,
    }
    slug, occasion = f"roles.application_{noun}", str(message.pk)
    if is_answer:
        tell_candidate(slug, application, at=at, occasion=occasion, **named)
    else:
        request = application.offered_for
        named["request"] = request.reference if request else ""
        handlers = handlers_of(application.campaign, department=application.organisation)
        handlers = without_conflicts(application, handlers)
        # Where personal details are hidden, who arranges the selection alone reads it (R11).
        handlers = [one for one in handlers if one.has_perm("roles.answer_candidate", application)]
        notify_people(slug, handlers, application, at=at, occasion=occasion, **named)
    return message
