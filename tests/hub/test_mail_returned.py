"""Bounces and complaints come back from the mail provider, stop the sending and tell somebody."""

from __future__ import annotations

import base64
import json

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from hub.models import Notification
from hub.notifications import notify
from hub.notifications.provider import may_still_arrive
from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
PROVIDER = {
    "EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend",
    "ANYMAIL": {"WEBHOOK_SECRET": "hub:secret"},
}
EVENT = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "MessageID": "1",
    "BouncedAt": "2026-06-01T10:00:00Z",
}
State = Notification.State


def sent_to(person, slug="hub.second_factor_changed", occasion="1"):
    """A message that was handed to the provider."""
    notify(slug, recipient=person, occasion=occasion)
    call_command("deliver")
    return Notification.objects.get(slug=slug, recipient=person, occasion=occasion)


def event(row, *, password="hub:secret", **changes):
    """The provider's event about a message, as Postmark sends it."""
    said = {**EVENT, "Metadata": {"key": row.key}, "Email": "x@example.com", **changes}
    with override_settings(**PROVIDER):
        return Client(enforce_csrf_checks=True).post(
            "/mail/events/",
            json.dumps(said),
            content_type="application/json",
            headers={"Authorization": f"Basic {base64.b64encode(password.encode()).decode()}"},
        )


@pytest.fixture
def lead():
    return make_person("lead@example.gov.uk", StaffGroup.HUB_LEADS)


def test_a_bounce_stops_what_is_sent_there_and_tells_the_leads_once(lead):
    person = make_person("gone@example.com")
    row = sent_to(person)
    assert (row.state, mail.outbox[-1].metadata) == (State.SENT, {"key": row.key})
    assert [event(row).status_code for _ in range(2)] == [200, 200]
    row.refresh_from_db()
    assert (row.state, row.error) == (State.RETURNED, "bounced")
    assert Notification.objects.get(slug="hub.mail_returned").recipient == lead
    notify("hub.invariants_broken", recipient=person, context={"number": 1})
    urgent = sent_to(person, "hub.second_factor_changed", "2")
    call_command("deliver")
    stopped = Notification.objects.get(slug="hub.invariants_broken")
    assert (stopped.state, stopped.error) == (State.SKIPPED, "emails to this address come back")
    # What somebody waits for at this moment is tried: it may work by now.
    assert urgent.state == State.SENT
    # Whoever signs in has read a code there.
    person.last_login = timezone.now()
    person.save()
    notify("hub.invariants_broken", recipient=person, occasion="later", context={"number": 2})
    call_command("deliver")
    assert Notification.objects.get(occasion="later").state == State.SENT


def test_a_complaint_stops_it_as_well_and_staff_can_try_again(lead):
    row = sent_to(make_person("cross@example.com"))
    assert event(row, RecordType="SpamComplaint", Type="SpamComplaint").status_code == 200
    row.refresh_from_db()
    assert (row.state, row.error) == (State.RETURNED, "complained")
    page = signed_in(lead).get(f"/admin/messages/log/inspect/{row.public_id}/").content.decode()
    assert "Send again" in page


@pytest.mark.parametrize("kind", ["SoftBounce", "Transient", "DnsError", "VirusNotification"])
def test_a_mailbox_that_takes_no_mail_for_now_does_not_stop_it(lead, kind):
    person = make_person("full@example.com")
    row = sent_to(person)
    assert event(row, Type=kind).status_code == 200
    row.refresh_from_db()
    assert row.state == State.SENT
    assert not Notification.objects.filter(slug="hub.mail_returned").exists()
    notify("hub.invariants_broken", recipient=person, context={"number": 1})
    call_command("deliver")
    assert Notification.objects.get(slug="hub.invariants_broken").state == State.SENT
    # It may turn out later that there is no such mailbox.
    assert event(row, Type="HardBounce").status_code == 200
    row.refresh_from_db()
    assert row.state == State.RETURNED


@pytest.mark.parametrize(
    ("said", "is_for_now"),
    [
        ({"bounce": {"bounceType": "Transient", "bounceSubType": "MailboxFull"}}, True),
        ({"bounce": {"bounceType": "Permanent", "bounceSubType": "General"}}, False),
        ({"data": {"bounce": {"type": "Transient"}}}, True),
        ({"data": {"bounce": {"type": "Permanent"}}}, False),
        ({"event": "soft_bounce"}, True),
        ({"event": "hard_bounce"}, False),
        ({"data": {"type": "soft_bounced"}}, True),
        ({"event-data": {"event": "failed", "severity": "temporary"}}, True),
        ({"event-data": {"event": "failed", "severity": "permanent"}}, False),
        ({"event": "bounce", "hard_bounce": False}, True),
        ({"event": "bounce", "hard_bounce": True}, False),
        ({"event": "bounce", "type": "blocked"}, True),
        ({"event": "bounce", "type": "bounce"}, False),
        ({"msys": {"message_event": {"bounce_class": "22"}}}, True),
        ({"msys": {"message_event": {"bounce_class": "10"}}}, False),
        (None, False),
    ],
)
def test_each_provider_says_in_its_own_words_that_a_bounce_is_for_now(said, is_for_now):
    assert may_still_arrive(said) == is_for_now


def test_what_was_delivered_or_is_not_ours_changes_nothing(lead):
    row = sent_to(make_person("well@example.com"))
    assert event(row, RecordType="Delivery", Type="").status_code == 200
    assert event(row, Metadata={"key": "of nobody"}).status_code == 200
    row.refresh_from_db()
    assert row.state == State.SENT
    assert not Notification.objects.filter(slug="hub.mail_returned").exists()


def test_nobody_but_the_provider_says_that_a_message_came_back(lead, client):
    row = sent_to(make_person("well@example.com"))
    assert event(row, password="hub:guess").status_code == 400
    # Without a provider, or without a secret, there is no such page.
    assert client.post("/mail/events/", {}).status_code == 404
    with override_settings(**{**PROVIDER, "ANYMAIL": {}}):
        assert client.post("/mail/events/", {}).status_code == 404
    row.refresh_from_db()
    assert row.state == State.SENT
