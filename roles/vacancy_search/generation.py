"""Answers about listings that are worth keeping for a minute, let go of when a listing changes."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from hub import page_cache

LONGEST = 60


def recall(name: str) -> Any:
    """What was kept under the name since a listing last changed; None for nothing."""
    number = page_cache.generation()
    return None if number is None else cache.get(f"roles:{number}:{name}")


def keep(name: str, answer: Any, seconds: float = LONGEST) -> None:
    """Keep an answer, a minute at most."""
    number = page_cache.generation()
    if number is not None and seconds > 0:
        cache.set(f"roles:{number}:{name}", answer, min(seconds, LONGEST))


def bump_generation() -> None:
    """Let go of every kept answer, and of the pages made from them."""
    page_cache.bump()
