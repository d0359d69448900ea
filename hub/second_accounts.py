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
        leads = f"{address} leads to the mailbox of {other.email}, who {has}"
        super().__init__([f"{leads}. Give access to that address instead"])


def refuse_second_account(person: User) -> None:
    """Raise ``SecondAccountError`` where another account of the mailbox has an office.

    One that it has today or from a later day on, or waits for. Two at once wait for each other.
    """
    accounts = User.objects.accounts_of(person).order_by("pk").select_for_update()
    for other in list(accounts):
        waits = other.pending_offices.filter(is_ending=False)
        if other != person and (other.has_office_to_end or waits.exists()):
            raise SecondAccountError(person.email, other)
