"""Reference numbers that people read out and write down."""

from __future__ import annotations

import secrets

# No letters or digits that look or sound alike; 29^8 leaves nothing to guess.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"


# A reference somewhere in words, for a database to look for.
IN_WORDS = r"[A-Z]{1,6}-[0-9A-Z]{4}-[0-9A-Z]{4}"


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
