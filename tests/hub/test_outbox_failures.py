"""The outbox when servers refuse, templates fail or records are gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from wagtail import hooks

from hub.models import HubPolicy, Notification
from hub.notifications import NotificationKind, kinds, notify
from hub.notifications.delivery import LEASE, SERVER_IS_AWAY, TRIES, deliver, retry_dead, sweep
from hub.notifications.emails import Block, blocks, message
from hub.tasks import deliver_notifications, sweep_notifications
from tests.factories.hub import make_need, make_organisation, make_person

pytestmark = pytest.mark.django_db
KIND = "hub.invariants_broken"
State = Notification.State


class Sink:
    """A real mail server that takes what it is told to take."""

    def __init__(self) -> None:
        self.messages: list = []
        self.connections = 0
        self.answer = "250 OK"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope)
        return "250 OK"


@pytest.fixture
def sink(settings):
    found = Sink()
    server = Controller(found, hostname="127.0.0.1", port=0)
    # The port is chosen by the system: the controller learns it when it listens.
    server.port = free_port()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield found
    server.stop()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tell(person, occasion="today", **fields):
    return notify(KIND, recipient=person, occasion=occasion, context={"number": 2}, **fields)


def state_of(row) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.error


def test_a_sweep_sends_all_through_one_connection(sink):
    for number in range(5):
        tell(make_person(), str(number))
    assert sweep() == 5
    assert (len(sink.messages), sink.connections) == (5, 1)


def test_an_address_that_will_never_do_is_given_up_at_once(sink):
    sink.answer = "550 No such user here"
    row = tell(make_person())
    assert sweep() == 0
    assert state_of(row) == (State.DEAD, "the address was refused: SMTPRecipientsRefused")


def test_a_server_that_asks_to_come_again_is_asked_again(sink):
    sink.answer = "450 Greylisted, come again"
    row = tell(make_person())
    now = timezone.now()
    assert sweep(now=now) == 0
    assert state_of(row) == (State.PENDING, "SMTPRecipientsRefused")
    sink.answer = "250 OK"
    assert sweep(now=now + timedelta(minutes=2)) == 1


def test_a_bad_address_does_not_stop_the_others(sink):
    bad, good = tell(make_person()), tell(make_person(), "other")
    sink.answer = "550 No such user here"
    deliver(bad.pk)
    sink.answer = "250 OK"
    assert sweep() == 1
    assert state_of(good) == (State.SENT, "")


def test_while_the_server_is_away_a_sweep_spares_the_tries_of_the_rest(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    for number in range(6):
        tell(make_person(), str(number))
    assert sweep() == 0
    assert Notification.objects.filter(attempts=1).count() == SERVER_IS_AWAY


def test_a_template_that_fails_stops_nobody_else_and_is_given_up_on_in_the_end():
    broken = NotificationKind(
        slug="hub.broken_told",
        label="Broken",
        audience="Nobody",
        trigger="Never",
        title="Broken",
        template="hub/notifications/no_such_template.txt",
        example=dict,
    )
    with hooks.register_temporarily("register_hub_notifications", lambda: [broken]):
        person = make_person()
        row, other = notify(broken.slug, recipient=person), tell(person)
        assert sweep() == 1
        assert state_of(other) == (State.SENT, "")
        assert state_of(row) == (State.PENDING, "could not be written: TemplateDoesNotExist")
        for hours in range(1, TRIES + 1):
            deliver(row.pk, now=timezone.now() + timedelta(hours=hours))
        assert state_of(row) == (
            State.DEAD,
            f"could not be written: TemplateDoesNotExist, after {TRIES} tries",
        )


def test_a_message_that_kills_the_worker_each_time_is_given_up_on():
    row = tell(make_person())
    for hours in range(TRIES):
        # Claimed, and the worker never came back.
        Notification.objects.filter(pk=row.pk).update(
            state=State.LEASED,
            attempts=hours + 1,
            leased_until=timezone.now() + timedelta(hours=hours),
        )
    assert not deliver(row.pk, now=timezone.now() + timedelta(hours=TRIES))
    assert state_of(row) == (State.DEAD, "we tried several times and failed")
    assert mail.outbox == []


class SlowBackend(EmailBackend):
    """Takes so long that the worker's soft time limit strikes."""

    def send_messages(self, email_messages):
        raise SoftTimeLimitExceeded


