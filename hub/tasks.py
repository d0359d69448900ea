"""Background duties of the hub: each finds its work in the database and is safe to run twice."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.schedules import crontab
from django.core.management import call_command
from django.utils import timezone

from hub.bulk.runs import go_on, go_on_with_all
from hub.invariants import check_all
from hub.models import Heartbeat, HubPolicy, User
from hub.needs import look_at_all
from hub.notifications.delivery import deliver_all, sweep
from hub.offices import follow_what_waits
from hub.policies import drop_lapsed_policies
from hub.pre_election import end_due_periods
from hub.qualifications import tell_of_endings
from hub.retention.erasure import run_due
from hub.retention.notices import give_notices
from hub.retention.vacuum import vacuum
from hub.stand_ins import end_without_effect
from hub.uploads.scanning import scan_if_possible, sweep_waiting, tidy
from hub.work.counts import count_anew
from hub.work.morning import tell_in_the_morning

logger = logging.getLogger("hub.tasks")
# Within the time of its task; tables are locked meanwhile.
VACUUM_SECONDS = 60


@shared_task(name="hub.heartbeat", max_retries=0, time_limit=20, soft_time_limit=15)
def heartbeat() -> None:
    """Say that a worker is alive. Idempotent: it only moves one row's time on."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"seen_at": timezone.now()})


@shared_task(name="hub.deliver_notifications", max_retries=0, time_limit=85, soft_time_limit=70)
def deliver_notifications(keys: list[int]) -> None:
    """Deliver these messages. Idempotent: each row is claimed by one conditional update.

    The tries (8 over about 75 minutes) are counted on the row, not in the broker. What one task
    has no time for, the sweep delivers.
    """
    deliver_all(keys)


@shared_task(name="hub.sweep_notifications", max_retries=0, time_limit=85, soft_time_limit=70)
def sweep_notifications() -> None:
    """Deliver what is due and was missed. Idempotent: each row is claimed by one of them."""
    sweep()


@shared_task(name="hub.publish_scheduled", max_retries=0, time_limit=85, soft_time_limit=70)
def publish_scheduled() -> None:
    """Publish and expire pages by the clock. Idempotent: a published revision is no longer due."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(name="hub.end_pre_election", max_retries=0, time_limit=85, soft_time_limit=70)
def end_pre_election() -> None:
    """Record that pre-election periods are over, and tell people. Idempotent: each is over once.

    Late is safe: the clock has let go on what waited.
    """
    end_due_periods()


@shared_task(name="hub.follow_offices", max_retries=0, time_limit=85, soft_time_limit=70)
def follow_offices() -> None:
    """Tell who can confirm a role that waits; drop what lapsed. Idempotent: each is told once."""
    follow_what_waits()
    drop_lapsed_policies()


@shared_task(name="hub.end_stand_ins", max_retries=0, time_limit=85, soft_time_limit=70)
def end_stand_ins() -> None:
    """End what nobody can stand in by any more, and tell both. Idempotent: each ends once.

    Late is safe: it is without effect from the moment at which the access ended.
    """
    end_without_effect()


@shared_task(name="hub.tell_of_qualifications", max_retries=0, time_limit=85, soft_time_limit=70)
def tell_of_qualifications() -> None:
    """Tell people whose qualifications end soon. Idempotent: each is told once of each notice."""
    tell_of_endings()


@shared_task(name="hub.make_bulk_moves", max_retries=0, time_limit=85, soft_time_limit=70)
def make_bulk_moves(pk: int) -> None:
    """Make a move for several records. Idempotent: each row is claimed with its move.

    What one task has no time for, the sweep does.
    """
    go_on(pk)


@shared_task(name="hub.sweep_bulk_moves", max_retries=0, time_limit=85, soft_time_limit=70)
def sweep_bulk_moves() -> None:
    """Go on with what was not finished. Idempotent: each row is claimed with its move."""
    go_on_with_all()


@shared_task(name="hub.run_retention", max_retries=0, time_limit=85, soft_time_limit=70)
def run_retention() -> None:
    """Tell people what is to go, erase what they were told of. Idempotent: each is done once.

    Works for a minute at a time, within the broker's patience; the next run goes on.
    """
    if HubPolicy.load().retention_is_paused:
        return
    try:
        give_notices()
        run_due()
        call_command("clearsessions", verbosity=0)
    except SoftTimeLimitExceeded:
        logger.info("Retention: more is due, the next run goes on")


@shared_task(name="hub.vacuum", max_retries=0, time_limit=85, soft_time_limit=70)
def vacuum_after_erasure() -> None:
    """Take what the night erased out of the database's files. Idempotent: it changes no record."""
    if HubPolicy.load().retention_is_paused:
        return
    if left := vacuum(seconds=VACUUM_SECONDS):
        logger.info("Vacuum: %s wait for the next night", ", ".join(left))


