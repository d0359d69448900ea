"""The number under which public answers are kept: it moves on when the public would read another.

Publishing, editing, closing, taking down and saving settings move it; whatever was kept under the
number of before is never found again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction

GENERATION = "hub:pages:generation"
# For so many seconds a process trusts the number it knows: that much later, at most, it notices
# what was published through another one.
TRUSTED_FOR = 1.0


@dataclass
class _Known:
    number: int | None = None
    until: float = 0.0


_known = _Known()


def generation() -> int | None:
    """The number under which answers are kept; None while the cache is away, so nothing is."""
    now = time.monotonic()
    if now >= _known.until:
        number = cache.get(GENERATION)
        if number is None:
            # Never from 1: what was kept under a number of before must not come back.
            cache.add(GENERATION, time.time_ns(), None)
            number = cache.get(GENERATION)
        _known.number, _known.until = number, now + TRUSTED_FOR
    return _known.number


def bump() -> None:
    """Let go of everything that is kept."""
    cache.set(GENERATION, time.time_ns(), None)
    _known.until = 0.0


def let_go() -> None:
    """Let go now, for this transaction's own readers, and on commit for all who read the old."""
    bump()
    # Once a savepoint is enough, and one that is undone takes its own along.
    saved = set(transaction.get_connection().savepoint_ids)
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[0] == saved and entry[1] is bump for entry in waiting):
        transaction.on_commit(bump)
