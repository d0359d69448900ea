"""Who of the hub has a support request: taken before triage, so that no two people look at it; and
who becomes its adviser afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import NothingChangedError
from roles.models.support.support_request import SupportRequest
from roles.support.history import ADVISER_CHANGED, AFTER, BEFORE, taken_over_by
from roles.support.services.adviser_changes import change_adviser, tell_again, tell_former
from roles.support.services.requests import locked_request

YOURS = "You are already its adviser"
NOT_YOURS = "You are not its adviser any more"
NOT_TAKEN_OVER = "You did not take it over, so nobody had it before you"
CANNOT = (
    "{} can no longer be its adviser. To choose somebody else, open the request and select “Change "
    "adviser or urgency”"
)


def why_not_taken_over(request: SupportRequest, user: User) -> str:
    """That the person has it already; "" for everybody else."""
    return YOURS if request.adviser_id == user.pk else ""


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def take(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Be the one who triages it. Raises ``TransitionNotAllowed`` where a colleague has it."""
    locked = locked_request(request)
    if not locked.may_be_taken:
        raise TransitionNotAllowed("Somebody has it, or it is triaged.", object=locked)
    _, data = change_adviser(locked, actor)
    locked.save()
    log(locked, "roles.support_taken", actor=actor, at=at or timezone.now(), data=data)
    return locked


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def give_back(
    *, request: SupportRequest, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Leave its triage to whoever takes it. Raises ``TransitionNotAllowed`` to who has it not."""
    locked = locked_request(request)
    if not locked.is_taken or locked.adviser != actor:
        raise TransitionNotAllowed("Somebody else has it, or it is triaged.", object=locked)
    locked.adviser = None
    locked.save()
    log(locked, "roles.support_given_back", actor=actor, at=at or timezone.now())
    return locked


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def become_adviser(
    *, request: SupportRequest, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Make the actor the adviser; how urgent it is and when to follow it up stay as they are.

    Whoever was it is told. Raises ``TransitionNotAllowed`` before triage and after the end,
    ``NothingChangedError`` for their own.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    if not locked.is_assignable:
        raise TransitionNotAllowed("It has no adviser to change.", object=locked)
    if why := why_not_taken_over(locked, actor):
        raise NothingChangedError([why])
    before, data = change_adviser(locked, actor)
    locked.save()
    log(locked, ADVISER_CHANGED, actor=actor, at=moment, data=data)
    tell_former(locked, before, actor=actor, at=moment)
    return locked


def why_not_handed_back(request: SupportRequest, user: User) -> str:
    """That the person does not have it; "" where they do."""
    return "" if request.adviser_id == user.pk else NOT_YOURS


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def hand_back(
    *, request: SupportRequest, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Take back that the actor became the adviser: it has again the one it had, or nobody.

    They are told, after a run for several once for all. Raises ``TransitionNotAllowed`` after the
    end, ``NothingChangedError`` where the actor did not take it over last, or where whoever had it
    can no longer be its adviser.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    if not locked.is_assignable:
        raise TransitionNotAllowed("It has no adviser to change.", object=locked)
    if why := why_not_handed_back(locked, actor):
        raise NothingChangedError([why])
    data = taken_over_by(locked, actor)
    if data is None:
        raise NothingChangedError([NOT_TAKEN_OVER])
    former = User.objects.filter(pk=data[BEFORE]).first() if data[BEFORE] else None
    if data[BEFORE] and not (
        former and former.is_active and former.has_perm("roles.answer_supportrequest", locked)
    ):
        raise NothingChangedError([CANNOT.format(former or "Whoever had it")])
    locked.adviser = former
    locked.save()
    kept = {AFTER: former.pk if former else None, BEFORE: actor.pk}
    log(locked, ADVISER_CHANGED, actor=actor, at=moment, data=kept)
    tell_again(locked, actor=actor, at=moment)
    return locked
