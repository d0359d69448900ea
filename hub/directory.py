"""The directory: organisations, the people who act for them, and the services they run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import transaction

from hub.audit import log
from hub.authorisation import internal, requires
from hub.endings_of_addresses import DomainsError, domains_of
from hub.mailboxes import UNUSUAL, is_unusual, one_spelling
from hub.models import (
    Organisation,
    PhaseEvent,
    Service,
    Succession,
    User,
)
from hub.offices import (
    OwnPowerError,
    give_group,
    is_oneself,
    needs_second_person,
)
from hub.policies import ask_for_endings
from hub.refusals import RefusedError


class UnusualAddressError(RefusedError):
    """An address is a second spelling of a mailbox, which mail takes and people do not use."""

    reason = UNUSUAL
    field = "email"


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
    email_domains: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_demo: bool = False,
    actor: User | None = None,
) -> Organisation:
    """Add an organisation, or return the one with this code as it stands.

    What its addresses end in waits until a second person confirms it. Raises ``DomainsError``,
    ``DomainError``.
    """
    if email_domains and actor and not actor.has_perm("hub.name_email_domains"):
        raise DomainsError
    domains = "\n".join(domains_of(email_domains))
    waits = bool(domains) and needs_second_person(actor)
    found, created = Organisation.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "display_code": display_code or code,
            "parent": parent,
            "is_major_transactional": is_major_transactional,
            "has_digital_strategy": has_digital_strategy,
            "email_domains": "" if waits else domains,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "is_demo": is_demo,
        },
    )
    if created:
        log(found, "hub.organisation_added", actor=actor)
        if waits and actor is not None:
            ask_for_endings(body=found, domains=domains, actor=actor)
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

    A group that somebody gives waits for a second person. Raises ``OwnPowerError`` for a group of
    one's own, ``CameBackError``, ``SecondAccountError``, ``UnusualAddressError``.
    """
    address = one_spelling(email).lower()
    if is_unusual(address):
        raise UnusualAddressError
    names = list(groups)
    found = User.objects.filter(email=address).first()
    if names and is_oneself(actor, address):
        raise OwnPowerError
    if found is None:
        first, _, last = name.partition(" ")
        found = User.objects.create_user(address, first_name=first, last_name=last, is_demo=is_demo)
        log(found, "hub.person_added", actor=actor, title=f"Person {found.pk}")
    for group in Group.objects.filter(name__in=names).exclude(user=found):
        give_group(found, group, actor)
    return found


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
