"""Background duties of offers, of reserve lists, and of requests and people to follow up.

Each finds its work in the database and is safe to run twice.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.schedules import crontab

from roles.selection.services.complaints import chase_complaints
from roles.selection.services.conflicts import look_for_conflicts
from roles.selection.services.counting import count_ended
from roles.selection.services.late_offers import chase_unanswered_offers
from roles.selection.services.panel_answers import look_after_invitations
from roles.selection.services.referral_follow_ups import remind_of_people
from roles.selection.services.reserve_lists import end_reserve_lists
from roles.selection.services.slot_duties import (
    ask_for_results,
    chase_who_has_not_chosen,
    remind_of_interviews,
)
from roles.selection.services.waiting_for_times import tell_who_waits
from roles.support.services.follow_ups import remind_of_requests


@shared_task(name="roles.remind_of_follow_ups", max_retries=0, time_limit=90, soft_time_limit=75)
def remind_of_follow_ups() -> None:
    """Remind advisers of requests and people to follow up today.

    Idempotent, and after days without it: each date that was set has one message.
    """
    remind_of_requests()
    remind_of_people()


@shared_task(name="roles.chase_offers", max_retries=0, time_limit=90, soft_time_limit=75)
def chase_offers() -> None:
    """Remind candidates of offers to answer; tell the department of those that nobody answered.

    Idempotent, and after days without it: each day to answer by has one message of each kind, and
    one to those above in each week.
    """
    chase_unanswered_offers()


@shared_task(name="roles.look_after_panels", max_retries=0, time_limit=90, soft_time_limit=75)
def look_after_panels() -> None:
    """Remind people of invitations to panels; end those that nobody answered in time.

    Compare those on panels with the candidates. Idempotent, and after days without it: each
    invitation has one reminder and ends once, each conflict is found once.
    """
    look_after_invitations()
    look_for_conflicts()


@shared_task(name="roles.look_after_interviews", max_retries=0, time_limit=90, soft_time_limit=75)
def look_after_interviews() -> None:
    """Remind people of interviews, of times to choose and of results to record.

    Idempotent, and after days without it: each message has one key, and what comes hours too late
    to help is dropped (SC26).
    """
    remind_of_interviews()
    tell_who_waits()
    chase_who_has_not_chosen()
    ask_for_results()


@shared_task(name="roles.chase_complaints", max_retries=0, time_limit=90, soft_time_limit=75)
def chase_late_complaints() -> None:
    """Tell who deals with complaints, and hub leads, of those that are late (R19).

    Idempotent, and after days without it: each day that passed has one message.
    """
    chase_complaints()


@shared_task(name="roles.end_reserve_lists", max_retries=0, time_limit=90, soft_time_limit=75)
def end_reserve_lists_that_are_over() -> None:
    """Take people off reserve lists that have ended for them, and tell them (R14).

    Idempotent, and after days without it: who was taken off is not found again.
    """
    end_reserve_lists()


@shared_task(name="roles.count_people", max_retries=0, time_limit=90, soft_time_limit=75)
def count_people_of_ended_campaigns() -> None:
    """Print how many people were at each stage of the campaigns that have ended.

    Idempotent, and after days without it: a campaign is counted once.
    """
    count_ended()


SCHEDULE: dict[str, dict[str, Any]] = {
    "roles remind of follow-ups": {
        "task": "roles.remind_of_follow_ups",
        "schedule": crontab(hour=8, minute=20),
    },
    "roles end reserve lists": {
        "task": "roles.end_reserve_lists",
        "schedule": crontab(hour=9, minute=10),
    },
    "roles count people": {
        "task": "roles.count_people",
        "schedule": crontab(minute=35),
    },
    "roles look after panels": {
        "task": "roles.look_after_panels",
        "schedule": crontab(hour=8, minute=40),
    },
    "roles look after interviews": {
        "task": "roles.look_after_interviews",
        "schedule": crontab(minute="5,35"),
    },
    "roles chase complaints": {
        "task": "roles.chase_complaints",
        "schedule": crontab(hour=8, minute=50),
    },
    "roles chase offers": {
        "task": "roles.chase_offers",
        "schedule": crontab(hour=8, minute=30),
    },
}
