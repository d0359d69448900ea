"""Addresses that lead to one mailbox, and the mark by which an erased one is known again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode

UNUSUAL = "Enter an email address without quotation marks, %, ! or =?, like name@example.com"
# Words in another character set, as headers of mail hold them: =?utf-8?q?ada?=
ENCODED = "=?"
COMMENT = re.compile(r"\([^()]*\)")


def one_spelling(address: str) -> str:
    """An address with its domain as mail is sent to it: lower case, no last dot, in ASCII.

    A domain that has no such form is left as it is.
    """
    name, at, domain = address.strip().rpartition("@")
    domain = domain.lower()
    with suppress(UnicodeError):
        domain = domain if domain.isascii() else punycode(domain).lower()
    return f"{name}{at}{domain.removesuffix('.') if at else domain}"


def is_unusual(address: str) -> bool:
    """Whether it is a spelling by which one mailbox would be taken for somebody else's.

    Quoted names, routes through another machine (``%`` and ``!``), numbers for a domain, and what
    mail is sent to under another spelling than it is written in, such as encoded words.
    """
    name, _, domain = address.rpartition("@")
    return (
        any(sign in name for sign in '"\\%!()')
        or ENCODED in name
        or domain.startswith("[")
        or _as_sent(address).rpartition("@")[0] != name
    )


def _as_sent(address: str) -> str:
    """How mail is addressed to it; unchanged for what is no address."""
    try:
        validate_email(address)
        return str(sanitize_address(address, "utf-8"))
    except (ValidationError, ValueError):
        return address


def refuse_unusual(address: str) -> None:
    """Raises ``ValidationError`` for an unusual spelling; of no address at all others speak."""
    if not is_unusual(address):
        return
    try:
        validate_email(address)
    except ValidationError:
        return
    raise ValidationError(UNUSUAL, code="unusual")


def mailbox_of(address: str) -> str:
    """The mailbox that an address leads to in most mail systems.

    Without a ``+tag``, the dots of the name, quotation marks, comments, encoded words, and case.
    ``hub.User.mailbox`` keeps it: whoever changes the rule fills that column anew by a migration.
    """
    plain = COMMENT.sub("", address)
    plain = _as_sent(plain) if ENCODED in plain else plain
    name, _, domain = one_spelling(plain).lower().rpartition("@")
    name = name.replace('"', "").replace("\\", "").replace(" ", "")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def known_mailbox(address: str) -> str:
    """The mailbox as accounts are found by it; empty where nothing is left of the name."""
    mailbox = mailbox_of(address)
    return "" if mailbox.startswith("@") else mailbox


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


def known_mark(address: str) -> str:
    """The mark by which the owner of a mailbox is found; empty where nothing is left of a name."""
    return address_mark(address) if known_mailbox(address) else ""


def known_marks(address: str) -> list[str]:
    """The marks by which the owner of a mailbox may have been kept; none for no name."""
    return list(address_marks(address)) if known_mailbox(address) else []
