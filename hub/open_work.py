"""What is open with somebody whose access ends, and who stands in for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb
from hub.extensions import ExtensionPoint
from hub.models import Membership, Notification, Organisation, StaffGroup, User
from hub.models.log_entry import LogEntry
from hub.notifications import notify

# Who is written to in the place of somebody without access, the first of whom there is somebody.
STANDING_IN = (
    Membership.Role.ADMINISTRATOR,
    Membership.Role.HR_CONTACT,
    Membership.Role.DIGITAL_LEADER,
)

# So long as access that has ended is kept (``hub.memberships``), who ended it does not stand in.
ENDING_COUNTS = timedelta(days=730)


@dataclass(frozen=True)
class OpenWork:
    """A kind of record that is open with a person: what they asked for, made or are booked for.

    ``of`` gives those of a person at an organisation and its bodies, or at all of them for None.
    What waits for whoever holds a membership ``role`` there, ``waiting_at`` gives.
    """

    slug: str
    of: Callable[[User, Organisation | None], Iterable[Any]]
    role: str = ""
    waiting_at: Callable[[Organisation], Iterable[Any]] = lambda organisation: ()


def within(organisation: Organisation | None, name: str = "organisation") -> Q:
    """The condition that a record is of an organisation or its bodies; of any for None."""
    if organisation is None:
        return Q()
    return Q(**{f"{name}__in": Organisation.objects.within([organisation])})


open_work = ExtensionPoint("register_hub_open_work", OpenWork)


def open_with(person: User, organisation: Organisation | None = None) -> list[Any]:
    """The records that are open with a person, of every kind."""
    return [record for kind in open_work for record in kind.of(person, organisation)]


def anybody(person: User) -> bool:
    """That nothing keeps a person from what is to be done."""
    return True


def whoever_acts(
    person: User | None,
    organisation: Organisation,
    role: str = "",
    may: Callable[[User], bool] = anybody,
) -> list[User]:
    """The person, while they act for an organisation or are of the hub; else who stands in.

    The organisation's roles administrators, else its HR contacts, else its Digital Leaders, else
    the hub's leads; for a ``role``, nobody who ended anybody's access by it. Of those who ``may``.
    """
    if person is not None and person.is_active and may(person) and _acts_for(person, organisation):
        return [person]
    return who_stands_in(person, organisation, role, may)


def who_stands_in(
    person: User | None,
    organisation: Organisation,
    role: str = "",
    may: Callable[[User], bool] = anybody,
) -> list[User]:
    """Who is written to in the place of somebody who no longer acts for an organisation."""
    return _first_other_than([person, *_who_emptied(role, organisation)], organisation, may)


def who_hears(person: User | None, organisation: Organisation, actor: User | None) -> list[User]:
    """Who is written to of open work by an actor, who is not written to."""
    return _first_other_than([person, actor], organisation)


def _first_other_than(
    known: Collection[User | None],
    organisation: Organisation,
    may: Callable[[User], bool] = anybody,
) -> list[User]:
    """Who stands in, of the first rank that holds somebody else than those; else hub leads."""
    if found := _of_the_department(known, organisation, may):
        return found
    leads = User.objects.in_staff_group(StaffGroup.HUB_LEADS)
    return [lead for lead in leads if lead not in known and may(lead)]


def stands_in_for(
    role: str, user: User, organisation: Organisation, may: Callable[[User], bool] = anybody
) -> bool:
    """Whether somebody of an organisation stands in for a role that nobody there holds today.

    Or nobody who ``may`` do what is to be done, as when each of them competes for the role.
    Never the hub's leads: they do not answer themselves for a department. Nor who ended the access
    of somebody who held it: nobody comes by a power by taking it from a colleague.
    """
    held = {pk for pk, held in user.current_roles if held in STANDING_IN}
    if held.isdisjoint((organisation.pk, organisation.department.pk)):
        return False
    if any(may(holder) for holder in _who_holds(role, organisation)):
        return False
    return user in _of_the_department(_who_emptied(role, organisation), organisation, may)


def _who_emptied(role: str, organisation: Organisation) -> list[User]:
    """Who ended anybody's access by a role there in the last 2 years, by any account of theirs.

    Not of the last to hold it alone: who ended that could give the role for a day to somebody
    else, whose access ends by itself, and stand in the day after. The trail says it once the
    account, and the access with it, are erased.
    """
    bodies = [organisation, organisation.department]
    rows = Membership.objects.filter(
        role=role, organisation__in=bodies, valid_to__isnull=False, ended_by__isnull=False
    )
    ended = LogEntry.objects.filter(
        action="hub.membership_ended",
        timestamp__gte=timezone.now() - ENDING_COUNTS,
        data__role=role,
        data__organisation__in=[body.code for body in bodies],
        user__isnull=False,
    )
    by = Q(pk__in=rows.values("ended_by")) | Q(pk__in=ended.values("user_id"))
    return list(User.objects.accounts_of_all(User.objects.filter(by)))


def _of_the_department(
    known: Collection[User | None],
    organisation: Organisation,
    may: Callable[[User], bool] = anybody,
) -> list[User]:
    for role in STANDING_IN:
        others = [other for other in _who_holds(role, organisation) if other not in known]
        if found := [other for other in others if may(other)]:
            return found
    return []


def who_gives_roles(organisation: Organisation) -> list[User]:
    """The roles administrators of an organisation and of its department."""
    return _who_holds(Membership.Role.ADMINISTRATOR, organisation)


def _who_holds(role: str, organisation: Organisation, day: date | None = None) -> list[User]:
    """Who holds a role today, or on a day, in an organisation or in its department."""
    on = day or timezone.localdate()
    rows = Membership.objects.people(organisation, role, on=on)
    above = Membership.objects.people(organisation.department, role, on=on)
    return list((rows | above).distinct())


def left_without(membership: Membership, until: date | None = None) -> list[Any]:
    """What waits for whoever holds a role, where nobody does once this access has ended."""
    day = until + timedelta(days=1) if until else None
    found: list[Any] = []
    is_held: dict[int, bool] = {}
    for kind in open_work:
        if kind.role != membership.role:
            continue
        for record in kind.waiting_at(membership.organisation):
            body = record.organisation
            if body.pk not in is_held:
                holders = _who_holds(membership.role, body, day)
                is_held[body.pk] = any(holder != membership.user for holder in holders)
            if not is_held[body.pk]:
                found.append(record)
    return found


def _acts_for(person: User, organisation: Organisation) -> bool:
    bodies = {organisation.pk, organisation.department.pk}
    held = person.memberships.valid_on(timezone.localdate())
    return person.is_hub_staff or held.filter(organisation__in=bodies).exists()


@internal
def tell_of_open_work(
    *, person: User, organisation: Organisation, actor: User | None, until: date | None = None
) -> None:
    """Write to who stands in what is open with a person who has no access now, or after a day.

    Somebody else than the actor hears of it, who may be the only one to stand in.
    """
    if until is None and person.is_active and _acts_for(person, organisation):
        return
    people = who_hears(person, organisation, actor)
    records = open_with(person, organisation)
    _tell(people, records, person, organisation, organisation.name, actor, until)


@internal
def tell_of_staff_work(*, person: User, actor: User | None) -> None:
    """Write to the hub's leads what is open with a person who has left its last staff group."""
    if person.in_group(*StaffGroup.values):
        return
    leads = [lead for lead in User.objects.in_staff_group(StaffGroup.HUB_LEADS) if lead != person]
    held = {pk for pk, _ in person.current_roles}
    # What is of an organisation that they still act for stays with them.
    records = [
        record
        for record in open_with(person)
        if held.isdisjoint((record.organisation.pk, record.organisation.department.pk))
    ]
    _tell(leads, records, person, person, "the Digital Recruitment Hub", actor)


