"""A service that did not answer is left alone for a while, so that nobody waits for it again."""

from __future__ import annotations

import threading
import time


class CircuitBreaker:
    """Says whether to ask a service at all; one for each process and service.

    After a failure nobody asks for ``pause`` seconds. Then one caller tries; the others are let
    through again when it succeeds.
    """

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self._try_again_at: float | None = None
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether to ask now. A caller that is told so says afterwards how it went."""
        with self._lock:
            if self._try_again_at is None:
                return True
            if time.monotonic() < self._try_again_at:
                return False
            # This caller tries for all.
            self._try_again_at = time.monotonic() + self.pause
            return True

    def failed(self) -> None:
        """It did not answer: leave it alone."""
        with self._lock:
            self._try_again_at = time.monotonic() + self.pause

    def succeeded(self) -> None:
        """It answered: ask it as ever."""
        # Without the lock where there is nothing to change: this is on the way of every call.
        if self._try_again_at is not None:
            with self._lock:
                self._try_again_at = None


# The cache and the broker are one Redis: what the one finds out, the other need not.
REDIS = CircuitBreaker(pause=5)
