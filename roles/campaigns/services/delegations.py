"""Delegations: put on record with their evidence, and ended (R1)."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb
from hub.models import Organisation, User
from hub.references import new_reference
from hub.refusals import RefusedError
from roles.models.campaigns.delegation import Delegation


class OwnDelegationError(PermissionDenied):
    """Nobody records a delegation to themselves."""


class DelegationDatesError(RefusedError):
    """Its last day comes before its first."""

    reason = "The last day must be the first day or later"


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

    Raises ``PermissionDenied`` for who may not, ``OwnDelegationError`` for one's own.
    """
    moment = at or timezone.now()
    if actor == given_to:
        raise OwnDelegationError
    if valid_to and valid_to < valid_from:
        raise DelegationDatesError
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
    return delegation


@requires("roles.record_delegation", "delegation")
@transaction.atomic
def end_delegation(
    *, delegation: Delegation, valid_to: date, actor: User, at: datetime | None = None
) -> Delegation:
    """Give a delegation its last day; what was approved under it stays approved.

    Raises ``DelegationDatesError`` for a day before its first.
    """
    moment = at or timezone.now()
    locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if not actor.has_perm("roles.record_delegation", locked):
        raise PermissionDenied("Only the department's HR contact or the hub ends delegations.")
    if valid_to < locked.valid_from:
        raise DelegationDatesError
    locked.valid_to = valid_to
    locked.save()
    log(
        locked,
        "roles.delegation_ended",
        actor=actor,
        at=moment,
        data={"detail": f"on {date_gb(valid_to)}"},
    )
    return locked
