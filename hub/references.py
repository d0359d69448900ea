"""Reference numbers that people read out and write down."""

from __future__ import annotations

import secrets

# No letters or digits that look or sound alike; 29^8 leaves nothing to guess.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"


def new_reference(prefix: str) -> str:
    """Return a fresh reference such as ``N-7KQ2-M8XD``; it says nothing about what it names."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{code[:4]}-{code[4:]}"
