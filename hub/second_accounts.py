"""One mailbox is one person: of its accounts one at most has access for work (R1)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from hub.models import User
from hub.refusals import RefusedError


class SecondAccountError(RefusedError, PermissionDenied):
    """Rules of two persons compare accounts: whoever has an office gets none with another one.

    What two accounts of a mailbox have since before stays as it is.
    """

    field = "user"

    def __init__(self, address: str, other: User) -> None:
        has = "already has access" if other.has_office_to_end else "is already waiting for access"
        leads = f"Emails to {address} and {other.email} go to the same person, who {has}"
        super().__init__([f"{leads}. Give access to {other.email} instead"])


class MovedToOtherAccountError(RefusedError, PermissionDenied):
    """Nor does whoever has access move to the mailbox of another account that has some."""

    reason = (
        "You cannot change to this address because its emails go to somebody who already has "
        "access with another account. Sign in with that account, or ask a hub lead to end its "
        "access first"
    )
    field = "email"


def refuse_second_account(person: User) -> None:
    """Raise ``SecondAccountError`` where another account of the mailbox has an office.

    One that it has today or from a later day on, or waits for. Two at once wait for each other.
    """
    if other := _other_in_office(person):
        raise SecondAccountError(person.email, other)


def refuse_second_mailbox(person: User) -> None:
    """Raise ``MovedToOtherAccountError`` where an official's new address makes two of a mailbox."""
    if _is_in_office(person) and _other_in_office(person):
        raise MovedToOtherAccountError


def _other_in_office(person: User) -> User | None:
    accounts = User.objects.accounts_of(person).order_by("pk").select_for_update()
    others = [other for other in accounts if other != person]
    return next(filter(_is_in_office, others), None)


def _is_in_office(person: User) -> bool:
    waits = person.pending_offices.filter(is_ending=False)
    return person.has_office_to_end or waits.exists()
