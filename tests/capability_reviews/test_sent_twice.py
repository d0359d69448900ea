"""What is true of every page that makes a record, tried with those of the capability workspace."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from capability_reviews.models import (
    OrgDesignEngagement,
    TrainingPlan,
)
from hub.models import FormReceipt
from hub.tasks import run_retention
from tests.factories.hub import signed_in


def url(name: str) -> str:
    return reverse(f"capability_reviews:{name}")


@pytest.mark.django_db
def test_a_page_with_a_mistake_is_sent_again_once_it_is_mended(department, lead):
    client = signed_in(lead)
    html = client.post(url("training_add"), {"organisation": department.pk}).content.decode()
    assert TrainingPlan.objects.count() == 0
    data = {"organisation": department.pk, "description": "Data", "page_token": "x" * 36}
    client.post(url("training_add"), {**data, "description": ""})
    client.post(url("training_add"), data)
    assert (TrainingPlan.objects.count(), FormReceipt.objects.count()) == (1, 1)
    assert "page_token" in html


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x" * 500, "two words"])
def test_what_cannot_be_a_token_counts_as_none(department, lead, token):
    data = {"organisation": department.pk, "description": "Data", "page_token": token}
    assert signed_in(lead).post(url("training_add"), data).status_code == 302
    assert (TrainingPlan.objects.count(), FormReceipt.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_receipts_go_after_a_week(department, lead, time_machine):
    data = {"organisation": department.pk, "description": "Data", "page_token": "t"}
    signed_in(lead).post(url("training_add"), data)
    time_machine.move_to(timezone.now() + timedelta(days=8), tick=False)
    run_retention()
    assert FormReceipt.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_page_sent_many_times_at_once_makes_one(department, lead):
    data = {"organisation": department.pk, "question": "Who leads?", "page_token": "t"}
    clients = [signed_in(lead) for _ in range(4)]
    barrier, led = Barrier(4), []

    def send(client) -> None:
        barrier.wait()
        try:
            led.append(client.post(url("engagement_ask"), data).url)
        finally:
            connection.close()

    threads = [Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OrgDesignEngagement.objects.count() == 1
    assert led == [OrgDesignEngagement.objects.get().get_absolute_url()] * 4
