"""Late answers to offers: a question to who arranges the selection, never an error (S39)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from roles.applications.services.applications import locked_for_handling, notify_candidate
from roles.campaigns.services import posts
from roles.models.applications.application import Application
from roles.selection.services.offers import PostJustTakenError, take_offer


@requires("roles.decide_application", "application")
@transaction.atomic
def agree_to_late_answer(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Let a candidate accept an offer after its day, or after it was withdrawn, as they asked.

    Raises ``PostJustTakenError`` where somebody else was offered the post meanwhile, and
    ``TransitionNotAllowed`` when nobody asked.
    """
    moment = at or timezone.now()
    locked = _asked(application, actor)
    terms, post = locked.terms_offered, locked.post
    assert terms is not None, "only an offer with terms is late"
    assert post is not None, "an offer is always of a post"
    if not locked.awaits_answer:
        locked.renew_offer(moment)
        try:
            posts.offer_post(post=post, reference=locked.reference, actor=actor, at=moment)
        except posts.PostTaken as error:
            raise PostJustTakenError from error
    terms.late_answered_at = moment
    terms.ended_because = ""
    terms.save()
    log(locked, "roles.late_answer_agreed", actor=actor, at=moment)
    return take_offer(locked, actor=actor, at=moment)


@requires("roles.decide_application", "application")
@transaction.atomic
def refuse_late_answer(
    *, application: Application, reason: str, actor: User, at: datetime | None = None
) -> Application:
    """Say no to a candidate who would accept an offer after it was withdrawn; they are told why.

    An offer that still stands is withdrawn instead. Raises ``TransitionNotAllowed`` when nobody
    asked.
    """
    moment = at or timezone.now()
    locked = _asked(application, actor)
    if locked.awaits_answer:
        raise TransitionNotAllowed("The offer is withdrawn instead.", object=locked)
    terms = locked.terms_offered
    assert terms is not None, "only an offer with terms is late"
    terms.late_answered_at, terms.ended_because = moment, reason
    terms.save()
    log(locked, "roles.late_answer_refused", actor=actor, at=moment)
    notify_candidate("roles.late_answer_refused", locked, at=moment, occasion=f"{moment:%Y%m%d}")
    return locked


def _asked(application: Application, actor: User) -> Application:
    locked = locked_for_handling(application, actor)
    if not locked.awaits_late_answer:
        raise TransitionNotAllowed("Nobody asked to accept it late.", object=locked)
    return locked
