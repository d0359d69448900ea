"""Background duties of support requests.

Each finds its work in the database and is safe to run twice.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.support.services import bookings, feedback, late_triage


@shared_task(name="roles.ask_for_feedback", max_retries=0, time_limit=90, soft_time_limit=75)
def ask_for_feedback() -> None:
    """Ask departments what became of requests and campaigns that ended two weeks ago (H9).

    Idempotent: each is asked about once, asked again once, and told of once to those above.
    """
    feedback.ask_for_feedback()
    feedback.chase_feedback()


@shared_task(name="roles.end_bookings", max_retries=0, time_limit=90, soft_time_limit=75)
def end_bookings_that_cannot_hold() -> None:
    """End bookings of experts who can no longer help to fill the role (H6, R25).

    Idempotent: a booking that has ended is not found again.
    """
    bookings.end_bookings()


@shared_task(name="roles.chase_late_triage", max_retries=0, time_limit=90, soft_time_limit=75)
def chase_late_triage() -> None:
    """Write to the hub about requests that nobody has triaged in time (H2).

    Idempotent: each is told of once to the staff, and once in each week to the leads.
    """
    late_triage.chase_late_triage()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles ask for feedback": {
        "task": "roles.ask_for_feedback",
        "schedule": crontab(hour=8, minute=10),
    },
    "roles end bookings of experts": {
        "task": "roles.end_bookings",
        "schedule": crontab(hour=8, minute=15),
    },
    "roles chase late triage": {
        "task": "roles.chase_late_triage",
        "schedule": crontab(hour=8, minute=25),
    },
}
