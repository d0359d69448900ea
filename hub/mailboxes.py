"""Addresses that lead to one mailbox, and the mark by which an erased one is known again."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac


def mailbox_of(address: str) -> str:
    """The mailbox that an address leads to in most mail systems.

    Without a ``+tag``, the dots of the name, and case.
    """
    name, _, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses are the same person's as far as an address can tell."""
    return mailbox_of(one) == mailbox_of(other)


def address_mark(address: str, key: str | None = None) -> str:
    """A keyed hash of a mailbox: whoever has the secret key can compare, nobody can read it."""
    return salted_hmac(
        "hub.former_address", mailbox_of(address), secret=key, algorithm="sha256"
    ).hexdigest()


def address_marks(address: str) -> Iterator[str]:
    """The marks of an address under the secret key and the ones before it."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield address_mark(address, key)
