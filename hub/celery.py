"""The Celery application; the broker is only a doorbell, the database says what is to be done."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def say_alive(**kwargs: Any) -> None:
    """A worker that is ready is alive: no need to wait for the first beat."""
    app.tasks["hub.heartbeat"]()
