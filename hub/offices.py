"""Offices of power: what gives one asks a second person before it begins (H8, R1).

Vacancy approvers and roles administrators of a department, and every staff group of the hub. Until
somebody else confirms it the person has nothing, and everybody with the same power is told, who may
object. Where nobody else can confirm it, an operator does (``manage.py confirm_office``). To take
the group from the last other hub lead waits in the same way: nobody gets rid of who watches them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.access import begin_membership, join_group, leave_group
from hub.audit import log
from hub.authorisation import internal, requires
from hub.coming_back import refuse_who_came_back
from hub.last_lead import refuse_last_lead
from hub.mailboxes import same_mailbox
from hub.models import Membership, Organisation, PendingOffice, StaffGroup, User
from hub.notifications import notify
from hub.permissions import may_confirm_office
from hub.refusals import RefusedError
from hub.second_accounts import refuse_second_account
from hub.second_person import tell_who_asked
from hub.versions import version_of

OF_POWER = (Membership.Role.APPROVER, Membership.Role.ADMINISTRATOR)
# How long one waits for a second person before it lapses.
LAPSES_AFTER = timedelta(days=30)
ASKED = "{}: a second person has to confirm this. We have emailed everyone who can"
NOBODY = (
    "{}: nobody else here can confirm this. Ask the technical team that runs this service to "
    "confirm it"
)


class OwnPowerError(RefusedError, PermissionDenied):
    """Nobody gives themselves a role or a group, or more time in one."""

    reason = "You cannot give yourself access. Ask a hub lead or another roles administrator"
    field = "user"


class SomebodyCanConfirmError(RefusedError):
    """An operator does only what nobody else can do."""

    reason = "Somebody else can confirm this. Ask a hub lead or a roles administrator"


class ChangedOfficeError(RefusedError):
    """What is confirmed is what was read: the person's address counts as well."""

    reason = (
        "This changed after you opened the page, so nothing has been saved. Read it again, "
        "then decide"
    )
    field = "answer"


def needs_second_person(actor: User | None, role: str = "") -> bool:
    """Whether what this actor gives waits: a staff group, a role of power, any for an outsider.

    Not what the system itself or who may do everything sets up.
    """
    return actor is not None and not actor.is_superuser and (not role or role in OF_POWER)


@internal
@transaction.atomic
def ask_second_person(
    *,
    user: User,
    actor: User,
    group: Group | None = None,
    organisation: Organisation | None = None,
    role: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_ending: bool = False,
    at: datetime | None = None,
) -> PendingOffice:
    """Let an office wait for a second person, and tell who can confirm it and who has the same.

    The same again changes nothing.
    """
    moment = at or timezone.now()
    pending, created = PendingOffice.objects.get_or_create(
        user=user,
        group=group,
        organisation=organisation,
        role=role,
        defaults={
            "valid_from": valid_from,
            "valid_to": valid_to,
            "given_by": actor,
            "given_at": moment,
            "is_ending": is_ending,
        },
    )
    if created:
        detail = {"detail": str(pending), "person": user.pk}
        log(user, "hub.office_waits", actor=actor, title=f"Person {user.pk}", data=detail)
        _tell_of_power(pending)
    return pending


def version_of_office(pending: PendingOffice) -> str:
    """The version of what the page of an office that waits shows of it now."""
    return version_of([pending.pk, pending.user_id, pending.is_ending, pending.facts])


@requires("hub.confirm_office", "pending")
@transaction.atomic
def confirm_office(
    *, pending: PendingOffice, actor: User, read: str | None = None
) -> Membership | User:
    """Let an office begin that somebody else gave; the person is told.

    ``read`` is the version of it that the person read. Raises ``PermissionDenied`` for who gave it
    or gets it, ``PendingOffice.DoesNotExist`` where it was answered before,
    ``ChangedOfficeError`` where it, or the person's address, is another one by now,
    ``SecondAccountError`` where another account of the same mailbox has access by now.
    """
    locked = _locked(pending)
    if read is not None and read != version_of_office(locked):
        raise ChangedOfficeError
    if not may_confirm_office(actor, locked):
        raise PermissionDenied("Another person confirms it.")
    return _begin(locked, actor)


@requires("hub.object_to_office", "pending")
@transaction.atomic
def refuse_office(*, pending: PendingOffice, reason: str, actor: User) -> None:
    """Let an office not begin: it has to be given anew; whoever gave it is told why.

    Raises ``PendingOffice.DoesNotExist`` where it was answered before.
    """
    locked = PendingOffice.objects.select_for_update(of=("self",)).get(pk=pending.pk)
    tell_who_asked(
        locked,
        asked_by=locked.given_by,
        subject=locked.user,
        what=str(locked),
        reason=reason,
        actor=actor,
    )
    _log(locked, "hub.office_refused", actor, reason)
    locked.delete()


@internal
@transaction.atomic
def confirm_by_operator(*, pending: PendingOffice) -> Membership | User:
    """Let an office begin that nobody else can confirm; everybody who was told is told again.

    Raises ``SomebodyCanConfirmError`` where there is somebody, ``SecondAccountError``.
    """
    locked = _locked(pending)
    if confirmers_of(locked):
        raise SomebodyCanConfirmError
    return _begin(locked, None)


