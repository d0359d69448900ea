"""Answers of one person's own: stored under their key for some minutes, and found by no other.

No page is stored here: what is shown to somebody who has signed in is made for them each time.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

LONGEST_OWN = 600  # seconds


def get_own(person: int, name: str) -> Any:
    """What is stored of a person, by their key; None where there is nothing."""
    return cache.get(_key(person, name))


def store_own(person: int, name: str, answer: Any, seconds: float = LONGEST_OWN) -> None:
    """Store an answer of a person's own, 10 minutes at most."""
    cache.set(_key(person, name), answer, min(seconds, LONGEST_OWN))


def is_first(person: int, name: str, seconds: int) -> bool:
    """Whether nobody has asked this for a person in so many seconds: one of several asks."""
    return bool(cache.add(_key(person, f"{name}:asked"), 1, seconds))


def _key(person: int, name: str) -> str:
    return f"hub:own:{person}:{name}"
