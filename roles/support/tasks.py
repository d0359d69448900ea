"""Background duties of support requests.

Each finds its work in the database and is safe to run twice.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.support.services import feedback


@shared_task(name="roles.ask_for_feedback", max_retries=0, time_limit=90, soft_time_limit=75)
def ask_for_feedback() -> None:
    """Ask departments what became of requests that were closed two weeks ago (H9).

    Idempotent: each request is asked about once.
    """
    feedback.ask_for_feedback()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles ask for feedback": {
        "task": "roles.ask_for_feedback",
        "schedule": crontab(hour=8, minute=10),
    },
}
