"""Delegations: put on record with their evidence, and ended (R1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb
from hub.last_days import LastDayError, moved, new_last_day
from hub.models import Membership, Organisation, StaffGroup, User, are_one_side
from hub.references import new_reference
from hub.refusals import RefusedError
from roles.models.campaigns.delegation import Delegation
from roles.notifying import notify_people, people_of

MORE_TIME = "To give more time, record a new delegation with its own letter"


class OwnDelegationError(RefusedError, PermissionDenied):
    """Nobody records a delegation to themselves or their own side, or changes such a one."""

    reason = (
        "You cannot record or end your own delegation, or that of a colleague who stands in for "
        "you or for whom you stand in. Ask somebody else"
    )


class DelegationOverlapsError(RefusedError):
    """One of the same kind begins on that day or later, so this one cannot take its place."""

    field = "valid_from"

    def __init__(self, later: Delegation) -> None:
        begins = date_gb(later.valid_from)
        reason = (
            f"{later}, from and to the same people, begins on {begins}. Enter a first day after "
            "that, or a last day before it"
        )
        super().__init__([reason])


@requires("roles.record_delegation", "organisation")
@transaction.atomic
def record_delegation(
    *,
    organisation: Organisation,
    given_by: str,
    given_to: User,
    office: str,
    valid_from: date,
    evidence: str,
    actor: User,
    valid_to: date | None = None,
    at: datetime | None = None,
) -> Delegation:
    """Put a delegation on record, with where its letter is kept.

    It takes the place of one of the same giver to the same person for the same department, which
    ends on the day before. Raises ``PermissionDenied`` for who may not, ``OwnDelegationError`` for
    one's own, ``DelegationOverlapsError`` where a later one of its kind is on record.
    """
    moment = at or timezone.now()
    if are_one_side(actor, given_to):
        raise OwnDelegationError
    if valid_to and valid_to < valid_from:
        raise LastDayError
    same = Delegation.objects.select_for_update().of_kind(organisation, given_by, given_to)
    former = list(same.overlapping(valid_from, valid_to))
    for other in former:
        if other.valid_from >= valid_from:
            raise DelegationOverlapsError(other)
    for other in former:
        _end(other, valid_from - timedelta(days=1), actor, moment)
    delegation = Delegation.objects.create(
        reference=new_reference("D"),
        organisation=organisation,
        given_by=given_by,
        given_to=given_to,
        office=office,
        valid_from=valid_from,
        valid_to=valid_to,
        evidence=evidence,
        recorded_by=actor,
        recorded_at=moment,
    )
    log(delegation, "roles.delegation_recorded", actor=actor, at=moment)
    _tell(delegation, "roles.delegation_recorded", actor, moment)
    return delegation


@requires("roles.record_delegation", "delegation")
@transaction.atomic
def end_delegation(
    *, delegation: Delegation, valid_to: date, actor: User, at: datetime | None = None
) -> Delegation:
    """Give a delegation its last day; what was approved under it stays approved.

    Only ever an earlier one than it has. Raises ``LastDayError``, ``OwnDelegationError``.
    """
    moment = at or timezone.now()
    locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if are_one_side(actor, locked.given_to):
        raise OwnDelegationError
    if new_last_day(
        last=valid_to,
        first=locked.valid_from,
        former=locked.valid_to,
        today=timezone.localdate(moment),
        again=MORE_TIME,
    ):
        _end(locked, valid_to, actor, moment)
        _tell(locked, "roles.delegation_ended", actor, moment)
    return locked


def _tell(delegation: Delegation, slug: str, actor: User, at: datetime) -> None:
    """Tell the holder, and everybody else who could have done it."""
    body = delegation.organisation
    leads = User.objects.in_staff_group(StaffGroup.HUB_LEADS)
    people = {delegation.given_to, *people_of(body, Membership.Role.HR_CONTACT), *leads}
    notify_people(
        slug,
        people - {actor},
        delegation,
        at=at,
        occasion=at.isoformat(),
        reference=delegation.reference,
        department=body.name,
        office=delegation.office,
        giver=delegation.get_given_by_display(),
        recorded_by=str(delegation.recorded_by or ""),
        first=date_gb(delegation.valid_from),
        last=date_gb(delegation.valid_to) if delegation.valid_to else "",
    )


def _end(delegation: Delegation, on: date, actor: User, at: datetime) -> None:
    detail = {"detail": moved(delegation.valid_to, on)}
    delegation.valid_to = on
    delegation.save()
    log(delegation, "roles.delegation_ended", actor=actor, at=at, data=detail)
