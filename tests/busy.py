"""As many documents being looked at as may be, so that the next is refused as busy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hub.uploads.child import DOOR


@contextmanager
def every_place_taken() -> Iterator[int]:
    """Nobody's document can be looked at; gives how many threads those hold that are."""
    taken = 0
    while DOOR.acquire(blocking=False):
        taken += 1
    try:
        yield taken
    finally:
        for _ in range(taken):
            DOOR.release()


@contextmanager
def a_place_free() -> Iterator[None]:
    """One of the places that are taken is free meanwhile."""
    DOOR.release()
    try:
        yield
    finally:
        DOOR.acquire()
