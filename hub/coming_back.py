"""Who comes back under an address that somebody acted under: their acts stay told apart (R1)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from hub.mailboxes import address_marks
from hub.models import FormerAddress, User
from hub.refusals import RefusedError


class CameBackError(RefusedError, PermissionDenied):
    """Whoever acted in office under an address and had that erased gets no office under it again.

    Their acts could not be told from those of the new account, so that they could approve what they
    wrote themselves. It is possible again when those acts are gone from the record.
    """

    reason = (
        "You cannot give access to this address. It belonged to somebody who worked here and "
        "closed their account. Ask the person for another work email address"
    )
    field = "user"


class FormerAddressError(RefusedError, PermissionDenied):
    """The acts under an address that an official gave up are that official's, not the next one's.

    Only a hub lead gives it to somebody else, and says so knowingly.
    """

    reason = (
        "You cannot give access to this address, because somebody else who works here used it "
        "before. Ask a hub lead to check that it now belongs to this person"
    )
    field = "user"


def refuse_who_came_back(person: User, *, is_another: bool = False) -> None:
    """Raise ``CameBackError`` or ``FormerAddressError`` for the address of somebody else's acts.

    ``is_another`` says that a lead knows the present owner to be another person than the former
    one; an erased official's address stays closed all the same.
    """
    if was_erased(person.email, person):
        raise CameBackError
    if not is_another and was_given_up(person.email, person):
        raise FormerAddressError


def was_erased(address: str, person: User) -> bool:
    """Whether an official who had the address, other than this person, was erased."""
    marks = list(address_marks(address))
    return User.objects.filter(address_mark__in=marks).exclude(pk=person.pk).exists()


def was_given_up(address: str, person: User) -> bool:
    """Whether an official other than this person had the address before."""
    rows = FormerAddress.objects.filter(mark__in=list(address_marks(address)))
    return rows.exclude(user=person).exists()
