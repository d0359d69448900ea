"""Who on live reserve lists could meet a request (H3), and each candidate's consent to it (R15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.applications import locked_for_candidate, notify_candidate
from roles.models.applications.application import Application, ApplicationQuerySet
from roles.models.support.support_request import SupportRequest
from roles.signals import reserve_left


class NotOnReserveListError(RefusedError):
    """There is no reserve list to share."""

    reason = "You can only choose this while you are on a reserve list"


def people_for_request(request: SupportRequest, at: datetime | None = None) -> ApplicationQuerySet:
    """Those who could meet a request now."""
    return Application.objects.on_live_reserve(at or timezone.now()).who_could_meet(
        role=request.role, level=request.level, grade=request.grade
    )


@requires("roles.act_on_application", "application")
@transaction.atomic
def agree_to_share(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Agree to be put forward for similar roles. Raises ``NotOnReserveListError``."""
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if not is_on_reserve(locked, moment):
        raise NotOnReserveListError
    if locked.is_shared:
        return locked
    locked.sharing_agreed_at, locked.sharing_withdrawn_at = moment, None
    locked.save()
    log(locked, "roles.sharing_agreed", actor=actor, at=moment)
    return locked


@requires("roles.act_on_application", "application")
@transaction.atomic
def stop_sharing(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Take the consent back: from now on nobody else is shown the application."""
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if not locked.is_shared:
        return locked
    locked.sharing_withdrawn_at = moment
    locked.save()
    log(locked, "roles.sharing_withdrawn", actor=actor, at=moment)
    reserve_left.send(sender=None, application=locked, at=moment)
    return locked


@internal
def end_reserve_lists(at: datetime | None = None) -> int:
    """Take off the reserve list whoever has been on it for as long as it lasts; how many (R14).

    Each is told. What stands under a decision that rests waits for its release.
    """
    moment = at or timezone.now()
    found = 0
    over = Application.objects.leaving_reserve(moment).order_by("pk")
    for pk in list(over.values_list("pk", flat=True)):
        found += _take_off(pk, moment)
    return found


@transaction.atomic
def _take_off(pk: int, at: datetime) -> int:
    rows = Application.objects.leaving_reserve(at).select_for_update(of=("self",))
    application = rows.select_related("campaign__organisation", "candidate").filter(pk=pk).first()
    if application is None or application.awaits_release:
        return 0
    application.leave_reserve(at)
    application.save()
    log(application, "roles.reserve_list_ended", actor=None, at=at)
    if not application.is_set_aside:
        notify_candidate("roles.reserve_list_ended", application, at=at)
    reserve_left.send(sender=None, application=application, at=at)
    return 1


def is_on_reserve(application: Application, at: datetime) -> bool:
    """Whether the candidate knows to be on a reserve list."""
    return application.state == Application.State.RESERVE and application.is_released(at)


def facts_of_sharing(application: Application) -> list[tuple[str, str]]:
    """What the choice is about: whose list it is, and to whom the candidate was put forward."""
    made = application.referrals.exclude(referred_at=None).select_related("request__organisation")
    names = [one.request.organisation.name for one in made.order_by("referred_at")]
    return [
        ("On the reserve list of", application.campaign.organisation.name),
        ("Put forward to", ", ".join(names) or "No department yet"),
    ]
