"""The outbox: written with the thing it tells of, sent once, tried again, given up on visibly."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail, signing
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.models import HubPolicy, Membership, Notification, NotificationPreference
from hub.notifications import kinds, notify, notify_many
from hub.notifications.delivery import LEASE, WAITS, deliver, sweep
from hub.notifications.unsubscribe import read_token, stop_url
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
KIND = "hub.invariants_broken"
State = Notification.State


@pytest.fixture
def person():
    return make_person("someone@example.com")


def tell(person, occasion="today", **fields):
    return notify(KIND, recipient=person, occasion=occasion, context={"number": 2}, **fields)


def later(**fields):
    return timezone.now() + timedelta(**fields)


def test_the_same_thing_is_told_once(person):
    first = tell(person)
    assert tell(person) == first
    assert Notification.objects.count() == 1
    tell(person, "tomorrow")
    assert Notification.objects.count() == 2


def test_many_are_told_as_one_would_be_each_once_and_not_who_opted_out(
    person, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    others = [make_person(f"person{number}@example.com") for number in range(30)]
    tell(person)
    NotificationPreference.objects.create(user=others[0], slug=KIND, chosen_at=timezone.now())
    about = [(who, None) for who in [person, *others]] + [("No@Account.example.com", None)]
    with django_capture_on_commit_callbacks() as rung, django_assert_max_num_queries(6):
        told = notify_many(KIND, about=about, occasion="today", context={"number": 2})
    assert kinds.get(KIND).may_opt_out
    assert (told, len(rung)) == (30, 1)
    assert notify_many(KIND, about=about, occasion="today", context={"number": 2}) == 0
    assert tell(others[1]).context == {"number": 2}
    assert Notification.objects.count() == told + 1
    assert Notification.objects.filter(address="no@account.example.com").count() == 1
    assert sweep() == told + 1


def test_a_message_is_not_written_when_its_cause_is_rolled_back(person):
    with transaction.atomic():
        tell(person)
        transaction.set_rollback(True)
    assert Notification.objects.count() == 0


def test_the_mail_has_text_html_and_the_headers_it_is_due(person):
    row = tell(person)
    assert sweep() == 1
    (sent,) = mail.outbox
    assert sent.to == ["someone@example.com"]
    assert "Last night’s check of the service found 2 problems" in sent.body
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert "Last night’s check of the service found 2 problems" in html
    stop = stop_url(row)
    assert sent.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert row.key[:24] in sent.extra_headers["Message-ID"]
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.SENT, 1)


def test_a_mail_keeps_its_headers_when_a_relay_writes_it_anew(person, settings):
    """What is longer than a line became an encoded word, and stopping in one click was lost."""
    settings.HUB_BASE_URL = "https://hub.example.gov.uk"
    row = tell(person)
    sweep()
    (sent,) = mail.outbox
    written = sent.message().as_bytes()
    for name in (b"Message-ID", b"List-Unsubscribe"):
        (line,) = [line for line in written.splitlines() if line.startswith(name + b": <")]
        assert line.endswith(b">")
        assert len(line) <= 78
    again = message_from_bytes(written, policy=policy.SMTP).as_bytes()
    assert f"List-Unsubscribe: <{stop_url(row)}>".encode() in again


def test_a_link_of_an_earlier_mail_still_stops_its_kind(person, client):
    row = tell(person)
    token = signing.Signer(salt="hub.unsubscribe").sign_object([person.pk, row.slug])
    assert read_token(token) == (person, row.slug)
    assert read_token(stop_url(row).split("/")[-2]) == (person, row.slug)
    assert client.get(f"/messages/stop/{token}/").status_code == 200


@pytest.mark.parametrize("place", range(3))
def test_a_forged_link_stops_nothing(person, client, place):
    token = stop_url(tell(person)).split("/")[-2]
    at = (0, token.index("-") - 1, len(token) - 1)[place]
    other = "0" if token[at] != "0" else "1"
    assert read_token(token[:at] + other + token[at + 1 :]) is None
    assert client.get(f"/stop/{token}x/").status_code == 404


def test_sending_twice_and_sweeping_twice_sends_once(person):
    row = tell(person)
    assert [deliver(row.pk), deliver(row.pk), sweep()] == [True, False, 0]
    assert len(mail.outbox) == 1


def test_the_code_is_wiped_on_delivery():
    row = notify("hub.sign_in_code", recipient="a@example.com", secret="AB2C-D3EF", occasion="1")
    deliver(row.pk)
    row.refresh_from_db()
    assert "AB2C-D3EF" in mail.outbox[0].body
    assert row.secret == ""


def test_a_worker_that_died_is_found_by_the_sweep_when_its_lease_is_over(person):
    row = tell(person)
    Notification.objects.filter(pk=row.pk).update(
        state=State.LEASED, leased_until=later(seconds=60)
    )
    assert sweep() == 0
    assert sweep(now=later(seconds=61)) == 1
    assert len(mail.outbox) == 1


def test_mail_server_down_for_an_hour(person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = tell(person)
    now = timezone.now()
    for minute in range(60):
        sweep(now=now + timedelta(minutes=minute))
    row.refresh_from_db()
    assert row.state == State.PENDING
    assert 5 <= row.attempts <= 8
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sum(sweep(now=now + timedelta(minutes=minute)) for minute in range(60, 100)) == 1
    assert len(mail.outbox) == 1


def test_given_up_on_after_eight_tries_and_retried_by_staff(person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = tell(person)
    for hours in range(len(WAITS) + 3):
        deliver(row.pk, now=later(hours=hours))
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.DEAD, 8)
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    url = reverse("message_retry", args=[row.public_id])
    page = staff.get(reverse("message_log:inspect", args=[row.public_id])).content.decode()
    assert "Send again" in page
    assert signed_in(person).post(url).status_code == 403
    assert staff.post(url).status_code == 302
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sweep() == 1
    staff.post(url)
    row.refresh_from_db()
    assert row.state == State.SENT


def test_waiting_times_add_up_to_about_75_minutes():
    assert sum(WAITS, timedelta()) == timedelta(minutes=75)
    assert len(WAITS) + 1 == 8


def test_the_kill_switch_holds_everything_and_loses_nothing(person):
    policy = HubPolicy.load()
    policy.mail_is_paused = True
    policy.save()
    tell(person)
    assert sweep() == 0
    policy.mail_is_paused = False
    policy.save()
    assert sweep() == 1


def test_pacing_sends_no_more_than_the_provider_takes(person):
    policy = HubPolicy.load()
    policy.mail_per_minute = 2
    policy.save()
    for number in range(5):
        tell(person, str(number))
    assert sweep() == 2
    assert sweep() == 0
    Notification.objects.filter(state=State.SENT).update(sent_at=later(minutes=-2))
    assert sweep() == 2


def test_nothing_is_sent_before_its_release(person):
    tell(person, not_before=later(hours=1))
    assert sweep() == 0
    assert sweep(now=later(hours=2)) == 1


def test_a_kind_nobody_declares_any_more_is_left_readable(person):
    row = tell(person)
    Notification.objects.update(slug="gone.thing_happened")
    assert sweep() == 0
    row.refresh_from_db()
    assert (row.state, row.error) == (State.SKIPPED, "this email is no longer used")
    with pytest.raises(LookupError, match="not declared"):
        notify("gone.thing_happened", recipient=person)


# --- Stopping -------------------------------------------------------------------------------------


def test_the_link_asks_and_the_post_stops(person):
    row = tell(person)
    path = stop_url(row).split("//")[1].partition("/")[2]
    client = Client(enforce_csrf_checks=True)
    assert "Stop these emails?" in client.get(f"/{path}").content.decode()
    assert NotificationPreference.objects.count() == 0
    one_click = client.post(f"/{path}", {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert NotificationPreference.objects.get().slug == KIND
    assert sweep() == 0
    assert tell(person, "later") is None


@pytest.mark.parametrize("token", ["x", "WzEsMV0:1abc:forged", "%00"])
def test_a_forged_link_answers_404(token):
    assert Client().get(f"/messages/stop/{token}/").status_code == 404


def test_a_person_without_a_role_is_not_asked_about_messages_to_staff(person):
    url = reverse("message_preferences")
    shown = signed_in(person).get(url).context_data["form"].fields["wants"].choices
    assert KIND not in dict(shown)
    assert [kind.slug for kind in kinds if kind.may_opt_out and not kind.reaches] == list(
        dict(shown)
    )
    lead = make_person("", StaffGroup.HUB_LEADS)
    shown = signed_in(lead).get(url).context_data["form"].fields["wants"].choices
    assert KIND in dict(shown)


def test_everyone_chooses_among_the_messages_that_they_can_get_a_sentence_for_each():
    department = make_organisation()
    manager = make_member(Membership.Role.HIRING_MANAGER, department)
    url = reverse("message_preferences")
    shown = dict(signed_in(manager).get(url).context_data["form"].fields["wants"].choices)
    assert {KIND, "hub.mail_returned", "roles.triage_late", "roles.support_triaged"}.isdisjoint(
        shown
    )
    assert (
        shown["roles.saved_role_closing"],
        shown["roles.campaign_feedback_asked"],
    ) == ("Remind me some days before a role I saved closes", "Ask me how a campaign of mine went")
    requester = make_member(Membership.Role.REQUESTER, department)
    shown = dict(signed_in(requester).get(url).context_data["form"].fields["wants"].choices)
    assert shown["roles.support_triaged"] == (
        "Tell me when the hub team has looked at my support request"
    )
    lead = make_person("", StaffGroup.HUB_LEADS)
    shown = dict(signed_in(lead).get(url).context_data["form"].fields["wants"].choices)
    assert (shown[KIND], shown["hub.mail_returned"]) == (
        "Tell me when the nightly check finds a problem",
        "Tell me when an email could not be delivered",
    )
    assert all(kind.choice.split()[0] in ("Tell", "Remind", "Ask") for kind in kinds if kind.choice)


def test_preferences_can_be_changed_and_changed_back():
    person = make_person("", StaffGroup.HUB_LEADS)
    client = signed_in(person)
    url = reverse("message_preferences")
    client.post(url, {"wants": []})
    assert tell(person) is None
    client.post(url, {"wants": [KIND]})
    assert tell(person) is not None


# --- The catalogue --------------------------------------------------------------------------------


def test_every_kind_has_a_preview_with_subject_text_and_html():
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    page = staff.get(reverse("message_catalogue")).content.decode()
    for kind in kinds:
        assert kind.label in page or kind.slug in page
        preview = staff.get(reverse("message_preview", args=[kind.slug]))
        assert preview.status_code == 200
        html = staff.get(reverse("message_preview_html", args=[kind.slug]))
        assert html.status_code == 200
        assert "<html" in html.content.decode()
    assert staff.get(reverse("message_preview", args=["no.such"])).status_code == 404


def test_the_catalogue_is_for_hub_staff():
    trainer = signed_in(make_person("t@hub.example", StaffGroup.TRAINERS))
    assert trainer.get(reverse("message_catalogue")).status_code == 404


def test_the_mailbox_exists_in_a_demonstration_only(settings, tmp_path):
    assert Client().get(reverse("demo_mailbox")).status_code == 404
    settings.HUB_DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert "No emails have been sent yet." in Client().get(reverse("demo_mailbox")).content.decode()
    row = notify("hub.sign_in_code", recipient="a@example.com", secret="AB2C-D3EF", occasion="1")
    deliver(row.pk)
    page = Client().get(reverse("demo_mailbox")).content.decode()
    assert "Your sign-in code" in page
    (file,) = tmp_path.glob("*.log")
    letter = Client().get(reverse("demo_mail", args=[f"{file.stem}.0"])).content.decode()
    assert "AB2C-D3EF" in letter
    assert Client().get(reverse("demo_mail", args=["nope"])).status_code == 404
    html = Client().get(reverse("demo_mail_html", args=[f"{file.stem}.0"]))
    assert "AB2C-D3EF" in html.content.decode()
    assert "sandbox" in html["Content-Security-Policy"]
    assert "script-src 'none'" in html["Content-Security-Policy"]
    assert Client().get(reverse("demo_mail_html", args=["nope"])).status_code == 404


def test_a_broker_that_is_away_loses_nothing(person, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_need(make_organisation(), person)
        row = tell(person)
    assert sweep() in (0, 1)
    row.refresh_from_db()
    assert row.state == State.SENT


def test_a_lease_is_longer_than_a_delivery_may_take():
    assert timedelta(seconds=60) < LEASE
