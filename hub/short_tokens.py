"""Signed numbers short enough for one line of a mail's header (78 characters with an address)."""

from __future__ import annotations

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

MARK_BYTES = 9  # 72 bits: twelve letters


def short_token(number: int, salt: str, *of: str) -> str:
    """A number, and the proof that we wrote it for what ``of`` says."""
    return f"{int_to_base36(number)}-{_mark(number, salt, of, settings.SECRET_KEY)}"


def number_in(token: str) -> int | None:
    """The number that a token claims; None for what cannot be one."""
    try:
        return base36_to_int(token.partition("-")[0])
    except ValueError:
        return None


def is_ours(token: str, number: int, salt: str, *of: str) -> bool:
    """Whether we wrote a token, with the secret key of now or an earlier one."""
    given = token.partition("-")[2]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(given, _mark(number, salt, of, key)) for key in keys)


def _mark(number: int, salt: str, of: tuple[str, ...], key: str) -> str:
    said = ":".join([str(number), *of])
    digest = salted_hmac(salt, said, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:MARK_BYTES]).decode()
