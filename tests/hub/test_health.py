"""The health of the service, part by part."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.models import Heartbeat
from hub.tasks import heartbeat

pytestmark = pytest.mark.django_db


def test_well_with_a_live_worker():
    heartbeat()
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]


def test_unwell_without_a_worker_and_it_says_why():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "no worker has been seen")


def test_unwell_when_the_worker_fell_silent():
    heartbeat()
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"].startswith("no worker has been seen for")


def test_a_missing_queue_folder_is_named(settings, tmp_path):
    heartbeat()
    settings.BROKER_DIR = tmp_path / "no-such-folder"
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "the queue folder is missing")


def test_two_heartbeats_are_one_row():
    heartbeat()
    heartbeat()
    assert Heartbeat.objects.count() == 1
