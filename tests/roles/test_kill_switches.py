"""Costly duties and integrations are switched off by staff, without code, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.settings.models import BaseGenericSetting

from hub.accounts.single_sign_on import providers
from hub.models import HubPolicy, User
from hub.notifications.delivery import sweep
from hub.tasks import run_retention
from roles.models import AlertMatch, RecruitmentPolicy
from roles.search.services.exports import FORMS, export_path
from roles.search.tasks import send_alerts, write_exports
from tests.factories.adverts import make_advert, make_application
from tests.factories.hub import make_person, signed_in
from tests.roles.search.test_alerts import make_alert

pytestmark = pytest.mark.django_db


def switch(policy, name, value):
    """What staff do on the page of the policy."""
    row = policy.load()
    setattr(row, name, value)
    row.save()


def api_answers(client):
    make_advert()
    yield lambda: client.get("/api/vacancies").status_code == 200
    answer = client.get("/api/vacancies")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert (answer.json()["title"], answer["Retry-After"]) == ("Switched off", "600")
    # Pages, feeds and the daily files go on.
    for address in ("/roles/", "/roles/feed.json", "/roles/export.json"):
        assert client.get(address).status_code == 200


def due_data_go(client):
    person = make_person("never@example.com")
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(days=9))

    def deed():
        run_retention()
        return not User.objects.filter(pk=person.pk).exists()

    yield deed


def daily_files_are_made(client):
    for form in FORMS:
        export_path(form).unlink(missing_ok=True)

    def deed():
        write_exports()
        return all(export_path(form).exists() for form in FORMS)

    yield deed
    # A board that comes while they are off makes none either, and is told to come again.
    for form in FORMS:
        answer = client.get(f"/roles/export.{form}")
        assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
        assert not export_path(form).exists()


def alerts_find(client):
    alert = make_alert()
    make_advert()

    def deed():
        send_alerts()
        return [match.alert for match in AlertMatch.objects.all()] == [alert]

    yield deed


def mail_goes(client):
    make_application(make_advert())

    def deed():
        return sweep() > 0

    yield deed


def providers_are_offered(client):
    yield lambda: list(providers()) == ["dept"]


SWITCHES = {
    "api_is_paused": (HubPolicy, api_answers),
    "retention_is_paused": (HubPolicy, due_data_go),
    "mail_is_paused": (HubPolicy, mail_goes),
    "single_sign_on_is_paused": (HubPolicy, providers_are_offered),
    "exports_are_paused": (RecruitmentPolicy, daily_files_are_made),
    "alerts_are_paused": (RecruitmentPolicy, alerts_find),
}


def test_every_switch_is_in_this_test():
    named = {
        field.name
        for policy in BaseGenericSetting.__subclasses__()
        for field in policy._meta.get_fields()
        if field.name.endswith("_paused")
    }
    assert named == set(SWITCHES)


@pytest.mark.parametrize("name", SWITCHES)
def test_what_a_switch_says_it_stops_it_stops_and_nothing_is_lost(name, client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{"provider_id": "dept", "name": "Department login"}]}
    }
    policy, deed_of = SWITCHES[name]
    steps = deed_of(client)
    deed = next(steps)
    switch(policy, name, True)
    assert not deed()
    # What else is said of it while it is off.
    next(steps, None)
    switch(policy, name, False)
    assert deed()


@pytest.mark.parametrize("name", SWITCHES)
def test_what_is_off_is_said_to_the_hub_team_wherever_they_work_and_to_nobody_else(name, team):
    policy, _ = SWITCHES[name]
    words = policy.SWITCHES[name]
    setting = f"/admin/settings/{policy._meta.app_label}/{policy._meta.model_name}/"
    lead, adviser = signed_in(team.lead), signed_in(team.adviser)
    pages = ("/campaigns/", "/support/", "/admin/")

    def told(browser):
        return [page for page in pages if words in browser.get(page, follow=True).text]

    assert (told(lead), told(adviser)) == ([], [])
    switch(policy, name, True)
    assert (told(lead), told(adviser)) == (list(pages), list(pages))
    for page in pages:
        assert f'href="{setting}' in lead.get(page, follow=True).text
        # Who cannot change it reads who can.
        seen = adviser.get(page, follow=True).text
        assert (f'href="{setting}' in seen, "A hub lead can switch it on again" in seen) == (
            False,
            True,
        )
    others = (team.manager, make_person("somebody@example.com"), make_person("", "Editors"))
    assert [told(signed_in(person)) for person in others] == [[], [], []]
    switch(policy, name, False)
    assert (told(lead), told(adviser)) == ([], [])


def test_job_boards_get_the_last_file_that_was_made_while_that_is_off(client):
    make_advert("Made before")
    write_exports()
    before = export_path("json").read_bytes()
    switch(RecruitmentPolicy, "exports_are_paused", True)
    make_advert("Made meanwhile")
    write_exports()
    answer = client.get("/roles/export.json")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, before)
