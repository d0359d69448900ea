"""Celery's broker on Redis, which may go away, hang or refuse writes while a task is in flight."""

from __future__ import annotations

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError


class Poller(redis.MultiChannelPoller):
    """Waits for messages on a connection until an acknowledgement has failed on it."""

    is_lost = False

    def on_poll_start(self) -> None:
        if self.is_lost:
            # Once: the worker's loop goes on calling the pollers of connections that it gave up.
            self.is_lost = False
            raise RedisConnectionError("An acknowledgement failed: the connection is made anew.")
        super().on_poll_start()


class QoS(redis.QoS):
    """Counts what is unacknowledged, and gives the connection up when that cannot be told Redis.

    Celery only logs a failed acknowledgement. The message would stay counted as in hand and take a
    slot of the worker for good. A new connection starts with none; what was in hand is delivered
    again, which does no harm.
    """

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        except Transport.connection_errors:
            self.channel.connection.cycle.is_lost = True
            raise

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue=requeue)
        except Transport.connection_errors:
            self.channel.connection.cycle.is_lost = True
            raise


class Channel(redis.Channel):
    """A channel that says so when it is asked for a client after its connection was closed.

    In kombu 5.7.0 it raises ``AttributeError`` ("'NoneType' object has no attribute 'hostname'",
    as in celery/kombu#582), which nobody counts as a lost connection: a worker that puts back its
    unfinished tasks, or acknowledges one, after Redis went away dies of it. What it could not put
    back is delivered again after ``visibility_timeout``.
    """

    QoS = QoS

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise RedisConnectionError("The connection of this channel was closed.")
        params: dict[str, Any] = super()._connparams(asynchronous=asynchronous)
        return params


class Transport(redis.Transport):
    """Registered for ``redis://`` and ``rediss://`` in ``hub.celery``.

    A Redis that answers "READONLY", "OOM", "MISCONF" or "UNBLOCKED" (full, or in a failover) is as
    good as away: it is asked again, and no worker ends of it.
    """

    Channel = Channel
    connection_errors = (*redis.Transport.connection_errors, ResponseError)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Kombu's own is declared by its class.
        self.cycle = Poller()  # type: ignore[assignment]
