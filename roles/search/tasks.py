"""Background duties of the list, its exports, saved roles and alerts.

Each finds its work in the database and is safe to run twice.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.models.policy import RecruitmentPolicy
from roles.search.services.alerts.delivery import notify_due
from roles.search.services.alerts.matching import match_new
from roles.search.services.alerts.subscribing import ask_whether_wanted
from roles.search.services.exports import write_exports as write
from roles.search.services.listings import repair_listings
from roles.search.services.saved import nudge_savers as nudge

logger = logging.getLogger("hub.roles")


@shared_task(name="roles.check_listings", max_retries=0, time_limit=90, soft_time_limit=75)
def check_listings() -> None:
    """Compare the public list with the adverts and put right what differs.

    Idempotent: what was put right no longer differs.
    """
    for reference in repair_listings():
        logger.warning("The listing of %s differed from its advert; written again.", reference)


@shared_task(name="roles.nudge_savers", max_retries=0, time_limit=90, soft_time_limit=75)
def nudge_savers() -> None:
    """Remind people of roles they saved that close soon, each once.

    Idempotent, and after a day without it: who was reminded is marked with the reminder.
    """
    nudge()


@shared_task(name="roles.write_exports", max_retries=0, time_limit=90, soft_time_limit=75)
def write_exports() -> None:
    """Write the morning's files for job boards.

    Idempotent: the second writes the same files again, each put in place in one step.
    """
    if not RecruitmentPolicy.load().exports_are_paused:
        write()


@shared_task(name="roles.send_alerts", max_retries=0, time_limit=90, soft_time_limit=75)
def send_alerts() -> None:
    """Match new roles with alerts, and write the mails that are due.

    Idempotent, also late or at once with itself: the ledger holds each role once for each alert,
    and each find goes into one mail.
    """
    if not RecruitmentPolicy.load().alerts_are_paused:
        match_new()
        notify_due()


@shared_task(name="roles.ask_after_alerts", max_retries=0, time_limit=90, soft_time_limit=75)
def ask_after_alerts() -> None:
    """Ask whether old alerts are still wanted; end those that nobody kept.

    Idempotent: each is asked about once, and ended once.
    """
    ask_whether_wanted()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles check listings": {"task": "roles.check_listings", "schedule": crontab(minute=17)},
    "roles nudge savers": {
        "task": "roles.nudge_savers",
        "schedule": crontab(hour=8, minute=10),
    },
    "roles write exports": {
        "task": "roles.write_exports",
        "schedule": crontab(hour=5, minute=10),
    },
    "roles send alerts": {"task": "roles.send_alerts", "schedule": 60.0},
    "roles ask after alerts": {
        "task": "roles.ask_after_alerts",
        "schedule": crontab(hour=9, minute=10),
    },
}
