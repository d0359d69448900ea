"""Pre-election periods: asked for, changed and ended by a hub lead.

Whatever stops more than before, or has another name, waits until a second person confirms it
(``hub.policies``). What lets something pass does not, but nobody with a part in it does it (R23).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.dates import too_far
from hub.models import Organisation, PendingPolicy, PreElectionPeriod, User
from hub.models.pre_election import DAYS, TERMS
from hub.offices import needs_second_person
from hub.policies import ask_for_period
from hub.pre_election import (
    apply_terms,
    confirm_period,
    days_of,
    locked_period,
    record,
    refuse_own_part,
)
from hub.refusals import RefusedError

# What a period can stop.
STOPS = ("adverts", "stops_figures", "stops_alerts")
# The Cabinet Office asks for some three to seven weeks before a vote, and names them
# in the months before it. The bounds are the service's own.
YEARS_AHEAD, MONTHS_LONG = 2, 3


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


class PeriodWaitsError(RefusedError):
    """What a second person reads stays as it is until they have answered."""

    reason = "You cannot change this now. Wait until a second person has answered, or call it off"


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
    """Ask for a period; ``stops`` says what waits. It holds when a second person confirms it.

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
        is_waiting=True,
        **stops,
    )
    period.departments.set(departments)
    if actor is not None and needs_second_person(actor):
        ask_for_period(period=period, values={}, actor=actor, at=moment)
    else:
        confirm_period(period, {}, actor, moment)
    period.refresh_from_db()
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

    What stops more, or another name or reason, waits for a second person. Fewer days, fewer
    adverts or fewer departments let pass what waits: not by who has a part in it. Raises
    ``OwnPartError``, ``PeriodWaitsError``.
    """
    moment = at or timezone.now()
    locked = locked_period(period, moment)
    if locked.is_waiting or locked.asked.exists():
        raise PeriodWaitsError
    asked = {**values, "departments": sorted(each.pk for each in departments)}
    now, then = locked.terms, locked.terms_with(asked)
    if now.holds_back_more_than(then):
        refuse_own_part(locked, actor)
    _check(then.ends_on, moment, values)
    _check_days(then.title, then.starts_on, then.ends_on, moment, but=locked)
    if actor is not None and needs_second_person(actor) and then.needs_confirming_after(now):
        days = {name: getattr(then, name).isoformat() for name in DAYS}
        ask_for_period(period=locked, values=asked | days, actor=actor, at=moment)
        return locked
    apply_terms(locked, then)
    record(locked, "hub.pre_election_changed", actor, moment, detail=days_of(locked))
    return locked


@requires("hub.set_preelectionperiod")
@transaction.atomic
def end_period(
    *, period: PreElectionPeriod, reason: str, actor: User | None, at: datetime | None = None
) -> PreElectionPeriod:
    """End one early, or call off one that has not begun or that nobody has confirmed yet.

    Raises ``PeriodOverError``, and ``OwnPartError`` for who has a part in what waits (R23).
    """
    moment = at or timezone.now()
    locked = locked_period(period, moment)
    if not locked.is_waiting:
        refuse_own_part(locked, actor)
    locked.ended_at, locked.ended_by, locked.end_reason = moment, actor, reason
    locked.save()
    PendingPolicy.objects.filter(period=locked).delete()
    if locked.is_waiting:
        # Nobody was told that it was set.
        log(locked, "hub.pre_election_ended", actor=actor, at=moment, data={"detail": reason})
    else:
        record(locked, "hub.pre_election_ended", actor, moment, detail=reason)
    return locked


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
    same = PreElectionPeriod.objects.asked_for(timezone.now()).filter(title__iexact=title.strip())
    beside = same.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if but is not None:
        beside = beside.exclude(pk=but.pk)
    if other := beside.first():
        raise SetAlreadyError(
            [f"There is already a period for this election: {days_of(other)}. Change that one"]
        )
