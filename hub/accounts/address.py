"""Changing an email address: it needs the old one and the new one, each proved by a code.

Whether the new address has an account already shows only in that address's mail: the page, and
the time it takes, are the same.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from hub.access import leave_group
from hub.audit import log
from hub.authorisation import public, requires
from hub.coming_back import was_erased, was_given_up
from hub.endings_of_addresses import PUBLIC_MAIL, ending, endings_of
from hub.last_lead import refuse_last_lead
from hub.mailboxes import address_mark, one_spelling
from hub.memberships import end_membership
from hub.models import FormerAddress, Membership, Notification, PendingOffice, StaffGroup, User
from hub.notifications import notify
from hub.offices import ask_second_person, lapse_with_address
from hub.retention.former_staff import acted_in_office
from hub.second_accounts import refuse_second_mailbox

KEY = "address_change"


class AddressTaken(Exception):  # noqa: N818 (a state of the world, not a fault of the program)
    """Another account has the address by now."""


@public
def begin(request: HttpRequest, email: str) -> None:
    """Send a code to each address, and remember them in the session."""
    person: Any = request.user
    codes = {name: get_adapter().generate_login_code() for name in ("old", "new")}
    now = timezone.now().isoformat()
    notify("hub.address_leaving", recipient=person, secret=codes["old"], occasion=now)
    # Both are asked, so that the time it takes tells nothing.
    is_known = User.objects.filter(email=email).exists()
    if _is_somebody_elses(email, person) or is_known:
        # The code is not sent to anyone: nobody can enter it.
        notify("hub.address_taken", recipient=email, occasion=now)
    else:
        notify("hub.address_entered", recipient=email, secret=codes["new"], occasion=now)
    until = int(time.time()) + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    request.session[KEY] = {"email": email, "until": until, "tries": 0, **codes}


def _is_somebody_elses(email: str, person: User) -> bool:
    """Whether somebody of an office did what they did under the address, for another official."""
    if not acted_in_office(person):
        return False
    return was_erased(email, person) or was_given_up(email, person)


def pending(request: HttpRequest) -> dict[str, Any] | None:
    """The change that waits for its codes; None when there is none, or its time is up."""
    change: dict[str, Any] | None = request.session.get(KEY)
    if change is None or time.time() > change["until"]:
        return None
    return change


def try_again(request: HttpRequest) -> bool:
    """Count a wrong try; False when it was the last."""
    change = request.session[KEY]
    change["tries"] += 1
    request.session.modified = True
    if change["tries"] < settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS:
        return True
    del request.session[KEY]
    return False


def finish(request: HttpRequest) -> dict[str, Any]:
    """Take the change out of the session: its codes work once."""
    change: dict[str, Any] = request.session.pop(KEY)
    return change


@requires("hub.change_own_account", "person")
@transaction.atomic
def change_address(
    *, person: User, email: str, actor: User | None, at: datetime | None = None
) -> User:
    """Give a person another address, proved before; both addresses are told.

    Whoever acted in office goes on being known by the old one. Roles wait for a second person where
    the new one is not of the organisation's addresses, staff groups where it ends in another way;
    what waited to begin was for the old one, and lapses. Raises ``AddressTaken``, also for the
    former address of another official, ``LastLeadError``, and ``MovedToOtherAccountError`` where
    another account of the new mailbox has access.
    """
    moment = at or timezone.now()
    locked = User.objects.select_for_update().get(pk=person.pk)
    if _is_somebody_elses(email, locked):
        raise AddressTaken
    old, locked.email = locked.email, one_spelling(email).lower()
    try:
        with transaction.atomic():
            locked.save(update_fields=["email"])
    except IntegrityError as error:
        raise AddressTaken from error
    refuse_second_mailbox(locked)
    EmailAddress.objects.filter(user=locked).delete()
    if acted_in_office(locked):
        FormerAddress.objects.get_or_create(
            user=locked, mark=address_mark(old), defaults={"until": moment}
        )
        _suspend_roles(person=locked, at=moment)
        _suspend_groups(person=locked, before=old, at=moment)
    lapse_with_address(person=locked)
    # What was sent to the old address is nobody's to find under the new one.
    Notification.objects.finished().filter(address=old).delete()
    log(locked, "hub.address_changed", actor=actor, at=moment, title=f"Person {locked.pk}")
    for recipient in (old, locked):
        notify(
            "hub.address_changed",
            recipient=recipient,
            subject=locked,
            occasion=moment.isoformat(),
        )
    return locked


def stops_with(*, person: User, email: str) -> list[str]:
    """What a person may do now that would wait for a second person under another address."""
    roles = _roles_outside(person, email)
    groups = person.groups.all() if _ends_otherwise(person.email, email) else ()
    return [*map(str, roles), *(group.name for group in groups)]


def _roles_outside(person: User, email: str) -> list[Membership]:
    """The roles at organisations of whose addresses this one is not: the rule of giving access."""
    held = person.memberships.not_over(timezone.localdate()).select_related("organisation__parent")
    return [role for role in held if ending(email) not in endings_of(role.organisation)]


def _ends_otherwise(before: str, email: str) -> bool:
    """Whether an address says less than the one before of where its owner works."""
    return ending(email) != ending(before) or ending(email) in PUBLIC_MAIL


def _suspend_groups(*, person: User, before: str, at: datetime) -> None:
    """Let staff groups wait for a second person where the address ends in another way."""
    if not _ends_otherwise(before, person.email):
        return
    for group in person.groups.all():
        if group.name == StaffGroup.HUB_LEADS:
            refuse_last_lead(person)
        leave_group(person, group, None)
        ask_second_person(user=person, group=group, actor=person, at=at)


def _suspend_roles(*, person: User, at: datetime) -> list[PendingOffice]:
    """Let roles wait for a second person where the new address is not one of the organisation's.

    Returns what waits.
    """
    found = []
    for role in _roles_outside(person, person.email):
        body = role.organisation
        valid_to = role.valid_to
        end_membership(membership=role, on=None, actor=None)
        pending = ask_second_person(
            user=person,
            organisation=body,
            role=role.role,
            valid_from=role.valid_from,
            valid_to=valid_to,
            actor=person,
            at=at,
        )
        found.append(pending)
    person.forget_rights()
    return found
