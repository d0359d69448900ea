"""Who applied online and by phone is told so themselves; staff learn nothing before interviews."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from hub.models import Notification
from hub.notifications.returned import record_returned
from hub.permissions import StaffGroup
from roles.applications.services.applications import submit_application
from tests.factories.adverts import (
    WORDS,
    enter_for_somebody,
    make_advert,
    make_application,
    make_draft,
    make_handler,
)
from tests.factories.hub import make_member, make_person, signed_in
from tests.harness.test_sight import words_of
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
OTHERS = {"full_name": "Somebody Else"}


def setting():
    campaign = make_advert()
    return campaign, make_member("resourcing", campaign.organisation)


def told():
    rows = Notification.objects.filter(slug="roles.applied_twice")
    return [row.recipient for row in rows]


def page_of(application):
    return signed_in(application.candidate).get(f"/applications/{application.reference}/").text


def test_R8_whoever_applied_is_told_when_staff_enter_another_for_them_and_can_keep_one():
    campaign, officer = setting()
    own = make_application(campaign)
    spelt = {"phone": f"+44{WORDS['phone'][1:]}", "full_name": WORDS["full_name"].upper()}
    entered = enter_for_somebody(campaign, officer, **spelt)
    assert told() == [own.candidate]
    call_command("deliver")
    bodies = [letter.body for letter in mail.outbox if letter.to == [own.candidate.email]]
    assert any("We can only consider one application from each person" in body for body in bodies)
    page = page_of(own)
    assert "also entered an application for this role" in page
    assert entered.reference not in page
    client, withdraw = signed_in(own.candidate), f"/applications/{own.reference}/withdraw/"
    client.post(withdraw, as_read(client, withdraw, {"reason": ""}))
    own.refresh_from_db()
    assert own.state == "withdrawn"
    assert "also entered an application" not in page_of(own)


def test_R8_it_is_noticed_when_their_own_comes_second():
    campaign, officer = setting()
    enter_for_somebody(campaign, officer)
    draft = make_draft(campaign)
    assert told() == []
    submit_application(application=draft, actor=draft.candidate)
    assert told() == [draft.candidate]


def test_a_phone_number_that_two_people_share_says_nothing():
    campaign, officer = setting()
    own = make_application(campaign)
    enter_for_somebody(campaign, officer, **OTHERS)
    assert told() == []
    assert "also entered an application" not in page_of(own)


def test_R11_staff_read_before_they_enter_one_that_they_are_not_told_and_why():
    campaign, officer = setting()
    make_application(campaign)
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    page = signed_in(officer).get(url).text
    assert "Ask first whether they have applied online" in page
    entered = enter_for_somebody(campaign, officer)
    for person in (officer, make_handler(campaign)):
        client = signed_in(person)
        assert (
            "May be the same person"
            not in client.get(f"/campaigns/{campaign.reference}/applications/").text
        )
        assert (
            "May be the same person"
            not in client.get(
                f"/campaigns/{campaign.reference}/applications/{entered.reference}/"
            ).text
        )


@pytest.mark.parametrize("state", ["pending", "dead", "returned"])
def test_R11_no_staff_learn_from_the_log_that_somebody_was_told(state):
    """Whoever enters a known name and number would read there which application is theirs."""
    campaign, officer = setting()
    own = make_application(campaign)
    enter_for_somebody(campaign, officer)
    row = Notification.objects.get(slug="roles.applied_twice")
    if state == "returned":
        Notification.objects.filter(pk=row.pk).update(state="sent")
        record_returned(key=row.key, reason="bounced")
    else:
        Notification.objects.filter(pk=row.pk).update(state=state)
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    log, arrived = reverse("message_log:index"), reverse("message_arrived")
    asked = [log, f"{log}?export=csv", f"{log}?export=xlsx", f"{log}?state={state}", "/work/"]
    said = [words_of(lead.get(url)) for url in asked]
    said.append(lead.post(arrived, {"address": own.candidate.email}).text)
    assert str(row.public_id) not in lead.get(log).text
    assert [text for text in said if "You may have applied twice" in text] == []
    for page in ("message_log:inspect", "message_retry"):
        assert lead.get(reverse(page, args=[row.public_id])).status_code == 404
    assert not Notification.objects.filter(slug="hub.mail_returned").exists()
