"""Celery's broker on Redis, which may go away while a task is in flight."""

from __future__ import annotations

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as RedisConnectionError


class Channel(redis.Channel):
    """A channel that says so when it is asked for a client after its connection was closed.

    In kombu 5.7.0 it raises ``AttributeError`` ("'NoneType' object has no attribute 'hostname'",
    as in celery/kombu#582), which nobody counts as a lost connection: a worker that puts back its
    unfinished tasks, or acknowledges one, after Redis went away dies of it. What it could not put
    back is delivered again after ``visibility_timeout``.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise RedisConnectionError("The connection of this channel was closed.")
        params: dict[str, Any] = super()._connparams(asynchronous=asynchronous)
        return params


class Transport(redis.Transport):
    """Registered for ``redis://`` and ``rediss://`` in ``hub.celery``."""

    Channel = Channel
