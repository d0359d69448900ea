"""Every task says its limits, and beat knows only real tasks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from celery.exceptions import NotRegistered
from django.apps import apps
from django.contrib.sessions.models import Session
from django.utils import timezone
from kombu.exceptions import OperationalError

from hub import doorbell, tasks
from hub.models import Heartbeat, HomePage, Notification
from hub.notifications import notify
from hub.pages import StandardPage
from hub.plugins import enabled
from hub.testing import task_problems

APPS = [apps.get_app_config("hub"), *enabled()]


@pytest.mark.parametrize("config", APPS, ids=lambda config: config.label)
def test_every_task_states_retries_and_limits(config):
    assert task_problems(config.name, config.label) == []


def test_every_entry_of_beat_names_a_real_task_of_ours():
    names = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert names - set(current_app.tasks) == set()
    assert {name.split(".")[0] for name in names} <= {config.label for config in APPS}
    assert names >= {
        "hub.heartbeat",
        "hub.sweep_notifications",
        "hub.publish_scheduled",
        "hub.run_retention",
        "hub.check_invariants",
    }


def test_no_task_of_ours_is_left_without_a_home():
    ours = {name for name in current_app.tasks if not name.startswith("celery.")}
    assert {name.split(".")[0] for name in ours} <= {config.label for config in APPS}


@pytest.mark.django_db
def test_the_heartbeat_moves_one_row_on():
    tasks.heartbeat()
    first = Heartbeat.objects.get().seen_at
    tasks.heartbeat()
    assert Heartbeat.objects.get().seen_at > first


@pytest.mark.django_db
@pytest.mark.parametrize(
    "task", ["sweep_notifications", "publish_scheduled", "run_retention", "check_invariants"]
)
def test_a_task_with_nothing_to_do_can_be_run_twice(task):
    getattr(tasks, task)()
    getattr(tasks, task)()


@pytest.mark.django_db
def test_the_doorbell_delivers_one_message():
    row = notify("hub.sign_in_code", recipient="a@example.com", secret="AB2C-D3EF", occasion="1")
    tasks.deliver_notifications([row.pk])
    tasks.deliver_notifications([row.pk])
    row.refresh_from_db()
    assert (row.state, row.attempts) == (Notification.State.SENT, 1)
    tasks.deliver_notifications([row.pk + 1000])


@pytest.mark.django_db
def test_pages_are_published_by_the_clock():
    page = HomePage.objects.first().add_child(instance=StandardPage(title="Guide", slug="guide"))
    page.save_revision().publish()
    page.refresh_from_db()
    page.title = "Changed by the clock"
    page.go_live_at = timezone.now() + timedelta(minutes=1)
    page.save_revision().publish()
    assert page.revisions.filter(approved_go_live_at__isnull=False).count() == 1
    tasks.publish_scheduled()
    assert StandardPage.objects.get(pk=page.pk).title != "Changed by the clock"
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        tasks.publish_scheduled()
        tasks.publish_scheduled()
    assert StandardPage.objects.get(pk=page.pk).title == "Changed by the clock"


@pytest.mark.django_db
def test_the_nightly_run_clears_old_messages_and_sessions():
    old = notify("hub.sign_in_code", recipient="a@example.com", secret="x", occasion="old")
    new = notify("hub.sign_in_code", recipient="a@example.com", secret="x", occasion="new")
    Notification.objects.update(state=Notification.State.SENT)
    Notification.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=91))
    Session.objects.create(session_key="old", expire_date=timezone.now() - timedelta(days=1))
    tasks.run_retention()
    assert list(Notification.objects.values_list("pk", flat=True)) == [new.pk]
    assert Session.objects.count() == 0


class BrokerAway:
    """A task whose broker does not answer."""

    name = "hub.anything"

    def delay(self, *args):
        raise OperationalError("no broker")


@pytest.mark.django_db
def test_a_broker_that_is_away_stops_nobody(
    caplog, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setitem(current_app.tasks, BrokerAway.name, BrokerAway())
    doorbell.logger.propagate = True
    with django_capture_on_commit_callbacks(execute=True):
        doorbell.ring(BrokerAway.name, 1)
    assert "did not take hub.anything" in caplog.text


@pytest.mark.django_db
def test_a_task_rung_by_a_wrong_name_is_refused_at_once():
    with pytest.raises(NotRegistered):
        doorbell.ring("hub.no_such_task", 1)