@internal
def tell_of_empty_role(
    *, membership: Membership, actor: User | None, until: date | None = None
) -> None:
    """Write that a role which work waits for is left to nobody, and who stands in for it.

    To the HR contacts, the Digital Leaders and the hub's leads, and to who stands in.
    """
    records = left_without(membership, until)
    if not records:
        return
    body, person = membership.organisation, membership.user
    stand_in = _of_the_department([person, *_who_emptied(membership.role, body)], body)
    people = [
        *stand_in,
        *_who_holds(Membership.Role.HR_CONTACT, body),
        *_who_holds(Membership.Role.DIGITAL_LEADER, body),
        *User.objects.in_staff_group(StaffGroup.HUB_LEADS),
    ]
    for other in dict.fromkeys(people):
        if other in (person, actor):
            continue
        notify(
            "hub.role_left_empty",
            recipient=other,
            subject=body,
            occasion=f"{membership.pk} {timezone.now().isoformat()}",
            context={
                "role": membership.get_role_display(),
                "organisation": body.name,
                "until": date_gb(until) if until else "",
                "stand_in": [one.email for one in stand_in],
                "records": [str(record) for record in records],
            },
        )


def whose_work(letter: Notification) -> str:
    """Whose open work an email is about, as it is read now; "" once their account is erased.

    Who gets it gives or ends access there, and so knows who had it.
    """
    number = letter.occasion.partition(" ")[0]
    person = User.objects.filter(pk=number).first() if number.isdecimal() else None
    return str(person) if person else ""


def _tell(
    people: Iterable[User],
    records: Iterable[Any],
    person: User,
    subject: Model,
    place: str,
    actor: User | None,
    until: date | None = None,
) -> None:
    named = [str(record) for record in records]
    for other in people if named else ():
        if other == actor:
            continue
        notify(
            "hub.work_left_open",
            recipient=other,
            subject=subject,
            occasion=f"{person.pk} {timezone.now().isoformat()}",
            context={
                "organisation": place,
                "until": date_gb(until) if until else "",
                "records": named,
            },
        )