def test_a_delivery_that_runs_out_of_time_is_tried_again(settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    row = tell(make_person())
    with pytest.raises(SoftTimeLimitExceeded):
        deliver(row.pk)
    assert state_of(row) == (State.PENDING, "it took too long")


class LateBackend(EmailBackend):
    """Fails after the lease ran out and another worker has sent the message."""

    def send_messages(self, email_messages):
        Notification.objects.update(state=State.SENT, attempts=2, leased_until=None)
        raise ConnectionResetError


def test_a_worker_that_comes_back_late_does_not_undo_what_another_did(settings):
    settings.EMAIL_BACKEND = f"{__name__}.LateBackend"
    row = tell(make_person())
    deliver(row.pk)
    assert state_of(row) == (State.SENT, "")


def test_a_code_that_could_not_be_sent_in_time_is_not_sent_at_all():
    row = notify("hub.sign_in_code", recipient="a@example.com", secret="AB2C-D3EF", occasion="1")
    Notification.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(minutes=16))
    assert sweep() == 0
    assert state_of(row) == (State.SKIPPED, "it was too late to send it")
    assert row.secret == ""


def test_a_message_about_something_that_is_gone_is_not_sent():
    person = make_person()
    need = make_need(make_organisation(), person)
    row = notify(KIND, recipient=person, subject=need, context={"number": 2})
    need.delete()
    assert sweep() == 0
    assert state_of(row) == (State.SKIPPED, "what it was about has been deleted")


def test_a_closed_account_gets_no_mail():
    person = make_person()
    row = tell(person)
    person.is_active = False
    person.save()
    assert sweep() == 0
    assert state_of(row) == (State.SKIPPED, "the account is closed")


def test_a_message_that_is_no_longer_true_is_not_sent():
    outdated = NotificationKind(
        slug="hub.outdated_told",
        label="Outdated",
        audience="Nobody",
        trigger="Never",
        title="Outdated",
        template="hub/notifications/invariants_broken.txt",
        example=dict,
        extra=lambda row: None,
    )
    with hooks.register_temporarily("register_hub_notifications", lambda: [outdated]):
        row = notify(outdated.slug, recipient=make_person())
        assert sweep() == 0
        assert state_of(row) == (State.SKIPPED, "it is no longer needed")


def test_a_sign_in_code_goes_before_the_others_and_past_the_pacing():
    policy = HubPolicy.load()
    policy.mail_per_minute = 1
    policy.save()
    for number in range(3):
        tell(make_person(), str(number))
    notify("hub.sign_in_code", recipient="a@example.com", secret="AB2C-D3EF", occasion="1")
    notify("hub.sign_in_code", recipient="b@example.com", secret="AB2C-D3EG", occasion="1")
    assert sweep() == 2
    assert [sent.to for sent in mail.outbox] == [["a@example.com"], ["b@example.com"]]
    policy.mail_is_paused = True
    policy.save()
    row = notify("hub.sign_in_code", recipient="c@example.com", secret="AB2C", occasion="1")
    assert not deliver(row.pk)
    assert state_of(row) == (State.PENDING, "")


def test_only_what_was_given_up_on_can_be_retried():
    row = tell(make_person())
    assert not retry_dead(row)
    Notification.objects.update(state=State.DEAD, attempts=TRIES)
    assert retry_dead(row)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.PENDING, 0)


def test_a_message_is_never_sent_with_a_broken_subject_line():
    kind = kinds.get(KIND)
    assert message(kind, {"number": 1}, to="a@example.com").subject == kind.title


def test_plain_text_becomes_paragraphs_and_lists():
    text = "Dear you,\nhello.\n\nYou need:\n* a pen\n* paper\n\n- one\n- two\nThen go.\n"
    assert list(blocks(text)) == [
        Block(["Dear you,", "hello."]),
        Block(["You need:"]),
        Block(["a pen", "paper"], is_list=True),
        Block(["one", "two"], is_list=True),
        Block(["Then go."]),
    ]


def test_html_is_escaped_and_links_are_links():
    kind = kinds.get(KIND)
    letter = message(
        kind, {"number": "<b>2</b>", "base_url": "https://hub.example.gov.uk"}, to="a@example.com"
    )
    html, _ = letter.alternatives[0]
    assert "<b>" not in html
    assert "&lt;b&gt;2" in html
    assert 'href="https://hub.example.gov.uk/admin/invariants/"' in html


def test_a_lease_outlives_every_attempt():
    limits = [deliver_notifications.time_limit, sweep_notifications.time_limit]
    assert max(limits) < LEASE.total_seconds()
