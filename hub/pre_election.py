"""Pre-election periods: what is in force, whom it concerns, and how one begins and ends.

A hub lead asks for one (``hub.pre_election_changes``), a second person confirms it
(``hub.policies``), the clock ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub import page_cache
from hub.audit import log
from hub.authorisation import internal
from hub.dates import date_gb
from hub.extensions import ExtensionPoint
from hub.models import Membership, PreElectionPeriod, User
from hub.models.pre_election import TERMS, PeriodTerms
from hub.models.user import StaffGroup
from hub.notifications import notify
from hub.refusals import RefusedError
from hub.signals import announce, pre_election_changed

Role = Membership.Role
# Who plans around it: whoever publishes in the hub, and whoever hires in a department.
STAFF = (StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS, StaffGroup.EDITORS, StaffGroup.ANALYSTS)
CONCERNED = (
    *(Role.REQUESTER, Role.HIRING_MANAGER, Role.APPROVER, Role.HR_CONTACT),
    *(Role.RESOURCING, Role.DIGITAL_LEADER),
)
# What is recorded longer after it happened is history, not news.
NEWS = timedelta(days=30)
IN_FORCE = "hub.pre_election"


@dataclass(frozen=True)
class HeldBack:
    """A record that would wait in a pre-election period: its name, its address, and how long.

    ``never`` is one whose own last day passes meanwhile: it needs somebody to do something.
    """

    text: str
    href: str
    words: str
    never: bool = False


@dataclass(frozen=True)
class WaitingKind:
    """Records of a plugin that wait in a pre-election period.

    ``with_part_of`` names those that wait because of the period and in which the person has a part;
    ``held_back`` those that would wait with such terms, of a period that exempts some already.
    """

    slug: str
    with_part_of: Callable[[PreElectionPeriod, User], list[str]]
    held_back: Callable[[PreElectionPeriod, PeriodTerms], list[HeldBack]]


waiting = ExtensionPoint("register_hub_pre_election", WaitingKind)


class OwnPartError(RefusedError, PermissionDenied):
    """Nobody makes way for what they have a part in (R23)."""

    reason = "You work on something that has to wait in this period. Ask another hub lead"


class PeriodOverError(RefusedError):
    """A period that has ended stays as it was."""

    reason = "You cannot change this pre-election period because it is over"


@internal
@transaction.atomic
def confirm_period(
    period: PreElectionPeriod,
    values: dict[str, Any],
    actor: User | None,
    at: datetime,
    asked_by: User | None = None,
) -> None:
    """Let a period begin to hold, or with new values; everybody concerned is told.

    Raises ``PeriodOverError``, and ``OwnPartError`` where the new values let something pass.
    """
    locked = locked_period(period, at)
    if not values:
        locked.is_waiting = False
        locked.save()
        record(locked, "hub.pre_election_set", actor, at, detail=days_of(locked), by=asked_by)
        return
    if locked.terms.holds_back_more_than(locked.terms_with(values)):
        refuse_own_part(locked, actor)
    apply_terms(locked, locked.terms_with(values))
    record(locked, "hub.pre_election_changed", actor, at, detail=days_of(locked), by=asked_by)


@internal
def drop_period(period: PreElectionPeriod, at: datetime) -> None:
    """Let a period never begin that nobody confirmed."""
    locked = PreElectionPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    locked.ended_at = at
    locked.save()


@internal
def apply_terms(period: PreElectionPeriod, terms: PeriodTerms) -> None:
    """Write what a period stops, when and for whom."""
    for name in TERMS:
        setattr(period, name, getattr(terms, name))
    period.save()
    period.departments.set(terms.departments)


def held_back(period: PreElectionPeriod, terms: PeriodTerms) -> list[HeldBack]:
    """All that would wait with these terms; first what can never go on without somebody."""
    found = [each for kind in waiting for each in kind.held_back(period, terms)]
    return sorted(found, key=lambda each: not each.never)


@internal
def end_due_periods(at: datetime | None = None) -> int:
    """Record that periods are over by the clock, and tell whoever waited; safe to run twice."""
    moment = at or timezone.now()
    return sum(
        _end_due(pk, moment)
        for pk in PreElectionPeriod.objects.due_to_end(moment).values_list("pk", flat=True)
    )


@transaction.atomic
def _end_due(pk: int, moment: datetime) -> bool:
    rows = PreElectionPeriod.objects.select_for_update(of=("self",)).due_to_end(moment)
    period = rows.filter(pk=pk).first()
    if period is None:
        return False
    period.ended_at = period.until
    period.save()
    record(period, "hub.pre_election_over", None, period.ended_at)
    return True


def periods_not_over() -> list[PreElectionPeriod]:
    """Those in force and to come; kept in the cache, because every page of staff asks."""
    found: list[PreElectionPeriod] | None = page_cache.get(IN_FORCE)
    now = timezone.now()
    if found is None:
        found = list(PreElectionPeriod.objects.not_over(now).prefetch_related("departments"))
        page_cache.store(IN_FORCE, found)
    return [period for period in found if not period.is_over_at(now)]


def periods_in_force() -> list[PreElectionPeriod]:
    """Those that are in force now."""
    now = timezone.now()
    return [period for period in periods_not_over() if period.is_in_force_at(now)]


def periods_concerning(user: Any) -> list[PreElectionPeriod]:
    """Those that a person who works here should know of on every page."""
    if not user.is_authenticated or not user.has_perm("hub.view_preelectionperiod"):
        return []
    return [period for period in periods_in_force() if _concerns(period, user)]


def _concerns(period: PreElectionPeriod, user: User) -> bool:
    departments = {department.pk for department in period.departments.all()}
    if not departments or user.has_perm("wagtailadmin.access_admin"):
        return True
    mine = user.organisations(*Role.values)
    return any({own.pk, own.department.pk} & departments for own in mine)


def refuse_own_part(period: PreElectionPeriod, actor: User | None) -> None:
    """Raise ``OwnPartError``."""
    if actor is None:
        return
    if names := [name for kind in waiting for name in kind.with_part_of(period, actor)]:
        words = (
            f"You work on something that has to wait in this period: {', '.join(names)}. "
            "Another hub lead has to end it or make it less strict"
        )
        raise OwnPartError([words])


def locked_period(period: PreElectionPeriod, moment: datetime) -> PreElectionPeriod:
    """Lock a period and read it again. Raises ``PeriodOverError``."""
    locked = PreElectionPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if locked.is_over_at(moment):
        raise PeriodOverError
    return locked


@internal
def record(
    period: PreElectionPeriod,
    action: str,
    actor: User | None,
    moment: datetime,
    detail: str = "",
    by: User | None = None,
) -> None:
    """Log it, let go of stored answers, tell the plugins and the people concerned.

    ``by`` is who asked for it, where somebody else confirmed it.
    """
    data: dict[str, Any] = {"detail": detail} if detail else {}
    log(period, action, actor=actor, at=moment, data=data | ({"asked_by": by.pk} if by else {}))
    page_cache.invalidate()
    announce(pre_election_changed, period=period)
    if timezone.now() - moment > NEWS:
        return
    for person in _people(period):
        if person != actor:
            notify(
                action,
                recipient=person,
                subject=period,
                occasion=moment.isoformat(),
                context={
                    "title": period.title,
                    "starts": date_gb(period.starts_on),
                    "ends": date_gb(period.ends_on),
                    "lines": period.what_waits,
                    "reason": period.end_reason or period.reason,
                },
            )


def _people(period: PreElectionPeriod) -> list[User]:
    """Staff of the hub, and those who hire in the departments that it concerns."""
    staff = User.objects.in_staff_group(*STAFF)
    departments = list(period.departments.all())
    held = Membership.objects.valid_on(timezone.localdate()).filter(
        role__in=CONCERNED, user__is_active=True
    )
    rows = held.select_related("user", "organisation")
    members = [
        membership.user
        for membership in rows
        if not departments
        or membership.organisation in departments
        or membership.organisation.department in departments
    ]
    return list(dict.fromkeys([*staff, *members]))


def days_of(period: PreElectionPeriod) -> str:
    """Its first and its last day, in words."""
    return f"{date_gb(period.starts_on)} to {date_gb(period.ends_on)}"
