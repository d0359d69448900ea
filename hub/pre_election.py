"""Pre-election periods: set, changed and ended by a hub lead; the clock ends the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub import page_cache
from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb, too_far
from hub.extensions import ExtensionPoint
from hub.models import Membership, Organisation, PreElectionPeriod, User
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
# The Cabinet Office asks for some three to seven weeks before a vote, and names them
# in the months before it. The bounds are the service's own.
YEARS_AHEAD, MONTHS_LONG = 2, 3
IN_FORCE = "hub.pre_election"
# What a period says of itself, and what it can stop.
TERMS = ("title", "reason", "starts_on", "ends_on")
STOPS = ("adverts", "stops_figures", "stops_alerts")
NAMED = ("title", "starts_on", "ends_on")


@dataclass(frozen=True)
class WaitingKind:
    """Records of a plugin that wait in a pre-election period.

    ``with_part_of`` names those that wait because of the period and in which the person has a part.
    """

    slug: str
    with_part_of: Callable[[PreElectionPeriod, User], list[str]]


waiting = ExtensionPoint("register_hub_pre_election", WaitingKind)


class OwnPartError(RefusedError, PermissionDenied):
    """Nobody makes way for what they have a part in (R23)."""

    reason = "You work on something that has to wait in this period. Ask another hub lead"


class PeriodOverError(RefusedError):
    """A period that has ended stays as it was."""

    reason = "You cannot change this pre-election period because it is over"


class DatesInPastError(RefusedError):
    """A period that begins in the past would have stopped what has happened."""

    reason = "The last day must be today or later"
    field = "ends_on"


class TooLongError(RefusedError):
    """A period of months: before a vote, government is quiet for some weeks."""

    field = "ends_on"


class TooFarError(RefusedError):
    """A period years ahead: nearly always a wrong year."""

    field = "starts_on"


class SetAlreadyError(RefusedError):
    """The same election has a period on some of these days."""

    field = "title"


class NothingWaitsError(RefusedError):
    """A period that stops nothing is none."""

    reason = "Select at least one thing that has to wait"
    field = "adverts"


@requires("hub.set_preelectionperiod", fields=STOPS)
@transaction.atomic
def set_period(
    *,
    title: str,
    reason: str,
    starts_on: date,
    ends_on: date,
    actor: User | None,
    departments: Iterable[Organisation] = (),
    at: datetime | None = None,
    **stops: Any,
) -> PreElectionPeriod:
    """Set a period; ``stops`` says what waits. Everybody concerned is told.

    Raises ``DatesInPastError`` for one that would be over, ``NothingWaitsError``, ``TooFarError``,
    ``TooLongError``, and ``SetAlreadyError`` for a second one of the same election.
    """
    moment = at or timezone.now()
    _check(ends_on, moment, stops)
    _check_days(title, starts_on, ends_on, moment)
    period = PreElectionPeriod.objects.create(
        title=title,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        set_by=actor,
        set_at=moment,
        **stops,
    )
    period.departments.set(departments)
    _record(period, "hub.pre_election_set", actor, moment, detail=_days(period))
    return period


@requires("hub.set_preelectionperiod", fields=(*TERMS, *STOPS))
@transaction.atomic
def change_period(
    *,
    period: PreElectionPeriod,
    actor: User | None,
    departments: Iterable[Organisation] = (),
    at: datetime | None = None,
    **values: Any,
) -> PreElectionPeriod:
    """Change one that is not over. Raises ``PeriodOverError`` and what ``set_period`` does.

    Fewer days, fewer adverts or fewer departments let pass what waits: not by who has a part in it.
    Raises ``OwnPartError``.
    """
    moment = at or timezone.now()
    locked = _locked(period, moment)
    departments = list(departments)
    if _is_looser(locked, values, departments):
        _refuse_own_part(locked, actor)
    _check(values.get("ends_on", locked.ends_on), moment, values)
    title, first, last = (values.get(name, getattr(locked, name)) for name in NAMED)
    _check_days(title, first, last, moment, but=locked)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save()
    locked.departments.set(departments)
    _record(locked, "hub.pre_election_changed", actor, moment, detail=_days(locked))
    return locked


@requires("hub.set_preelectionperiod")
@transaction.atomic
def end_period(
    *, period: PreElectionPeriod, reason: str, actor: User | None, at: datetime | None = None
) -> PreElectionPeriod:
    """End one early, or call off one that has not begun.

    Raises ``PeriodOverError``, and ``OwnPartError`` for who has a part in what waits (R23).
    """
    moment = at or timezone.now()
    locked = _locked(period, moment)
    _refuse_own_part(locked, actor)
    locked.ended_at, locked.ended_by, locked.end_reason = moment, actor, reason
    locked.save()
    _record(locked, "hub.pre_election_ended", actor, moment, detail=reason)
    return locked


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
    _record(period, "hub.pre_election_over", None, period.ended_at)
    return True


def periods_in_force() -> list[PreElectionPeriod]:
    """Those that are in force now; kept in the cache, because every page of staff asks."""
    found = page_cache.get(IN_FORCE)
    if found is None:
        rows = PreElectionPeriod.objects.not_over(timezone.now()).prefetch_related("departments")
        found = list(rows)
        page_cache.store(IN_FORCE, found)
    now = timezone.now()
    return [period for period in found if period.is_in_force_at(now)]


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


def _is_looser(
    period: PreElectionPeriod, values: dict[str, Any], departments: list[Organisation]
) -> bool:
    """Whether something that waits for the period would wait no longer, or for fewer days."""
    order = PreElectionPeriod.Adverts.values
    now, then = set(period.departments.all()), set(departments)
    return (
        values.get("ends_on", period.ends_on) < period.ends_on
        or values.get("starts_on", period.starts_on) > period.starts_on
        or order.index(values.get("adverts", period.adverts)) > order.index(period.adverts)
        or bool(then and (not now or now - then))
    )


def _refuse_own_part(period: PreElectionPeriod, actor: User | None) -> None:
    """Raise ``OwnPartError``."""
    if actor is None:
        return
    if names := [name for kind in waiting for name in kind.with_part_of(period, actor)]:
        words = (
            f"You work on something that has to wait in this period: {', '.join(names)}. "
            "Another hub lead has to end it or make it less strict"
        )
        raise OwnPartError([words])


def _check(ends_on: date, moment: datetime, stops: dict[str, Any]) -> None:
    if ends_on < timezone.localdate(moment):
        raise DatesInPastError
    given = {name: stops[name] for name in ("adverts", "stops_figures", "stops_alerts")}
    if given["adverts"] == PreElectionPeriod.Adverts.NONE and not any(
        (given["stops_figures"], given["stops_alerts"])
    ):
        raise NothingWaitsError


def _check_days(
    title: str,
    starts_on: date,
    ends_on: date,
    moment: datetime,
    but: PreElectionPeriod | None = None,
) -> None:
    """Raises ``TooFarError``, ``TooLongError``, and ``SetAlreadyError`` for the same election."""
    today = timezone.localdate(moment)
    if why := too_far("The first day", starts_on, after=today, named="today", years=YEARS_AHEAD):
        raise TooFarError([why])
    named = "the first day"
    if why := too_far("The last day", ends_on, after=starts_on, named=named, months=MONTHS_LONG):
        raise TooLongError([why])
    same = PreElectionPeriod.objects.not_over(timezone.now()).filter(title__iexact=title.strip())
    beside = same.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if but is not None:
        beside = beside.exclude(pk=but.pk)
    if other := beside.first():
        raise SetAlreadyError(
            [f"There is already a period for this election: {_days(other)}. Change that one"]
        )


def _locked(period: PreElectionPeriod, moment: datetime) -> PreElectionPeriod:
    locked = PreElectionPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if locked.is_over_at(moment):
        raise PeriodOverError
    return locked


def _record(
    period: PreElectionPeriod, action: str, actor: User | None, moment: datetime, detail: str = ""
) -> None:
    """Log it, let go of stored answers, tell the plugins and the people concerned."""
    log(period, action, actor=actor, at=moment, data={"detail": detail} if detail else {})
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


def _days(period: PreElectionPeriod) -> str:
    return f"{date_gb(period.starts_on)} to {date_gb(period.ends_on)}"
