"""The number under which public answers are stored: it moves on when the public would read another.

Publishing, editing, closing, taking down and saving settings move it; whatever was stored under an
earlier number is never found again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction

GENERATION = "hub:pages:generation"
# For so many seconds a process trusts the number it knows: that much later, at most, it notices
# what was published through another one.
TRUSTED_FOR = 1.0
LONGEST_ANSWER = 60  # seconds


@dataclass
class _Known:
    number: int | None = None
    until: float = 0.0
    waits_for_the_end: bool = False


_known = _Known()


def generation() -> int | None:
    """The number under which answers are stored; None while the cache is away, so nothing is.

    Nor is anything while what is stored is let go of at the end.
    """
    if _known.waits_for_the_end:
        return None
    now = time.monotonic()
    if now >= _known.until:
        number = cache.get(GENERATION)
        if number is None:
            # Never from 1: what was stored under an earlier number must not come back.
            cache.add(GENERATION, time.time_ns(), None)
            number = cache.get(GENERATION)
        _known.number, _known.until = number, now + TRUSTED_FOR
    return _known.number


def get(name: str) -> Any:
    """The answer stored under the name since the last change; None where there is none."""
    number = generation()
    return None if number is None else cache.get(_key(number, name))


def store(name: str, answer: Any, seconds: float = LONGEST_ANSWER) -> None:
    """Store an answer until the next change, a minute at most; its name begins with a label."""
    number = generation()
    if number is not None and seconds > 0:
        cache.set(_key(number, name), answer, min(seconds, LONGEST_ANSWER))


def invalidate() -> None:
    """Let go of all that is stored: now, for this transaction's own readers, and on commit."""
    _advance()
    # Once a savepoint is enough, and one that is undone takes its own along.
    saved = set(transaction.get_connection().savepoint_ids)
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[0] == saved and entry[1] is _advance for entry in waiting):
        transaction.on_commit(_advance)


@contextmanager
def let_go_at_the_end() -> Iterator[None]:
    """Let go of all that is stored once, at the end: for a command that changes thousands.

    Inside, it stores and finds nothing; other processes find what was stored before.
    """
    _known.waits_for_the_end = True
    try:
        yield
    finally:
        _known.waits_for_the_end = False
        _advance()


def forget_generation() -> None:
    """Let this process ask the cache for the number again."""
    _known.until = 0.0


def _advance() -> None:
    if _known.waits_for_the_end:
        return
    cache.set(GENERATION, time.time_ns(), None)
    forget_generation()


def _key(number: int, name: str) -> str:
    return f"hub:answers:{number}:{name}"
