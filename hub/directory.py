"""The directory: organisations, the people who act for them, and the services they run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.models import Membership, Organisation, PhaseEvent, Service, Succession, User
from hub.notifications import notify
from hub.refusals import RefusedError


class OwnPowerError(RefusedError, PermissionDenied):
    """Nobody gives themselves a role or a group, or more time in one."""

    reason = (
        "You cannot give yourself access. Ask a hub lead or your department’s roles administrator"
    )
    field = "user"


class AdministratorError(RefusedError, PermissionDenied):
    """Only a lead of the hub names who gives a department's roles."""

    reason = "Only a hub lead can make somebody a roles administrator"
    field = "role"


class OtherAddressError(RefusedError, PermissionDenied):
    """A department's administrator gives access to its own addresses only."""

    reason = "You can only give access to email addresses like your own. Ask a hub lead for others"
    field = "email"


NO_LATER = (
    "You cannot move the last day later here. To give the person more time, give them access again"
)


class RoleDatesError(RefusedError):
    """A role ends before it begins, or later than it was given for."""

    reason = "The last day must be the same as or after the first day"
    field = "valid_to"


def organisation(code: str) -> Organisation:
    """Find an organisation by its code. Raises ``Organisation.DoesNotExist``."""
    return Organisation.objects.get(code=code)


def person(email: str) -> User:
    """Find a person by address. Raises ``User.DoesNotExist``."""
    return User.objects.get_by_natural_key(email)


@requires("hub.add_organisation")
@transaction.atomic
def add_organisation(
    *,
    code: str,
    name: str,
    kind: str = Organisation.Kind.DEPARTMENT,
    display_code: str = "",
    parent: Organisation | None = None,
    is_major_transactional: bool = False,
    has_digital_strategy: bool = False,
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_demo: bool = False,
    actor: User | None = None,
) -> Organisation:
    """Add an organisation, or return the one with this code as it stands."""
    found, created = Organisation.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "display_code": display_code or code,
            "parent": parent,
            "is_major_transactional": is_major_transactional,
            "has_digital_strategy": has_digital_strategy,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "is_demo": is_demo,
        },
    )
    if created:
        log(found, "hub.organisation_added", actor=actor)
    return found


@internal
def record_succession(
    *, predecessor: Organisation, successor: Organisation, on: date
) -> Succession:
    """Record that an organisation's work passed to another; the same again changes nothing."""
    return Succession.objects.get_or_create(
        predecessor=predecessor, successor=successor, defaults={"on": on}
    )[0]


@requires("hub.add_user")
@transaction.atomic
def add_person(
    *,
    email: str,
    name: str = "",
    groups: Iterable[str] = (),
    is_demo: bool = False,
    actor: User | None = None,
) -> User:
    """Add a person who signs in by code, or return the one with this address; groups are added.

    Raises ``OwnPowerError`` for a group of one's own.
    """
    address = email.strip().lower()
    names = list(groups)
    found = User.objects.filter(email=address).first()
    if names and found is not None and found == actor:
        raise OwnPowerError
    if found is None:
        first, _, last = name.partition(" ")
        found = User.objects.create_user(address, first_name=first, last_name=last, is_demo=is_demo)
        log(found, "hub.person_added", actor=actor, title=f"Person {found.pk}")
    for group in Group.objects.filter(name__in=names).exclude(user=found):
        found.groups.add(group)
        log(
            found,
            "hub.group_joined",
            actor=actor,
            title=f"Person {found.pk}",
            data={"detail": group.name},
        )
    return found


@requires("hub.change_user")
@transaction.atomic
def change_groups(*, person: User, groups: Iterable[Group], actor: User | None) -> User:
    """Let a person be in these groups and no others. Raises ``OwnPowerError`` for one's own."""
    if person == actor:
        raise OwnPowerError
    wanted, held = set(groups), set(person.groups.all())
    title = f"Person {person.pk}"
    for group in sorted(wanted - held, key=str):
        person.groups.add(group)
        detail = {"detail": group.name}
        log(person, "hub.group_joined", actor=actor, title=title, data=detail)
    for group in sorted(held - wanted, key=str):
        person.groups.remove(group)
        detail = {"detail": group.name}
        log(person, "hub.group_left", actor=actor, title=title, data=detail)
    return person


@requires("hub.change_user")
@transaction.atomic
def switch_account(*, person: User, is_on: bool, actor: User | None) -> User:
    """Let a person sign in, or not any more. Raises ``OwnPowerError`` for one's own account."""
    if person == actor:
        raise OwnPowerError
    if person.is_active != is_on:
        person.is_active = is_on
        person.save(update_fields=["is_active"])
        action = "hub.account_switched_on" if is_on else "hub.account_switched_off"
        log(person, action, actor=actor, title=f"Person {person.pk}")
    return person


