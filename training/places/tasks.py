"""Background duties about places: each finds its work in the database and is safe to run twice."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from training.places.services import answers


@shared_task(name="training.expire_offers", max_retries=0, time_limit=90, soft_time_limit=75)
def expire_offers() -> None:
    """End the offers whose time is over and ask the next people on the list (I3).

    Idempotent: an offer that ended is no longer among those to end. Run late, it changes nothing
    else: the answer page already refuses, by the clock.
    """
    answers.expire_offers()


@shared_task(name="training.remind_of_offers", max_retries=0, time_limit=90, soft_time_limit=75)
def remind_of_offers() -> None:
    """Remind those whose offer ends within a day.

    Idempotent: a message about the same offer is written once, by its key.
    """
    answers.remind_of_offers()


SCHEDULE: dict[str, dict[str, Any]] = {
    "training expire offers": {"task": "training.expire_offers", "schedule": 300.0},
    "training remind of offers": {"task": "training.remind_of_offers", "schedule": 1800.0},
}
