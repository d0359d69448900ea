"""Background duties of questions about adverts.

Each finds its work in the database and is safe to run twice.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.adverts.services.advert_questions import lapse_questions as lapse


@shared_task(name="roles.lapse_questions", max_retries=0, time_limit=60, soft_time_limit=45)
def lapse_questions() -> None:
    """Tell those whose question nobody answered until the day before closing.

    Idempotent: a question that lapsed does not wait any more.
    """
    lapse()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles lapse questions": {
        "task": "roles.lapse_questions",
        "schedule": crontab(minute="7,22,37,52"),
    },
}
