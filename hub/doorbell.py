"""Ask a worker for a task by its name, so that nothing has to import the tasks."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from celery.app.task import Task
from django.db import transaction
from kombu.exceptions import OperationalError

from hub.circuit_breaker import REDIS

logger = logging.getLogger("hub.doorbell")


def ring(name: str, *args: Any) -> None:
    """Ask the worker, after commit, to do the task of this name now.

    When the broker is away, the task's sweep finds the work. Raises ``celery.exceptions.
    NotRegistered`` for a name that no task has.
    """
    task = current_app.tasks[name]
    transaction.on_commit(lambda: _send(task, *args))


def _send(task: Task, *args: Any) -> None:
    """Hand a task to the broker, or say in the log that it is away; one left alone is not asked."""
    if not REDIS.allows():
        return
    try:
        task.delay(*args)
    except (OperationalError, OSError) as error:
        REDIS.failed()
        logger.warning("The broker did not take %s: %s", task.name, type(error).__name__)
    else:
        REDIS.succeeded()
