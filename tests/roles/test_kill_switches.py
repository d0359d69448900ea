"""Costly duties and integrations are switched off by staff, without code, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import HubPolicy, User
from hub.tasks import run_retention
from roles.models import AlertMatch, RecruitmentPolicy
from roles.search.services.exports import export_path
from roles.search.tasks import send_alerts, write_exports
from tests.factories.adverts import make_advert
from tests.factories.hub import make_person
from tests.roles.search.test_alerts import make_alert

pytestmark = pytest.mark.django_db


def switch(policy, name, value):
    """What staff do on the page of the policy."""
    row = policy.load()
    setattr(row, name, value)
    row.save()


def test_programs_are_told_to_come_back_while_the_api_is_off_and_pages_go_on(client):
    make_advert()
    switch(HubPolicy, "api_is_paused", True)
    answer = client.get("/api/vacancies")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert (answer.json()["title"], answer["Retry-After"]) == ("Switched off", "600")
    assert client.get("/roles/").status_code == client.get("/roles/feed.json").status_code == 200
    switch(HubPolicy, "api_is_paused", False)
    assert client.get("/api/vacancies").status_code == 200


def test_what_is_due_to_be_erased_waits_while_that_is_off():
    person = make_person("never@example.com")
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(days=9))
    switch(HubPolicy, "retention_is_paused", True)
    run_retention()
    assert User.objects.filter(pk=person.pk).exists()
    switch(HubPolicy, "retention_is_paused", False)
    run_retention()
    assert not User.objects.filter(pk=person.pk).exists()


def test_the_daily_files_stay_as_they_were_while_that_is_off():
    switch(RecruitmentPolicy, "exports_are_paused", True)
    before = export_path("json").exists()
    write_exports()
    assert export_path("json").exists() == before
    switch(RecruitmentPolicy, "exports_are_paused", False)
    write_exports()
    assert export_path("json").exists()


def test_new_roles_are_told_of_when_alerts_go_on():
    alert = make_alert()
    make_advert()
    switch(RecruitmentPolicy, "alerts_are_paused", True)
    send_alerts()
    assert AlertMatch.objects.count() == 0
    switch(RecruitmentPolicy, "alerts_are_paused", False)
    send_alerts()
    assert [match.alert for match in AlertMatch.objects.all()] == [alert]
