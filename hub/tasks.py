"""Background duties of the hub: each finds its work in the database and is safe to run twice."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.app.task import Task
from django.utils import timezone
from kombu.exceptions import OperationalError

from hub.models import Heartbeat

logger = logging.getLogger("hub.tasks")


def ring(task: Task, *args: Any) -> None:
    """Ask the worker to look now; when the broker is away, the sweep will find the work."""
    try:
        task.delay(*args)
    except (OperationalError, OSError) as error:
        logger.warning("The broker did not take %s: %s", task.name, error)


@shared_task(name="hub.heartbeat", max_retries=0, time_limit=20, soft_time_limit=15)
def heartbeat() -> None:
    """Say that a worker is alive. Safe twice: it only moves one row's time on."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"seen_at": timezone.now()})


@shared_task(name="hub.deliver_notification", max_retries=8, time_limit=60, soft_time_limit=45)
def deliver_notification(pk: int) -> None:
    """Deliver one message."""
    from hub.delivery import deliver

    deliver(pk)


SCHEDULE: dict[str, dict[str, Any]] = {
    "hub heartbeat": {"task": "hub.heartbeat", "schedule": 20.0},
}
