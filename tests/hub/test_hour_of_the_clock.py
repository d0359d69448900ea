"""An hour of the clock: beat says what is due, the queue of files carries it, the work is done."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery import Celery
from celery.beat import Scheduler
from django.core import mail
from django.utils import timezone
from kombu import Queue

from hub.celery import app
from hub.models import Heartbeat, Notification
from hub.notifications import notify

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def queue_of_files(tmp_path):
    """An application that sends the product's tasks by the product's schedule, through files."""
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    clock = Celery("clock", broker="filesystem://", set_as_current=False)
    clock.conf.update(
        timezone=app.conf.timezone,
        beat_schedule=app.conf.beat_schedule,
        broker_transport_options={
            **{f"data_folder_{way}": str(tmp_path / "queue") for way in ("in", "out")},
            "control_folder": str(tmp_path / "control"),
            "unreadable_folder": str(tmp_path / "unreadable"),
        },
    )
    return clock


def work(channel) -> Counter[str]:
    """Do everything that is in the queue, as a worker would; says how often each task was done."""
    done: Counter[str] = Counter()
    queue = Queue("celery")(channel)
    while (message := queue.get()) is not None:
        name = message.headers["task"]
        args, kwargs, _ = message.payload
        app.tasks[name].apply(args=args, kwargs=kwargs, throw=True)
        message.ack()
        done[name] += 1
    return done


@pytest.mark.django_db
def test_an_hour_of_work_with_broken_messages_in_between(queue_of_files, tmp_path):
    done: Counter[str] = Counter()
    begin = datetime(2026, 11, 30, 6, 30, tzinfo=LONDON)
    with time_machine.travel(begin, tick=False) as clock:
        scheduler = Scheduler(queue_of_files, lazy=True)
        scheduler.setup_schedule()
        with queue_of_files.connection_for_read() as connection:
            for second in range(0, 3600, 10):
                clock.move_to(begin + timedelta(seconds=second), tick=False)
                if second % 60 == 30:
                    # Nobody rings: a message that only the sweep finds.
                    notify("hub.sign_in_code", recipient=f"{second}@example.com", secret="1")
                    # What a writer that was killed leaves.
                    half = tmp_path / "queue" / f"{second}_half.celery.msg"
                    half.write_text(json.dumps({"body": "half"})[: second // 60])
                for entry in list(scheduler.schedule.values()):
                    due, _ = entry.is_due()
                    if due:
                        scheduler.apply_entry(entry, producer=scheduler.producer)
                        scheduler.schedule[entry.name] = next(entry)
                done += work(connection.default_channel)
        assert Heartbeat.objects.get(name="worker").seen_at >= timezone.now() - timedelta(
            seconds=20
        )
    # The first of each comes when its time has gone by once.
    assert done["hub.sweep_notifications"] == 59
    assert done["hub.publish_scheduled"] == 59
    assert done["hub.sweep_uploads"] == 59
    assert done["hub.heartbeat"] == 179
    # The hour holds seven in the morning, and neither the night's duties nor their end.
    assert done["hub.check_invariants"] == 1
    assert done["hub.run_retention"] == 0
    states = Counter(Notification.objects.values_list("state", flat=True))
    waiting = Notification.objects.filter(created_at__gte=begin + timedelta(seconds=3570)).count()
    assert states == Counter(sent=60 - waiting, pending=waiting)
    assert len(mail.outbox) == 60 - waiting
    assert len(list((tmp_path / "unreadable").iterdir())) == 60
    assert list((tmp_path / "queue").iterdir()) == []
