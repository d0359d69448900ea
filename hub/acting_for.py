"""Acts done while standing in for somebody: the audit trail says for whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# Under this an entry keeps the key of the account for which its actor stood in.
FOR = "for"

_for: ContextVar[tuple[int, int] | None] = ContextVar("acting_for", default=None)


@contextmanager
def acting_for(actor: Any, away: Any) -> Iterator[None]:
    """Do what follows as somebody who stands in for a colleague."""
    token = _for.set((actor.pk, away.pk))
    try:
        yield
    finally:
        _for.reset(token)


def acts_for(actor: Any) -> int | None:
    """The key of the colleague for whom this person acts now, if they do."""
    current = _for.get()
    return current[1] if current is not None and current[0] == actor.pk else None
