"""Background duties of applications.

Each finds its work in the database and is safe to run twice.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.applications.services.equality import fold_due
from roles.applications.services.late_departments import nudge_late_departments as nudge
from roles.applications.services.reminders import remind_of_drafts as remind


@shared_task(name="roles.remind_of_drafts", max_retries=0, time_limit=90, soft_time_limit=75)
def remind_of_drafts() -> None:
    """Remind whoever has a draft for a role that closes soon.

    Idempotent: each draft has one message for each closing date.
    """
    remind()


@shared_task(name="roles.fold_equality_answers", max_retries=0, time_limit=90, soft_time_limit=75)
def fold_equality_answers() -> None:
    """Count the equality answers of ended campaigns and delete them.

    Idempotent: an answer is counted and deleted in one transaction.
    """
    fold_due()


@shared_task(name="roles.nudge_late_departments", max_retries=0, time_limit=90, soft_time_limit=75)
def nudge_late_departments() -> None:
    """Tell departments whose candidates wait longer than the service's own standard.

    Idempotent: one message a week for each campaign.
    """
    nudge()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles remind of drafts": {"task": "roles.remind_of_drafts", "schedule": crontab(minute=7)},
    "roles fold monitoring": {
        "task": "roles.fold_equality_answers",
        "schedule": crontab(minute=20),
    },
    "roles nudge late departments": {
        "task": "roles.nudge_late_departments",
        "schedule": crontab(hour=7, minute=40),
    },
}
