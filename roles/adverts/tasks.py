"""Background duties of adverts, and of questions about them.

Each finds its work in the database and is safe to run twice.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.adverts.services.advert_questions import lapse_questions as lapse
from roles.adverts.services.late_checks import chase_late_checks


@shared_task(name="roles.lapse_questions", max_retries=0, time_limit=60, soft_time_limit=45)
def lapse_questions() -> None:
    """Tell those whose question nobody answered until the day before closing.

    Idempotent: a question that lapsed does not wait any more.
    """
    lapse()


@shared_task(name="roles.chase_advert_checks", max_retries=0, time_limit=90, soft_time_limit=75)
def chase_advert_checks() -> None:
    """Remind the hub of adverts to check, and after some days its leads, each week.

    Idempotent: each is told of once, or once in each week.
    """
    chase_late_checks()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles lapse questions": {
        "task": "roles.lapse_questions",
        "schedule": crontab(minute="7,22,37,52"),
    },
    "roles chase advert checks": {
        "task": "roles.chase_advert_checks",
        "schedule": crontab(hour=8, minute=45),
    },
}
