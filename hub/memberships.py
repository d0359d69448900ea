"""Who acts for an organisation: access given, by whom to whom, and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.access import begin_membership, tell_of_loss, to_whom, which
from hub.audit import log
from hub.authorisation import requires
from hub.coming_back import refuse_who_came_back, was_given_up
from hub.directory import add_person
from hub.endings_of_addresses import ending, endings_of, listed
from hub.last_days import LastDayError, moved, new_last_day
from hub.models import (
    Membership,
    Organisation,
    PendingOffice,
    User,
)
from hub.offices import (
    OwnPowerError,
    ask_second_person,
    is_oneself,
    needs_second_person,
)
from hub.open_work import tell_of_empty_role, tell_of_open_work
from hub.refusals import RefusedError
from hub.second_accounts import refuse_second_account


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
    organisation's, ``CameBackError``, ``LastDayError``, ``SecondAccountError`` where another
    account of the same mailbox has access; ``FormerAddressError`` for an
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
        knows = is_another and actor.gives_roles_everywhere
        refuse_who_came_back(user, is_another=knows)
        if knows and was_given_up(user.email, user):
            log(user, "hub.address_checked", actor=actor, at=at, title=f"Person {user.pk}")
        refuse_second_account(user)
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
    ``OwnPowerError`` for one's own: an office is ended by somebody else. Who ends the last one does
    not stand in for it. Raises ``PastDayError``.
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
    locked.valid_to, locked.ended_by = last, actor
    locked.save(update_fields=["valid_to", "ended_by"])
    facts = which(locked)
    facts["detail"] = f"{facts['detail']}; {moved(former, last)}"
    log(locked, "hub.membership_ended", actor=actor, title=to_whom(locked), data=facts)
    place = locked.organisation.name
    tell_of_loss(locked.user, locked.get_role_display(), place, actor, until=on)
    if actor is not None:
        tell_of_open_work(
            person=locked.user, organisation=locked.organisation, actor=actor, until=on
        )
        tell_of_empty_role(membership=locked, actor=actor, until=on)
    return locked
