"""What a candidate needs and which schemes they apply under: opened by who does not sift (R12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.answers import arrangements_of, asks_for_adjustments
from roles.applications.services.applications import locked_for_handling
from roles.models.applications.application import Application
from roles.models.applications.arrangements_seen import ArrangementsSeen
from roles.permissions.predicates import did_not_sift, is_invited


class SiftedError(RefusedError, PermissionDenied):
    """Who decided the sift does not learn of the schemes (R12)."""

    reason = "You decided the sift of this application. Ask a colleague who did not"


@requires("roles.view_adjustments", "application")
@transaction.atomic
def open_arrangements(
    *, application: Application, actor: User, at: datetime | None = None
) -> ArrangementsSeen:
    """Put on record that a person sees the arrangements, after which they do not sift.

    Raises ``SiftedError`` for who decided the sift, until the candidate is invited.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor, is_set_aside_too=True)
    if not (did_not_sift(actor, locked) or is_invited(actor, locked)):
        raise SiftedError
    seen, is_first = ArrangementsSeen.objects.get_or_create(
        application=locked, person=actor, defaults={"seen_at": moment}
    )
    if is_first:
        log(locked, "roles.arrangements_seen", actor=actor, at=moment)
    return seen


def arrangements_for(application: Application, user: User) -> list[tuple[str, str]] | None:
    """What somebody who has opened them sees; None while they have not, or must not."""
    if not user.has_perm("roles.view_adjustments", application):
        return None
    if not ArrangementsSeen.objects.filter(application=application, person=user).exists():
        return None
    schemes = did_not_sift(user, application)
    # What they asked for in an application that was set aside is not lost.
    return [
        line
        for each in (application, *application.set_aside.all())
        for line in arrangements_of(each, schemes=schemes)
    ]


@dataclass(frozen=True)
class ToArrange:
    """What somebody who books an interview is told of adjustments: the words, or where they are."""

    notice: str
    lines: list[tuple[str, str]]
    # Whether the page of the application opens them to this person, and logs it.
    is_to_open: bool = False


def to_arrange(application: Application, user: User) -> ToArrange:
    """What an interview has to allow for, as far as this person may know it (R12).

    Who may not open adjustments reads the same of every candidate, so that nothing is told.
    """
    all_of_them = (application, *application.set_aside.all())
    if not user.has_perm("roles.view_adjustments", application):
        return ToArrange(
            "Only resourcing officers can read which adjustments a candidate asked for. Ask one of "
            "them before you book.",
            [],
        )
    if not any(asks_for_adjustments(each) for each in all_of_them):
        return ToArrange("This candidate did not ask for adjustments.", [])
    if arrangements_for(application, user) is None:
        notice = "This candidate asked for adjustments. Read them before you book."
        return ToArrange(notice, [], is_to_open=True)
    lines = [line for each in all_of_them for line in arrangements_of(each, schemes=False)]
    return ToArrange(
        "This candidate asked for adjustments. Arrange the interview with them.", lines
    )
