"""The directory: organisations, the people who act for them, and the services they run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import Membership, Organisation, PhaseEvent, Service, Succession, User


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
    """Add a person who signs in by code, or return the one with this address; groups are added."""
    address = email.strip().lower()
    found = User.objects.filter(email=address).first()
    if found is None:
        first, _, last = name.partition(" ")
        found = User.objects.create_user(address, first_name=first, last_name=last, is_demo=is_demo)
        log(found, "hub.person_added", actor=actor, title=f"Person {found.pk}")
    for group in Group.objects.filter(name__in=list(groups)).exclude(user=found):
        found.groups.add(group)
        log(
            found,
            "hub.group_joined",
            actor=actor,
            title=f"Person {found.pk}",
            data={"detail": group.name},
        )
    return found


@requires("hub.add_membership")
@transaction.atomic
def add_membership(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    actor: User | None = None,
) -> Membership:
    """Give a person a role in an organisation from a day on (today, unless told)."""
    found, created = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        valid_from=valid_from or timezone.localdate(),
        defaults={"valid_to": valid_to},
    )
    if created:
        log(found, "hub.membership_added", actor=actor)
    return found


@requires("hub.change_membership")
@transaction.atomic
def end_membership(*, membership: Membership, on: date, actor: User | None) -> Membership:
    """End a membership: ``on`` is its last day."""
    membership.valid_to = on
    membership.save(update_fields=["valid_to"])
    log(membership, "hub.membership_ended", actor=actor)
    return membership


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
