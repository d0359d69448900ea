"""The directory: organisations, the people who act for them, and the services they run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.access import begin_membership, tell_of_loss, to_whom, which
from hub.audit import log
from hub.authorisation import internal, requires
from hub.coming_back import refuse_who_came_back
from hub.endings_of_addresses import DomainsError, domains_of, ending, endings_of, listed
from hub.last_days import LastDayError, moved, new_last_day
from hub.mailboxes import UNUSUAL, is_unusual, one_spelling
from hub.models import (
    Membership,
    Organisation,
    PendingOffice,
    PhaseEvent,
    Service,
    Succession,
    User,
)
from hub.offices import (
    OwnPowerError,
    ask_second_person,
    give_group,
    is_oneself,
    needs_second_person,
)
from hub.open_work import tell_of_open_work
from hub.policies import ask_for_endings
from hub.refusals import RefusedError


class UnusualAddressError(RefusedError):
    """An address is a second spelling of a mailbox, which mail takes and people do not use."""

    reason = UNUSUAL
    field = "email"


class AdministratorError(RefusedError, PermissionDenied):
    """Only a lead of the hub names who gives a department's roles."""

    reason = "Only a hub lead can make somebody a roles administrator"
    field = "role"


class OtherAddressError(RefusedError, PermissionDenied):
    """A department's administrator gives access to its own addresses only."""

    reason = "You can only give access to your department’s email addresses"
    field = "email"

    def __init__(self, endings: Iterable[str] = ()) -> None:
        named = listed(endings)
        ends = f"They end in {named}" if named else "Nobody has recorded yet what they end in"
        super().__init__([f"{self.reason}. {ends}. Ask a hub lead to give access to others"])


MORE_TIME = "To give the person more time, give them access again"
NOT_OWN = "You cannot end your own access. Ask a hub lead or another roles administrator"


class PastDayError(RefusedError):
    """Access that somebody had stays in the record: it is not ended for days that are over."""

    reason = "The last day must be today or later. To end the access now, select “Now”"
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
    one's own, ``CameBackError``, ``UnusualAddressError``.
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


@requires("hub.add_membership", "organisation")
@transaction.atomic
def add_membership(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_another: bool = False,
    actor: User | None = None,
    at: datetime | None = None,
) -> Membership | PendingOffice:
    """Give a person a role in an organisation from a day on (today, unless told); they are told.

    A role of power waits for a second person, and so does any for an address that is not one of the
    organisation's. Raises ``OwnPowerError`` for oneself, also by another
    form of one's address, ``AdministratorError`` for an administrator who names another,
    ``OtherAddressError`` for an administrator who gives one to an address that is not the
    organisation's, ``CameBackError``, ``LastDayError``; ``FormerAddressError`` for an
    address that somebody of an office gave up, unless a hub lead says ``is_another``.
    """
    first = valid_from or timezone.localdate()
    if user == actor or is_oneself(actor, user.email):
        raise OwnPowerError
    if (
        role == Membership.Role.ADMINISTRATOR
        and actor is not None
        and not actor.gives_roles_everywhere
    ):
        raise AdministratorError
    endings = endings_of(organisation)
    is_outside = ending(user.email) not in endings
    if is_outside and actor is not None and not actor.gives_roles_everywhere:
        raise OtherAddressError(endings)
    if valid_to and valid_to < first:
        raise LastDayError
    if actor is not None:
        refuse_who_came_back(user, is_another=is_another and actor.gives_roles_everywhere)
    facts: dict[str, Any] = {
        "user": user,
        "organisation": organisation,
        "role": role,
        "valid_from": first,
        "valid_to": valid_to,
        "at": at,
    }
    holds = user.memberships.valid_on(timezone.localdate())
    if (
        actor is not None
        and needs_second_person(actor, "" if is_outside else role)
        and not holds.filter(organisation=organisation, role=role).exists()
    ):
        return ask_second_person(**facts, actor=actor)
    return begin_membership(**facts, actor=actor)


@requires("hub.add_membership", "organisation")
@transaction.atomic
def give_role(
    *,
    email: str,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_another: bool = False,
    actor: User,
) -> Membership | PendingOffice:
    """Give access to whoever signs in with an address; an account is made where there is none.

    Raises what ``add_membership`` raises.
    """
    return add_membership(
        user=add_person(email=email, actor=actor),
        organisation=organisation,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        is_another=is_another,
        actor=actor,
    )


@requires("hub.change_membership", "membership")
@transaction.atomic
def end_membership(*, membership: Membership, on: date | None, actor: User | None) -> Membership:
    """End a membership: ``on`` is its last day; None ends it at once.

    Raises ``LastDayError`` for a later day than it was given for, or once it has ended, and
    ``OwnPowerError`` for one's own: an office is ended by somebody else.
    Raises ``PastDayError``.
    """
    if on is not None and on < timezone.localdate():
        raise PastDayError
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if is_oneself(actor, locked.user.email):
        raise OwnPowerError([NOT_OWN])
    last = on or timezone.localdate() - timedelta(days=1)
    former, today = locked.valid_to, timezone.localdate()
    if not new_last_day(last=last, first=None, former=former, today=today, again=MORE_TIME):
        return locked
    locked.valid_to = last
    locked.save(update_fields=["valid_to"])
    facts = which(locked)
    facts["detail"] = f"{facts['detail']}; {moved(former, last)}"
    log(locked, "hub.membership_ended", actor=actor, title=to_whom(locked), data=facts)
    place = locked.organisation.name
    tell_of_loss(locked.user, locked.get_role_display(), place, actor, until=on)
    if actor is not None:
        tell_of_open_work(
            person=locked.user, organisation=locked.organisation, actor=actor, until=on
        )
    return locked


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
