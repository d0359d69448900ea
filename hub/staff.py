"""Who is in which staff group, who can sign in, and by which names people are known."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from hub.access import leave_group
from hub.audit import log
from hub.authorisation import requires
from hub.last_lead import OtherLeadError, is_only_other_lead, refuse_last_lead
from hub.models import StaffGroup, User
from hub.notifications import notify
from hub.offices import (
    OwnPowerError,
    ask_second_person,
    give_group,
    is_oneself,
)
from hub.open_work import (
    open_with,
    tell_of_empty_role,
    tell_of_open_work,
    tell_of_staff_work,
    who_gives_roles,
)


@requires("hub.change_user")
@transaction.atomic
def change_groups(*, person: User, groups: Iterable[Group], actor: User | None) -> User:
    """Let a person be in these groups and no others; what is new waits for a second person.

    So does taking Hub leads from the only other lead: they are asked. Who loses a group is told,
    and of what is open with whoever loses the last one the hub's leads are.

    Raises ``OwnPowerError`` for one's own, ``LastLeadError``, ``CameBackError``,
    ``SecondAccountError``.
    """
    if person == actor or (actor is not None and is_oneself(actor, person.email)):
        raise OwnPowerError
    wanted, held = set(groups), set(person.groups.all())
    if StaffGroup.HUB_LEADS in {group.name for group in held - wanted}:
        refuse_last_lead(person)
    for group in sorted(wanted - held, key=str):
        give_group(person, group, actor)
    for group in sorted(held - wanted, key=str):
        if group.name == StaffGroup.HUB_LEADS and actor and is_only_other_lead(person, actor):
            ask_second_person(user=person, group=group, actor=actor, is_ending=True)
        else:
            leave_group(person, group, actor)
    if held - wanted:
        tell_of_staff_work(person=person, actor=actor)
    return person


@requires("hub.change_user")
@transaction.atomic
def switch_account(*, person: User, is_on: bool, actor: User | None) -> User:
    """Let a person sign in, or not any more; they are told, and so are those they work with.

    Raises ``OwnPowerError`` for one's own account, ``LastLeadError``, ``OtherLeadError``.
    """
    if person == actor or is_oneself(actor, person.email):
        raise OwnPowerError
    if not is_on:
        refuse_last_lead(person)
        if is_only_other_lead(person, actor):
            raise OtherLeadError
    if person.is_active != is_on:
        person.is_active = is_on
        person.save(update_fields=["is_active"])
        action = "hub.account_switched_on" if is_on else "hub.account_switched_off"
        log(person, action, actor=actor, title=f"Person {person.pk}")
        if actor is not None:
            _tell_of_account(person, actor)
    return person


def _tell_of_account(person: User, actor: User) -> None:
    """Write to whoever can, or cannot, sign in any more, and to those with whom they work."""
    now, held = timezone.now().isoformat(), person.memberships.valid_on(timezone.localdate())
    is_on = person.is_active
    facts = {"is_on": is_on, "can": "can" if is_on else "cannot", "how": "on" if is_on else "off"}
    # By the address: nothing is sent to an account that is switched off.
    notify(
        "hub.account_switched", recipient=person.email, subject=person, occasion=now, context=facts
    )
    told: list[User] = []
    for membership in held.select_related("organisation__parent"):
        body = membership.organisation
        told += who_gives_roles(body)
        if not person.is_active:
            tell_of_open_work(person=person, organisation=body, actor=actor)
            tell_of_empty_role(membership=membership, actor=actor)
    if person.groups.exists():
        told += User.objects.in_staff_group(StaffGroup.HUB_LEADS)
    records = [] if person.is_active else [str(record) for record in open_with(person)]
    for other in dict.fromkeys(told):
        if other in (person, actor):
            continue
        notify(
            "hub.colleague_switched",
            recipient=other,
            subject=person,
            occasion=now,
            context={**facts, "records": records if other.is_hub_staff else []},
        )


@requires("hub.change_own_account", "person")
@transaction.atomic
def change_own_name(*, person: User, first_name: str, last_name: str, actor: User) -> User:
    """Change one's name; of whoever holds an office, the trail keeps from what to what."""
    return _rename(person, first_name, last_name, actor)


@requires("hub.change_user")
@transaction.atomic
def change_name(*, person: User, first_name: str, last_name: str, actor: User | None) -> User:
    """Change somebody's name for them; the trail keeps from what to what."""
    return _rename(person, first_name, last_name, actor)


def _rename(person: User, first_name: str, last_name: str, actor: User | None) -> User:
    locked = User.objects.select_for_update().get(pk=person.pk)
    before = str(locked)
    locked.first_name, locked.last_name = first_name, last_name
    locked.save(update_fields=["first_name", "last_name"])
    if str(locked) != before and locked.holds_office:
        facts = {"from": before, "to": str(locked), "detail": f"from {before} to {locked}"}
        log(locked, "hub.name_changed", actor=actor, title=f"Person {locked.pk}", data=facts)
    return locked