@requires("hub.add_membership", "organisation")
@transaction.atomic
def add_membership(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    actor: User | None = None,
    at: datetime | None = None,
) -> Membership:
    """Give a person a role in an organisation from a day on (today, unless told); they are told.

    Raises ``OwnPowerError`` for oneself, ``AdministratorError`` for an administrator who names
    another, ``RoleDatesError``.
    """
    first = valid_from or timezone.localdate()
    if user == actor:
        raise OwnPowerError
    if (
        role == Membership.Role.ADMINISTRATOR
        and actor is not None
        and not actor.gives_roles_everywhere
    ):
        raise AdministratorError
    if valid_to and valid_to < first:
        raise RoleDatesError
    found, created = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        valid_from=first,
        defaults={
            "valid_to": valid_to,
            "given_by": actor,
            "given_at": at or timezone.now(),
        },
    )
    if created:
        log(found, "hub.membership_added", actor=actor, title=_to_whom(found), data=_which(found))
        if actor is not None:
            notify(
                "hub.role_given",
                recipient=user,
                subject=found,
                context={
                    "role": found.get_role_display(),
                    "organisation": organisation.name,
                    "valid_from": date_gb(first),
                    "valid_to": date_gb(valid_to) if valid_to else "",
                },
            )
    return found


@requires("hub.add_membership", "organisation")
@transaction.atomic
def give_role(
    *,
    email: str,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    actor: User,
) -> Membership:
    """Give access to whoever signs in with an address; an account is made where there is none.

    Raises what ``add_membership`` raises, and ``OtherAddressError`` where neither the administrator
    nor anybody with a role there has an address of that domain.
    """
    if not (actor.gives_roles_everywhere or _is_address_of(organisation, email, actor)):
        raise OtherAddressError
    return add_membership(
        user=add_person(email=email, actor=actor),
        organisation=organisation,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        actor=actor,
    )


def _is_address_of(organisation: Organisation, email: str, actor: User) -> bool:
    """Whether somebody who acts for the organisation or its department has such an address."""
    bodies = {organisation.pk, organisation.department.pk}
    known = Membership.objects.filter(organisation__in=bodies).values_list("user__email", flat=True)
    domains = {address.rpartition("@")[2].lower() for address in (actor.email, *known)}
    return email.rpartition("@")[2].lower() in domains


@requires("hub.change_membership", "membership")
@transaction.atomic
def end_membership(*, membership: Membership, on: date | None, actor: User | None) -> Membership:
    """End a membership: ``on`` is its last day; None ends it at once.

    Raises ``RoleDatesError`` for a later day than it was given for: that would be giving it.
    """
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    last = on or timezone.localdate() - timedelta(days=1)
    if locked.valid_to and last > locked.valid_to:
        raise RoleDatesError([NO_LATER])
    locked.valid_to = last
    locked.save(update_fields=["valid_to"])
    log(locked, "hub.membership_ended", actor=actor, title=_to_whom(locked), data=_which(locked))
    return locked


def _to_whom(membership: Membership) -> str:
    """Which role and whose; people are numbers in the audit trail, which outlives their data."""
    return f"{membership}, person {membership.user_id}"


def _which(membership: Membership) -> dict[str, str | int]:
    until = f" to {date_gb(membership.valid_to)}" if membership.valid_to else ""
    return {
        "person": membership.user_id,
        "role": membership.role,
        "organisation": membership.organisation.code,
        "detail": f"Person {membership.user_id}: {membership}, "
        f"from {date_gb(membership.valid_from)}{until}",
    }


@requires("hub.add_service")
@transaction.atomic
def add_service(
    *,
    slug: str,
    name: str,
    organisation: Organisation,
    aliases: Iterable[str] = (),
    exemplar_number: int | None = None,
    transactions_per_year: int | None = None,
    transactions_qualifier: str = "",
    actor: User | None = None,
) -> Service:
    """Add a service, or return the one with this slug as it stands."""
    found, created = Service.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "organisation": organisation,
            "aliases": list(aliases),
            "exemplar_number": exemplar_number,
            "transactions_per_year": transactions_per_year,
            "transactions_qualifier": transactions_qualifier,
        },
    )
    if created:
        log(found, "hub.service_added", actor=actor)
    return found


@requires("hub.record_phase")
@transaction.atomic
def record_phase(
    *,
    service: Service,
    phase: str,
    on: date,
    is_partial: bool = False,
    is_demo: bool = False,
    note: str = "",
    actor: User | None = None,
    at: datetime | None = None,
) -> PhaseEvent:
    """Record that a service entered a phase on a day; the same again changes nothing."""
    found, created = PhaseEvent.objects.get_or_create(
        service=service,
        phase=phase,
        on=on,
        defaults={"is_partial": is_partial, "is_demo": is_demo, "note": note},
    )
    if created:
        log(
            service,
            "hub.phase_entered",
            actor=actor,
            at=at,
            data={"detail": found.get_phase_display()},
        )
    return found
