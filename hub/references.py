"""Reference numbers that people read out and write down."""

from __future__ import annotations

import re
import secrets

# No letters or digits that look or sound alike; 29^8 leaves nothing to guess.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"


# A reference somewhere in words, for a database to look for.
IN_WORDS = r"[A-Z]{1,6}-[0-9A-Z]{4}-[0-9A-Z]{4}"

# What programs put in place of a hyphen: other hyphens, dashes and signs for minus.
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
TO_HYPHENS = str.maketrans(dict.fromkeys(DASHES, "-"))
# As people write a reference: with hyphens, with spaces, or neither; the letters before it or not.
WRITTEN = re.compile(r"(?:([A-Z]{1,6})[-\s]*)?([0-9A-Z]{4})[-\s]*([0-9A-Z]{4})", re.ASCII)


class ReferenceConverter:
    """``<reference:…>`` in a route: a reference as people write it, in either case.

    Nothing else reaches the database: PostgreSQL, for one, fails on a NUL.
    """

    regex = "[A-Za-z]{1,6}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


def new_reference(prefix: str) -> str:
    """Return a fresh reference such as ``N-7KQ2-M8XD``; it says nothing about what it names."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{code[:4]}-{code[4:]}"


def with_hyphens(text: str) -> str:
    """The same text with hyphens in place of the dashes that programs make of them."""
    return text.translate(TO_HYPHENS)


def reference_among(words: str) -> str:
    """The first whole reference that stands among other words, with its hyphens; "" for none."""
    found = re.search(rf"(?<![0-9A-Z-]){IN_WORDS}(?![0-9A-Z-])", with_hyphens(words).upper())
    return found[0] if found else ""


def read_reference(typed: str) -> tuple[str, str] | None:
    """The prefix ("" where there is none) and the rest of a reference, however it is written.

    None where the words are no reference.
    """
    spaced = " ".join(with_hyphens(typed).upper().split())
    if (match := WRITTEN.fullmatch(spaced)) is None:
        return None
    prefix, first, last = match.groups(default="")
    return prefix, f"{first}-{last}"
