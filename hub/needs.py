"""Needs: raise, answer, follow. Plugins touch needs only through these services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.extensions import ExtensionPoint
from hub.models import FrameworkRole, Need, NeedLink, Organisation, RoleLevel, Service, User
from hub.models.need import ORIGIN, NeedQuerySet
from hub.references import new_reference
from hub.refusals import RefusedError


@dataclass(frozen=True)
class NeedAnswer:
    """A way in which a plugin can meet a need, offered on the need's page.

    ``start_url`` returns where it starts for this need; ``may_start`` says whether this person may.
    """

    slug: str
    label: str
    description: str
    start_url: Callable[[Need], str]
    may_start: Callable[[Any, Need], bool]


answers = ExtensionPoint("register_hub_need_answers", NeedAnswer)


@requires("hub.add_need", "organisation")
@transaction.atomic
def raise_need(
    *,
    organisation: Organisation,
    reason: str,
    actor: User | None,
    role: FrameworkRole | None = None,
    level: RoleLevel | None = None,
    headcount: int = 1,
    service: Service | None = None,
    needed_by: date | None = None,
    origin: models.Model | None = None,
    at: datetime | None = None,
) -> Need:
    """Record that an organisation lacks people; ``origin`` is what showed it, such as a finding."""
    moment = at or timezone.now()
    need = Need.objects.create(
        reference=new_reference("N"),
        organisation=organisation,
        role=role,
        level=level,
        headcount=headcount,
        service=service,
        reason=reason,
        needed_by=needed_by,
        raised_by=actor,
        raised_at=moment,
    )
    if origin is not None:
        link(need=need, subject=origin, slug=f"{origin._meta.app_label}.{ORIGIN}", at=moment)
    log(need, "hub.need_raised", actor=actor, at=moment)
    return need


class OtherNeedError(RefusedError, PermissionDenied):
    """Each department answers its own needs."""

    reason = "This need belongs to another department. Use a need of your own department"
    field = "need"


@internal
@transaction.atomic
def answer(
    *, need: Need, subject: models.Model, slug: str, actor: User | None, at: datetime | None = None
) -> None:
    """Tie a plugin's record to the need as an answer to it; doing so twice changes nothing.

    Raises ``OtherNeedError`` for a record of another department than the need's.
    """
    moment = at or timezone.now()
    body = getattr(subject, "organisation", None)
    if body is not None and body.department != need.organisation.department:
        raise OtherNeedError
    if not link(need=need, subject=subject, slug=slug, at=moment):
        _look_again(_locked(need), actor, moment)
        return
    locked = _locked(need)
    if locked.state in (Need.State.RAISED, Need.State.ANSWERED):
        locked.mark_answered(moment)
        locked.save()
        log(locked, "hub.need_answered", actor=actor, at=moment, data={"detail": str(subject)})


@internal
def link(*, need: Need, subject: models.Model, slug: str, at: datetime | None = None) -> bool:
    """Put a record on the need's thread; True when it was not there before."""
    _, created = NeedLink.objects.get_or_create(
        need=need,
        content_type=ContentType.objects.get_for_model(subject),
        object_id=str(subject.pk),
        defaults={"slug": slug, "linked_at": at or timezone.now()},
    )
    return created


def needs_of(subject: models.Model) -> NeedQuerySet:
    """The needs whose thread a record is on."""
    return Need.objects.filter(
        links__content_type=ContentType.objects.get_for_model(subject),
        links__object_id=str(subject.pk),
    )


@internal
@transaction.atomic
def record_met(*, need: Need, people: int, actor: User | None, at: datetime | None = None) -> None:
    """Say how many people the need's answers have brought in by now (R17); met when enough.

    Called with the new total each time it changes, up or down; the same total twice changes
    nothing.
    """
    moment = at or timezone.now()
    locked = _locked(need)
    if people >= locked.headcount and locked.state in (Need.State.RAISED, Need.State.ANSWERED):
        locked.mark_met(moment)
        action = "hub.need_met"
    elif people < locked.headcount and locked.state == Need.State.MET:
        locked.mark_unmet(moment)
        action = "hub.need_unmet"
    else:
        return
    locked.save()
    log(locked, action, actor=actor, at=moment)
    _look_again(locked, actor, moment)


@internal
@transaction.atomic
def look_again(*, subject: models.Model, actor: User | None, at: datetime | None = None) -> None:
    """Call it when a record that answers needs has ended, or goes on after all.

    A need that nothing answers any more is open again, and its organisation has it in To do. One
    whose answer goes on is being answered again. Twice changes nothing.
    """
    for need in needs_of(subject).order_by("pk"):
        _look_again(_locked(need), actor, at or timezone.now())


@internal
def look_at_all() -> int:
    """Open again whatever is said to be answered by something that has ended; returns how many.

    Services do it at once. This finds what was changed in another way, and runs safely twice.
    """
    found = 0
    for need in Need.objects.filter(state=Need.State.ANSWERED).order_by("pk"):
        with transaction.atomic():
            found += _look_again(_locked(need), None, timezone.now())
    return found


def _look_again(need: Need, actor: User | None, at: datetime) -> bool:
    """Say whether something answers a locked need, where that has changed; True if so."""
    if need.state not in Need.UNMET_STATES:
        return False
    is_answered = need.is_being_answered()
    if is_answered == (need.state == Need.State.ANSWERED):
        return False
    if is_answered:
        need.mark_answered(at)
    else:
        need.mark_open_again(at)
    need.save()
    log(need, f"hub.need_{'answered' if is_answered else 'open_again'}", actor=actor, at=at)
    return True


@requires("hub.change_need", "need")
@transaction.atomic
def close_need(*, need: Need, reason: str, actor: User | None, at: datetime | None = None) -> Need:
    """Close a need whose gap is closed, with the reason in words fit to be disclosed."""
    locked = _locked(need)
    moment = at or timezone.now()
    locked.mark_closed(moment)
    locked.save()
    log(locked, "hub.need_closed", actor=actor, at=moment, data={"detail": reason})
    return locked


@requires("hub.withdraw_need", "need")
@transaction.atomic
def withdraw_need(
    *, need: Need, reason: str, actor: User | None, at: datetime | None = None
) -> Need:
    """Withdraw a need that the organisation no longer has."""
    locked = _locked(need)
    moment = at or timezone.now()
    locked.mark_withdrawn(moment)
    locked.save()
    log(locked, "hub.need_withdrawn", actor=actor, at=moment, data={"detail": reason})
    return locked


def _locked(need: Need) -> Need:
    # One writer at a time: a row lock on PostgreSQL, the write lock of the database on SQLite.
    return Need.objects.select_for_update().get(pk=need.pk)
