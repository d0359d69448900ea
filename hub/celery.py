"""The Celery application; the broker is only a doorbell, the database says what is to be done."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

# The two brokers that the hub runs on: kombu's own transports, each with what it lacks.
TRANSPORT_ALIASES.update(
    filesystem="hub.file_queue:Transport",
    redis="hub.redis_queue:Transport",
    rediss="hub.redis_queue:Transport",
)

app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def say_alive(**kwargs: Any) -> None:
    """A worker that is ready is alive: no need to wait for the first beat."""
    from hub.tasks import heartbeat

    heartbeat()
