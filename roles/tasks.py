"""Background duties of recruitment: each finds its work in the database, safe to run twice."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.services import (
    advert_questions,
    appointments_again,
    campaigns,
    exports,
    feedback,
    follow_ups,
    lateness,
    listings,
    monitoring,
    movers,
    reminders,
    saving,
)
from roles.services.alerts import matching, subscribing, telling

logger = logging.getLogger("hub.roles")


@shared_task(name="roles.close_campaigns", max_retries=0, time_limit=60, soft_time_limit=45)
def close_campaigns() -> None:
    """Close each campaign whose closing time has passed (R7).

    Safe twice: a closed campaign is no longer among those to close. The public already cannot
    apply: the clock decides that, not this sweep.
    """
    campaigns.close_due_campaigns()


@shared_task(name="roles.check_listings", max_retries=0, time_limit=90, soft_time_limit=75)
def check_listings() -> None:
    """Compare the public list with the adverts and put right what differs.

    Safe twice: what was put right no longer differs.
    """
    for reference in listings.repair_listings():
        logger.warning("The listing of %s differed from its advert; written again.", reference)


@shared_task(name="roles.lapse_questions", max_retries=0, time_limit=60, soft_time_limit=45)
def lapse_questions() -> None:
    """Tell those whose question nobody answered until the day before closing.

    Safe twice: a question that lapsed does not wait any more.
    """
    advert_questions.lapse_questions()


@shared_task(name="roles.nudge_savers", max_retries=0, time_limit=90, soft_time_limit=75)
def nudge_savers() -> None:
    """Remind people of roles they saved that close soon, each once.

    Safe twice, and after a day without it: who was reminded is marked with the reminder.
    """
    saving.nudge_savers()


@shared_task(name="roles.write_exports", max_retries=0, time_limit=90, soft_time_limit=75)
def write_exports() -> None:
    """Write the morning's files for job boards.

    Safe twice: the second writes the same files again, each put in place in one step.
    """
    exports.write_exports()


@shared_task(name="roles.remind_of_drafts", max_retries=0, time_limit=90, soft_time_limit=75)
def remind_of_drafts() -> None:
    """Remind whoever has a draft for a role that closes soon.

    Safe twice: each draft has one message for each closing date.
    """
    reminders.remind_of_drafts()


@shared_task(name="roles.fold_monitoring", max_retries=0, time_limit=90, soft_time_limit=75)
def fold_monitoring() -> None:
    """Count the equality answers of ended campaigns and delete them.

    Safe twice: an answer is counted and deleted in one transaction.
    """
    monitoring.fold_due()


@shared_task(name="roles.open_to_everybody", max_retries=0, time_limit=60, soft_time_limit=45)
def open_to_everybody() -> None:
    """List the roles that priority movers have seen first for long enough (R3).

    Safe twice: each campaign is stamped once. Late is safe: until then only movers see it.
    """
    movers.open_to_everybody()


@shared_task(name="roles.nudge_late_departments", max_retries=0, time_limit=90, soft_time_limit=75)
def nudge_late_departments() -> None:
    """Tell departments whose candidates wait longer than the service's own standard.

    Safe twice: one message a week for each campaign.
    """
    lateness.nudge_late_departments()


@shared_task(name="roles.announce_again", max_retries=0, time_limit=90, soft_time_limit=75)
def announce_again() -> None:
    """Tell again of appointments on which not everybody acted, such as when a process died.

    Safe twice: whoever acts on an appointment acts once.
    """
    appointments_again.announce_appointments_again()


@shared_task(name="roles.ask_for_feedback", max_retries=0, time_limit=90, soft_time_limit=75)
def ask_for_feedback() -> None:
    """Ask departments what became of requests that were closed two weeks ago (H9).

    Safe twice: each request is asked about once.
    """
    feedback.ask_for_feedback()


@shared_task(name="roles.remind_of_follow_ups", max_retries=0, time_limit=90, soft_time_limit=75)
def remind_of_follow_ups() -> None:
    """Remind advisers of requests and people to follow up today.

    Safe twice, and after days without it: each date that was set has one message.
    """
    follow_ups.remind_of_follow_ups()


@shared_task(name="roles.send_alerts", max_retries=0, time_limit=90, soft_time_limit=75)
def send_alerts() -> None:
    """Match new roles with alerts, and write the mails that are due.

    Safe twice, late and beside itself: the ledger holds each role once for each alert, and each
    find goes into one mail.
    """
    matching.match_new()
    telling.tell_due()


@shared_task(name="roles.ask_after_alerts", max_retries=0, time_limit=90, soft_time_limit=75)
def ask_after_alerts() -> None:
    """Ask whether old alerts are still wanted; end those that nobody kept.

    Safe twice: each is asked about once, and ended once.
    """
    subscribing.ask_whether_wanted()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles close campaigns": {"task": "roles.close_campaigns", "schedule": 60.0},
    "roles lapse questions": {
        "task": "roles.lapse_questions",
        "schedule": crontab(minute="7,22,37,52"),
    },
    "roles nudge savers": {
        "task": "roles.nudge_savers",
        "schedule": crontab(hour=8, minute=10),
    },
    "roles write exports": {
        "task": "roles.write_exports",
        "schedule": crontab(hour=5, minute=10),
    },
    "roles nudge late departments": {
        "task": "roles.nudge_late_departments",
        "schedule": crontab(hour=7, minute=40),
    },
    "roles send alerts": {"task": "roles.send_alerts", "schedule": 60.0},
    "roles ask after alerts": {
        "task": "roles.ask_after_alerts",
        "schedule": crontab(hour=9, minute=10),
    },
    "roles announce again": {"task": "roles.announce_again", "schedule": crontab(minute=52)},
    "roles remind of drafts": {"task": "roles.remind_of_drafts", "schedule": crontab(minute=7)},
    "roles fold monitoring": {"task": "roles.fold_monitoring", "schedule": crontab(minute=20)},
    "roles ask for feedback": {
        "task": "roles.ask_for_feedback",
        "schedule": crontab(hour=8, minute=10),
    },
    "roles remind of follow-ups": {
        "task": "roles.remind_of_follow_ups",
        "schedule": crontab(hour=8, minute=20),
    },
    "roles open to everybody": {"task": "roles.open_to_everybody", "schedule": 60.0},
    "roles check listings": {"task": "roles.check_listings", "schedule": crontab(minute=17)},
}
