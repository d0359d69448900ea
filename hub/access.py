"""Access that begins and ends: written to the record and the trail, and told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import Membership, User
from hub.notifications import notify


@internal
def join_group(person: User, group: Group, actor: User | None) -> User:
    """Put a person in a staff group, and say so in the trail."""
    person.groups.add(group)
    person.forget_rights()
    detail = {"detail": group.name}
    log(person, "hub.group_joined", actor=actor, title=f"Person {person.pk}", data=detail)
    return person


@internal
def leave_group(person: User, group: Group, actor: User | None) -> None:
    """Take a person out of a staff group, say so in the trail, and tell them."""
    person.groups.remove(group)
    person.forget_rights()
    detail = {"detail": group.name}
    log(person, "hub.group_left", actor=actor, title=f"Person {person.pk}", data=detail)
    tell_of_loss(person, group.name, "the Digital Recruitment Hub", actor)


@internal
def tell_of_loss(
    person: User, office: str, place: str, actor: User | None, until: date | None = None
) -> None:
    """Write to somebody whose office another person ends."""
    if actor is None:
        return
    notify(
        "hub.office_taken",
        recipient=person,
        subject=person,
        occasion=f"{office} {place} {timezone.now().isoformat()}",
        context={"office": office, "place": place, "until": date_gb(until) if until else ""},
    )


@internal
def begin_membership(
    *,
    user: User,
    organisation: Any,
    role: str,
    valid_from: date,
    valid_to: date | None,
    actor: User | None,
    at: datetime | None = None,
) -> Membership:
    """Make a membership, or return the same one as it stands; the person is told."""
    found, created = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        valid_from=valid_from,
        defaults={
            "valid_to": valid_to,
            "given_by": actor,
            "given_at": at or timezone.now(),
        },
    )
    if not created:
        return found
    user.forget_rights()
    log(found, "hub.membership_added", actor=actor, title=to_whom(found), data=which(found))
    if actor is not None:
        notify(
            "hub.role_given",
            recipient=user,
            subject=found,
            context={
                "role": found.get_role_display(),
                "organisation": organisation.name,
                "valid_from": date_gb(valid_from),
                "valid_to": date_gb(valid_to) if valid_to else "",
            },
        )
    return found


def to_whom(membership: Membership) -> str:
    """Which role and whose; people are numbers in the audit trail, which outlives their data."""
    return f"{membership}, person {membership.user_id}"


def which(membership: Membership) -> dict[str, str | int]:
    """The facts of a membership, for the audit trail."""
    until = f" to {date_gb(membership.valid_to)}" if membership.valid_to else ""
    return {
        "person": membership.user_id,
        "role": membership.role,
        "organisation": membership.organisation.code,
        "detail": f"Person {membership.user_id}: {membership}, "
        f"from {date_gb(membership.valid_from)}{until}",
    }
