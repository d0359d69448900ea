"""A worker that takes no tasks although some wait ends, so that it is started again."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import Any

from celery import Celery
from celery.signals import task_received, worker_ready

logger = logging.getLogger("hub.worker")

# Seconds; twice the longest task.
SILENT_FOR = 180
BETWEEN_LOOKS = 20
# Seconds to end properly before it is ended.
TO_END = 30


class Watch:
    """Looks whether this worker takes what waits; Redis away, or nothing to do, is no silence."""

    def __init__(self, app: Celery) -> None:
        self.app = app
        self.took_at = time.monotonic()

    def took(self, **kwargs: Any) -> None:
        """A task came in."""
        self.took_at = time.monotonic()

    def is_stuck(self) -> bool:
        """Whether tasks wait and none came in for three minutes."""
        if time.monotonic() - self.took_at < SILENT_FOR:
            return False
        if not self._something_waits():
            self.took()
            return False
        return True

    def run(self) -> None:
        """Look for ever; end the process when it is stuck."""
        while not self.is_stuck():
            time.sleep(BETWEEN_LOOKS)
        logger.critical("The worker took no task for %s seconds: it ends", SILENT_FOR)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(TO_END)
        os._exit(1)

    def _something_waits(self) -> bool:
        queue = self.app.conf.task_default_queue
        try:
            with self.app.connection_for_read() as connection:
                channel = connection.default_channel
                return bool(channel._size(queue))
        except Exception:
            # Whatever keeps it from asking: the broker is away, and nobody can take a task.
            return False


def watch(app: Celery) -> None:
    """Have every worker of this application watch itself."""
    watcher = Watch(app)
    task_received.connect(watcher.took, weak=False)

    def begin(**kwargs: Any) -> None:
        watcher.took()
        threading.Thread(target=watcher.run, daemon=True, name="watch").start()

    worker_ready.connect(begin, weak=False)
