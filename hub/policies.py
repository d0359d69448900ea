"""Changing the hub's policy values: two people for what others rely on, and everybody is told.

A policy names in ``AT_ONCE`` the fields that one person may change: what keeps the service running
in an emergency, and how staff remind one another. Every other one is read by candidates or the
public, or protects somebody: it waits until a second person confirms it. So does what the email
addresses of an organisation end in: whoever has such an address gets access by one person alone.
And so does what has to wait before an election: it stops all of government.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.endings_of_addresses import set_endings
from hub.models import (
    Organisation,
    PendingPolicy,
    PreElectionPeriod,
    StaffGroup,
    User,
    are_one_side,
)
from hub.models.pending_policy import said_of_changes
from hub.notifications import notify
from hub.offices import (
    LAPSES_AFTER,
    SomebodyCanConfirmError,
    needs_second_person,
    said_of_asking,
)
from hub.pre_election import confirm_period, drop_period
from hub.refusals import RefusedError
from hub.second_person import tell_who_asked, waiting_for_second


class PolicyWaitsError(RefusedError):
    """A change to the same field waits already: of two, nobody could tell which holds."""

    reason = "Wait until a second person has answered the earlier change to this setting"


@requires("hub.change_policy", "policy")
@transaction.atomic
def change_policy(
    *, policy: Any, values: dict[str, Any], actor: User | None, at: datetime | None = None
) -> PendingPolicy | None:
    """Change fields of a policy; returns what waits for a second person, if anything.

    The trail says each value before and after, and whoever may change the same is told. Raises
    ``PolicyWaitsError``.
    """
    moment = at or timezone.now()
    locked = type(policy)._default_manager.select_for_update().get(pk=policy.pk)
    changed = {name: value for name, value in values.items() if getattr(locked, name) != value}
    at_once: frozenset[str] = getattr(policy, "AT_ONCE", frozenset())
    waits = {
        name: value
        for name, value in changed.items()
        if name not in at_once and needs_second_person(actor)
    }
    now = {name: value for name, value in changed.items() if name not in waits}
    if now:
        _apply(locked, now, actor, moment)
    if not waits or actor is None:
        return None
    label = policy._meta.label_lower
    for other in PendingPolicy.objects.select_for_update().filter(policy=label):
        if fields := [policy._meta.get_field(name) for name in other.values if name in waits]:
            raise PolicyWaitsError([f"{PolicyWaitsError.reason}: {fields[0].verbose_name}"])
    return _wait(PendingPolicy(policy=label, values=waits, given_by=actor, given_at=moment))


@internal
@transaction.atomic
def ask_for_endings(*, body: Organisation, domains: str, actor: User) -> PendingPolicy:
    """Let what an organisation's addresses are to end in wait for a second person.

    Raises ``PolicyWaitsError``.
    """
    if PendingPolicy.objects.select_for_update().filter(organisation=body).exists():
        error = PolicyWaitsError()
        error.field = "email_domains"
        raise error
    return _wait(
        PendingPolicy(
            policy=body._meta.label_lower,
            organisation=body,
            values={"email_domains": domains},
            given_by=actor,
            given_at=timezone.now(),
        )
    )


@internal
@transaction.atomic
def ask_for_period(
    *, period: PreElectionPeriod, values: dict[str, Any], actor: User, at: datetime
) -> PendingPolicy:
    """Let a pre-election period, or new values of one, wait for a second person.

    Raises ``PolicyWaitsError``.
    """
    if PendingPolicy.objects.select_for_update().filter(period=period).exists():
        raise PolicyWaitsError(
            ["Wait until a second person has answered the earlier change to this period"]
        )
    return _wait(
        PendingPolicy(
            policy=period._meta.label_lower,
            period=period,
            values=values,
            given_by=actor,
            given_at=at,
        )
    )


def said_of_waiting(pending: PendingPolicy, reader: User) -> str:
    """That a change waits, for whom, and what it is; to who stands in for somebody, why."""
    words = said_of_asking(str(pending), confirmers_of(pending))
    if said := waiting_for_second("hub.confirm_policy", pending, reader).said:
        words = f"{pending}: a second person has to confirm this. {said.removesuffix('.')}"
    if terms := pending.terms:
        # It is long, and stands on the page on which this is said.
        return f"{words}. {terms.in_short}."
    return f"{words}. {'. '.join(pending.changes).removesuffix('.')}."


def _wait(pending: PendingPolicy) -> PendingPolicy:
    pending.save()
    lines, at = pending.changes, pending.given_at
    data = _asked(pending)
    log(pending.record, "hub.policy_waits", actor=pending.given_by, at=at, data=data)
    for person in confirmers_of(pending):
        notify(
            "hub.policy_waits",
            recipient=person,
            subject=pending.record,
            occasion=str(pending.pk),
            context={
                "policy": pending.called,
                "lines": lines,
                "page": pending.get_absolute_url(),
            },
        )
    return pending


@requires("hub.confirm_policy", "change")
@transaction.atomic
def confirm_policy(*, change: PendingPolicy, actor: User, at: datetime | None = None) -> None:
    """Let a change be made that somebody else asked for.

    Raises ``PendingPolicy.DoesNotExist`` where it was answered before, and ``RefusedError`` where
    it cannot be made any more.
    """
    locked = PendingPolicy.objects.select_for_update().get(pk=change.pk)
    if are_one_side(actor, locked.given_by):
        raise PermissionDenied("Another person confirms it.")
    _make(locked, actor, at or timezone.now())


@requires("hub.confirm_policy", "change")
@transaction.atomic
def refuse_policy(
    *, change: PendingPolicy, reason: str, actor: User, at: datetime | None = None
) -> None:
    """Let a change not be made: it has to be asked for anew; whoever asked is told why.

    Raises ``PendingPolicy.DoesNotExist`` where it was answered before.
    """
    locked = PendingPolicy.objects.select_for_update().get(pk=change.pk)
    tell_who_asked(
        locked,
        asked_by=locked.given_by,
        subject=locked.record,
        what=str(locked),
        lines=locked.changes,
        reason=reason,
        actor=actor,
    )
    _drop(locked, "hub.policy_refused", actor, at or timezone.now(), reason)


@internal
@transaction.atomic
def confirm_policy_by_operator(*, change: PendingPolicy) -> None:
    """Let a change be made that nobody else can confirm. Raises ``SomebodyCanConfirmError``."""
    locked = PendingPolicy.objects.select_for_update().get(pk=change.pk)
    if confirmers_of(locked):
        raise SomebodyCanConfirmError
    _make(locked, None, timezone.now())


@internal
def drop_lapsed_policies(*, now: datetime | None = None) -> int:
    """Drop what nobody answered in time; returns how many. Safe to run twice."""
    moment = now or timezone.now()
    lapsed = list(PendingPolicy.objects.filter(given_at__lt=moment - LAPSES_AFTER))
    for pending in lapsed:
        _drop(pending, "hub.policy_lapsed", None, moment)
    return len(lapsed)


def confirmers_of(pending: PendingPolicy) -> list[User]:
    """Everybody who may confirm it."""
    staff = User.objects.in_staff_group(*StaffGroup.values)
    return [person for person in staff if person.has_perm("hub.confirm_policy", pending)]


def _make(pending: PendingPolicy, actor: User | None, at: datetime) -> None:
    if pending.organisation:
        body = Organisation.objects.select_for_update(of=("self",)).get(pk=pending.organisation.pk)
        set_endings(body, pending.values["email_domains"], actor, asked_by=pending.given_by)
        pending.delete()
        return
    if pending.period:
        confirm_period(pending.period, pending.values, actor, at, asked_by=pending.given_by)
        pending.delete()
        return
    policy = pending.policy_class._default_manager.select_for_update().get()
    _apply(policy, pending.values, actor, at, asked_by=pending.given_by)
    pending.delete()


def _drop(
    pending: PendingPolicy, action: str, actor: User | None, at: datetime, reason: str = ""
) -> None:
    data = _asked(pending)
    if reason:
        data["detail"] = f"{data['detail']}. Why: {reason}"
    log(pending.record, action, actor=actor, at=at, data=data)
    if pending.period and not pending.values:
        drop_period(pending.period, at)
    pending.delete()


def _asked(pending: PendingPolicy) -> dict[str, Any]:
    """What the trail keeps of what was asked for; of a period the history shows it in short."""
    lines, terms = pending.changes, pending.terms
    if terms is None:
        return {"detail": "; ".join(lines)}
    return {"detail": terms.in_short, "asked_for": lines}


def _apply(
    policy: Any,
    values: dict[str, Any],
    actor: User | None,
    at: datetime,
    asked_by: User | None = None,
) -> None:
    """Set the values, say in the trail which and from what, and tell who may change the same."""
    before = {name: getattr(policy, name) for name in values}
    lines = said_of_changes(policy, before, values)
    for name, value in values.items():
        setattr(policy, name, value)
    policy.save()
    data: dict[str, Any] = {"changes": {name: [before[name], values[name]] for name in values}}
    data["detail"] = "; ".join(lines)
    if asked_by is not None:
        data["asked_by"] = asked_by.pk
    log(policy, "hub.policy_changed", actor=actor, at=at, data=data)
    for person in User.objects.in_staff_group(*StaffGroup.values):
        if person != actor and person.has_perm("hub.change_policy", policy):
            notify(
                "hub.policy_changed",
                recipient=person,
                subject=policy,
                occasion=at.isoformat(),
                context={"policy": str(policy._meta.verbose_name), "lines": lines},
            )
