"""Background duties of campaigns and posts.

Each finds its work in the database and is safe to run twice.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.campaigns.services import by_exception, late_approvals, late_decisions, movers
from roles.campaigns.services.appointment_repeats import announce_appointments_again
from roles.campaigns.services.campaigns import close_due_campaigns


@shared_task(name="roles.close_campaigns", max_retries=0, time_limit=60, soft_time_limit=45)
def close_campaigns() -> None:
    """Close each campaign whose closing time has passed (R7).

    Idempotent: a closed campaign is no longer among those to close. The public already cannot
    apply: the clock decides that, not this sweep.
    """
    close_due_campaigns()


@shared_task(name="roles.open_to_everybody", max_retries=0, time_limit=60, soft_time_limit=45)
def open_to_everybody() -> None:
    """List the roles that priority movers have seen first for long enough (R3).

    Idempotent: each campaign is stamped once. Late is safe: until then only movers see it.
    """
    movers.open_to_everybody()


@shared_task(name="roles.announce_again", max_retries=0, time_limit=90, soft_time_limit=75)
def announce_again() -> None:
    """Tell again of appointments on which not everybody acted, such as when a process died.

    Idempotent: whoever acts on an appointment acts once.
    """
    announce_appointments_again()


@shared_task(name="roles.chase_approvals", max_retries=0, time_limit=90, soft_time_limit=75)
def chase_approvals() -> None:
    """Remind approvers of what waits for them, and after some days those above, each week (R1).

    Idempotent: each is told of once, or once in each week.
    """
    late_approvals.chase_late_approvals()


@shared_task(name="roles.chase_hub_decisions", max_retries=0, time_limit=90, soft_time_limit=75)
def chase_hub_decisions() -> None:
    """Remind hub leads of what they have to decide, and after some days others, too (R4, R23).

    Idempotent: each is told of once, or once in each week.
    """
    late_decisions.chase_hub_decisions()


@shared_task(name="roles.warn_of_exceptions", max_retries=0, time_limit=90, soft_time_limit=75)
def warn_of_exceptions() -> None:
    """Warn departments of appointments by exception that end soon (R18).

    Idempotent: each is warned of once as early as the policy says, and once 14 days before.
    """
    by_exception.warn_of_ends()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles close campaigns": {"task": "roles.close_campaigns", "schedule": 60.0},
    "roles open to everybody": {"task": "roles.open_to_everybody", "schedule": 60.0},
    "roles chase approvals": {
        "task": "roles.chase_approvals",
        "schedule": crontab(hour=8, minute=35),
    },
    "roles chase hub decisions": {
        "task": "roles.chase_hub_decisions",
        "schedule": crontab(hour=8, minute=40),
    },
    "roles warn of exceptions": {
        "task": "roles.warn_of_exceptions",
        "schedule": crontab(hour=8, minute=45),
    },
    "roles announce again": {"task": "roles.announce_again", "schedule": crontab(minute=52)},
}
