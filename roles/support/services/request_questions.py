"""Questions about a support request: the hub asks and the request waits; the department asks."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.permissions import is_hub_staff
from hub.refusals import RefusedError
from roles.models.support.request_question import RequestQuestion
from roles.models.support.support_request import SupportRequest
from roles.notifying import requesters_of
from roles.support.services.requests import locked_request, notify_about


class AnsweredAlreadyError(RefusedError):
    """Somebody else was quicker."""

    reason = "Somebody has already answered this question"


@requires("roles.ask_supportrequest", "request")
@transaction.atomic
def ask(
    *,
    request: SupportRequest,
    text: str,
    actor: User,
    follow_up_on: date | None = None,
    at: datetime | None = None,
) -> RequestQuestion:
    """Ask the other side: of the hub's question the department is told, and the other way round.

    While the hub works on the request, its question makes the request wait for the department.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    from_hub = is_hub_staff(actor)
    question = RequestQuestion.objects.create(
        request=locked, is_from_hub=from_hub, text=text, asked_by=actor, asked_at=moment
    )
    if from_hub and can_proceed(locked.wait):
        locked.wait(moment)
    if from_hub:
        locked.follow_up_on = follow_up_on
    locked.save()
    log(locked, "roles.support_asked", actor=actor, at=moment)
    slug = "roles.support_waiting" if from_hub else "roles.support_asked"
    notify_about(locked, slug, moment, _other_side(locked, from_hub), again=True)
    return question


@requires("roles.answer_requestquestion", "question")
@transaction.atomic
def answer(
    *, question: RequestQuestion, text: str, actor: User, at: datetime | None = None
) -> RequestQuestion:
    """Answer; when no question of the hub's is left, the hub goes on with the request.

    Raises ``AnsweredAlreadyError`` when somebody else was quicker.
    """
    moment = at or timezone.now()
    locked = locked_request(question.request)
    found = RequestQuestion.objects.select_for_update().get(pk=question.pk)
    if not found.is_open:
        raise AnsweredAlreadyError
    found.answer, found.answered_by, found.answered_at = text, actor, moment
    found.save()
    log(locked, "roles.support_question_answered", actor=actor, at=moment)
    left = RequestQuestion.objects.open().for_the_department().filter(request=locked)
    if found.is_from_hub and not left.exists() and can_proceed(locked.resume):
        locked.resume(moment)
        locked.save()
        log(locked, "roles.support_resumed", actor=actor, at=moment)
    slug = "roles.support_resumed" if found.is_from_hub else "roles.support_replied"
    notify_about(locked, slug, moment, _other_side(locked, not found.is_from_hub), again=True)
    return found


@requires("roles.answer_supportrequest", "request")
@transaction.atomic
def resume(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Go on without waiting for more answers: the department has done its part."""
    moment = at or timezone.now()
    locked = locked_request(request)
    locked.resume(moment)
    locked.save()
    log(locked, "roles.support_resumed", actor=actor, at=moment)
    notify_about(locked, "roles.support_resumed", moment, [locked.adviser], again=True)
    return locked


def _other_side(request: SupportRequest, from_hub: bool) -> list[User | None]:
    """Who is told: who asked for the department, or who stands in for them; or the adviser."""
    if not from_hub:
        return [request.adviser]
    return [*requesters_of(request)]