@internal
def follow_what_waits(*, now: datetime | None = None) -> int:
    """Tell who can confirm an office by now, once each; drop what lapsed. Safe to run twice.

    Returns how many lapsed.
    """
    moment = now or timezone.now()
    lapsed = list(PendingOffice.objects.filter(given_at__lt=moment - LAPSES_AFTER))
    for pending in lapsed:
        _log(pending, "hub.office_lapsed", None)
        pending.delete()
    for pending in PendingOffice.objects.select_related("user", "group", "organisation"):
        _tell_of_power(pending)
    return len(lapsed)


@internal
@transaction.atomic
def lapse_with_address(*, person: User) -> int:
    """Drop what waits for a person whose address is another one now: it was given to the old one.

    What waits since they changed it themselves stays, and shows the new one. Who gave it is told.
    Returns how many lapsed.
    """
    waiting = person.pending_offices.filter(is_ending=False).exclude(given_by=person)
    lapsed = list(waiting.select_related("group", "organisation", "given_by"))
    for pending in lapsed:
        _log(pending, "hub.office_lapsed_with_address", None)
        if pending.given_by is not None:
            notify(
                "hub.office_lapsed_with_address",
                recipient=pending.given_by,
                subject=person,
                occasion=str(pending.pk),
                context={"office": pending.office, "place": pending.place},
            )
        pending.delete()
    return len(lapsed)


def said_of_asking(what: str, confirmers: Collection[User]) -> str:
    """What somebody reads who asked for what waits: who confirms it, or that nobody here can."""
    return (ASKED if confirmers else NOBODY).format(what)


def confirmers_of(pending: PendingOffice) -> list[User]:
    """Everybody who may confirm it."""
    people = list(User.objects.in_staff_group(StaffGroup.HUB_LEADS))
    people += _holders(pending, Membership.Role.ADMINISTRATOR)
    return [person for person in dict.fromkeys(people) if may_confirm_office(person, pending)]


def _tell_of_power(pending: PendingOffice) -> None:
    """Write to who may confirm it, and to who has the same power, that it was given."""
    holders = _holders(pending, pending.role) if pending.role else []
    if pending.group:
        # A lone lead is watched by the hub's own staff.
        leads = User.objects.in_staff_group(StaffGroup.HUB_LEADS)
        others = [person for person in leads if person.pk != pending.given_by_id]
        holders = list(others or User.objects.in_staff_group(StaffGroup.HUB_STAFF))
    loser = [pending.user] if pending.is_ending else []
    for person in dict.fromkeys([*confirmers_of(pending), *holders, *loser]):
        if person.pk == pending.given_by_id or (person == pending.user and not loser):
            continue
        notify(
            "hub.office_given",
            recipient=person,
            subject=pending.user,
            occasion=str(pending.pk),
            context={
                "office": pending.office,
                "place": pending.place,
                "page": pending.get_absolute_url(),
                "is_ending": pending.is_ending,
                "can_confirm": may_confirm_office(person, pending),
            },
        )


def _holders(pending: PendingOffice, role: str) -> list[User]:
    if pending.organisation is None:
        return []
    today, body = timezone.localdate(), pending.organisation
    found = list(Membership.objects.people(body, role, on=today))
    return found + list(Membership.objects.people(body.department, role, on=today))


def _locked(pending: PendingOffice) -> PendingOffice:
    """What waits, as it stands: the person's accounts first, as where an address changes."""
    accounts = User.objects.accounts_of(pending.user).order_by("pk")
    list(accounts.select_for_update().values_list("pk"))
    rows = PendingOffice.objects.select_related("user", "group", "organisation", "given_by")
    return rows.select_for_update(of=("self",)).get(pk=pending.pk)


def _begin(pending: PendingOffice, actor: User | None) -> Membership | User:
    if pending.is_ending and pending.group is not None:
        refuse_last_lead(pending.user)
        leave_group(pending.user, pending.group, pending.given_by)
        _log(pending, "hub.office_confirmed", actor)
        pending.delete()
        return pending.user
    # Whether a former address is another person's now was said when the office was given.
    refuse_who_came_back(pending.user, is_another=True)
    refuse_second_account(pending.user)
    if pending.valid_to and pending.valid_to < timezone.localdate():
        raise RefusedError(["The last day has passed. Give the access again with a later day"])
    given: Membership | User
    if pending.group is not None:
        given = join_group(pending.user, pending.group, pending.given_by)
    else:
        given = begin_membership(
            user=pending.user,
            organisation=pending.organisation,
            role=pending.role,
            valid_from=max(pending.valid_from or timezone.localdate(), timezone.localdate()),
            valid_to=pending.valid_to,
            # Of a role that waits since its holder's address changed, who confirmed it gave it.
            actor=actor if pending.given_by == pending.user else pending.given_by,
        )
    _log(pending, "hub.office_confirmed", actor)
    pending.delete()
    return given


def _log(pending: PendingOffice, action: str, actor: User | None, reason: str = "") -> None:
    detail = f"{pending}. Why: {reason}" if reason else str(pending)
    log(
        pending.user,
        action,
        actor=actor,
        title=f"Person {pending.user_id}",
        data={"detail": detail, "person": pending.user_id, "given_by": pending.given_by_id},
    )


@internal
def give_group(person: User, group: Group, actor: User | None) -> None:
    """Let a person be in a staff group: what somebody gives waits for a second person."""
    if actor is not None:
        refuse_who_came_back(person)
        refuse_second_account(person)
    if actor is not None and needs_second_person(actor):
        ask_second_person(user=person, group=group, actor=actor)
        return
    join_group(person, group, actor)


def is_oneself(actor: User | None, address: str) -> bool:
    """Whether an address leads to the actor's own mailbox."""
    return actor is not None and same_mailbox(actor.email, address)
