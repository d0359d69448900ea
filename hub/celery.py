"""The Celery application; the broker is only a doorbell, the database says what is to be done."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import worker_ready
from kombu.transport import TRANSPORT_ALIASES

from hub.authorisation import as_system
from hub.worker_watch import watch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

# The two brokers that the hub runs on: kombu's own transports, each with what it lacks.
TRANSPORT_ALIASES.update(
    filesystem="hub.file_queue:Transport",
    redis="hub.redis_queue:Transport",
    rediss="hub.redis_queue:Transport",
)


class DutyTask(Task):
    """A background duty: it acts as the system."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with as_system():
            return super().__call__(*args, **kwargs)


app = Celery("hub", task_cls=DutyTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
watch(app)


@worker_ready.connect
def say_alive(**kwargs: Any) -> None:
    """A worker that is ready is alive: no need to wait for the first beat."""
    app.tasks["hub.heartbeat"]()