@shared_task(name="hub.check_invariants", max_retries=0, time_limit=85, soft_time_limit=70)
def check_invariants() -> None:
    """Look for what must never be so, and tell staff. Idempotent: one finding a broken thing."""
    check_all()


@shared_task(name="hub.look_at_needs", max_retries=0, time_limit=85, soft_time_limit=70)
def look_at_needs() -> None:
    """Open needs again whose answers have ended. Idempotent: services have mostly done it."""
    look_at_all()


@shared_task(name="hub.tell_what_waits", max_retries=0, time_limit=85, soft_time_limit=70)
def tell_what_waits() -> None:
    """Write to whoever asked for it what waits for them. Idempotent: once a person and day."""
    tell_in_the_morning()


@shared_task(name="hub.count_work", max_retries=0, time_limit=30, soft_time_limit=20, expires=60)
def count_work(pk: int) -> None:
    """Count what waits for one person, for the navigation. Idempotent: it changes no record.

    Nothing sweeps: the next page that they open asks again.
    """
    for person in User.objects.filter(pk=pk, is_active=True):
        count_anew(person)


@shared_task(name="hub.scan_upload", max_retries=0, time_limit=85, soft_time_limit=70)
def scan_upload(pk: int) -> None:
    """Have one file scanned. Idempotent: the row is claimed, and a scan changes no file.

    When the scanner is away the file waits for the sweep.
    """
    scan_if_possible(pk)


@shared_task(name="hub.sweep_uploads", max_retries=0, time_limit=85, soft_time_limit=70)
def sweep_uploads() -> None:
    """Have the files scanned that wait or were missed. Idempotent: each is claimed by one."""
    sweep_waiting()


@shared_task(name="hub.tidy_uploads", max_retries=0, time_limit=85, soft_time_limit=70)
def tidy_uploads() -> None:
    """Delete stored files that no row names. Idempotent: what is deleted is no longer there."""
    tidy()


SCHEDULE: dict[str, dict[str, Any]] = {
    "hub heartbeat": {"task": "hub.heartbeat", "schedule": 20.0},
    "hub outbox": {"task": "hub.sweep_notifications", "schedule": 60.0},
    "hub scheduled pages": {"task": "hub.publish_scheduled", "schedule": 60.0},
    "hub pre-election periods": {"task": "hub.end_pre_election", "schedule": crontab(minute=3)},
    "hub offices": {"task": "hub.follow_offices", "schedule": crontab(minute=13)},
    "hub stand-ins": {"task": "hub.end_stand_ins", "schedule": crontab(minute=23)},
    "hub qualifications": {
        "task": "hub.tell_of_qualifications",
        "schedule": crontab(hour=8, minute=33),
    },
    "hub retention": {"task": "hub.run_retention", "schedule": crontab(hour="2-4", minute="*/5")},
    "hub vacuum": {"task": "hub.vacuum", "schedule": crontab(hour=5, minute=20)},
    "hub uploads": {"task": "hub.sweep_uploads", "schedule": 60.0},
    "hub stored files": {"task": "hub.tidy_uploads", "schedule": crontab(hour=5, minute=10)},
    "hub bulk moves": {"task": "hub.sweep_bulk_moves", "schedule": 60.0},
    "hub needs": {"task": "hub.look_at_needs", "schedule": crontab(minute=23)},
    "hub morning": {"task": "hub.tell_what_waits", "schedule": crontab(hour="8-11", minute=0)},
    "hub invariants": {"task": "hub.check_invariants", "schedule": crontab(hour=7, minute=0)},
}
