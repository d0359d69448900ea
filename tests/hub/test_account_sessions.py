"""Where a person is signed in: listed, ended, renewed by use, and warned of before the end."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import ModelLogEntry

from hub.accounts.sessions import KEY, device
from hub.retention.erasure import erase_person, run_due
from tests.factories.hub import make_person, signed_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def person(db):
    return make_person("a@example.com")


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_sessions_are_listed_this_one_first(person):
    signed_in(person)
    client = signed_in(person)
    page = client.get(reverse("account_sessions")).content.decode()
    assert page.count("Last used") == 2
    assert page.index("(this one)") < page.index("End this session")
    assert "8 hours after you last used the service" in page
    signed_in(make_person())
    assert client.get(reverse("account_sessions")).content.decode().count("Last used") == 2


def test_one_session_is_ended_and_the_others_live_on(person):
    lost, kept, here = signed_in(person), signed_in(person), signed_in(person)
    target = UserSession.objects.get(session_key=lost.session.session_key)
    answer = here.post(reverse("account_sessions"), {"session": target.pk}, follow=True)
    assert "You have ended that session" in answer.content.decode()
    assert [is_signed_in(client) for client in (lost, kept, here)] == [False, True, True]
    assert ModelLogEntry.objects.get(action="hub.sessions_ended").label == f"Person {person.pk}"


def test_all_others_are_ended_at_once(person):
    first, second, here = signed_in(person), signed_in(person), signed_in(person)
    here.post(reverse("account_sessions"), {"session": "others"})
    assert [is_signed_in(client) for client in (first, second, here)] == [False, False, True]
    assert (
        "You are not signed in anywhere else"
        in here.get(reverse("account_sessions")).content.decode()
    )


def test_nobody_ends_a_session_of_somebody_else_or_by_mistake_their_own(person):
    other, here = signed_in(make_person()), signed_in(person)
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    own = UserSession.objects.get(session_key=here.session.session_key)
    for which in (theirs.pk, own.pk, "x", "", "9" * 30):
        assert here.post(reverse("account_sessions"), {"session": which}).status_code == 302
    assert is_signed_in(other)
    assert is_signed_in(here)


def test_use_renews_a_session_at_most_every_five_minutes(person):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = signed_in(person)
        clock.shift(timedelta(minutes=4))
        assert is_signed_in(client)
        assert client.get(reverse("account_session")).json()["seconds_left"] == 28_560
        clock.shift(timedelta(minutes=2))
        assert is_signed_in(client)
        assert client.get(reverse("account_session")).json()["seconds_left"] == 28_800
        assert UserSession.objects.get().last_seen_at == timezone.now()


def test_asking_how_long_is_left_does_not_renew_but_saying_stay_does(person):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = signed_in(person)
        clock.shift(timedelta(hours=7, minutes=57))
        for _ in range(2):
            answer = client.get(reverse("account_session"))
            assert answer.json()["seconds_left"] == 180
        assert answer["Cache-Control"] == "private, no-store"
        assert client.post(reverse("account_session")).json()["seconds_left"] == 28_800
        clock.shift(timedelta(hours=9))
        assert client.get(reverse("account_session")).json()["seconds_left"] == 0
        assert not is_signed_in(client)


def test_a_stranger_has_no_time_left_and_no_session(db, client):
    assert client.post(reverse("account_session")).json()["seconds_left"] == 0
    assert Session.objects.count() == 0
    assert "hub-session" not in client.get(reverse("help_terms")).content.decode()


def test_the_record_of_a_session_goes_when_it_is_over(person):
    signed_in(person)
    assert run_due()["hub.sessions"] == 0
    assert run_due(now=timezone.now() + timedelta(hours=9))["hub.sessions"] == 1
    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)


def test_erasure_ends_every_session(person):
    client = signed_in(person)
    erase_person(person=person, actor=None, reason="test")
    assert Session.objects.count() == 0
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        ("curl/8", "A browser we do not know"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537 Edg/140.0", "Edge on Windows"),
    ],
)
def test_a_device_in_words(agent, words):
    assert device(agent) == words


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("browser")
def test_in_a_browser_the_end_is_announced_and_can_be_put_off(page, live_server, settings):
    """The browser's clock is moved on, and what the server keeps is made as old."""
    client = signed_in(make_person("a@example.com"))
    key = client.session.session_key
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": key, "url": live_server.url}])
    page.clock.install()
    page.goto(live_server.url + reverse("account_name"))
    page.get_by_label("First name (optional)").fill("Zoë")
    dialog = page.locator("#hub-session")
    stay = dialog.get_by_role("button", name="Stay signed in")

    def hours_later(seconds_left: int) -> None:
        session = SessionStore(key)
        session[KEY] = int(time.time()) - settings.SESSION_COOKIE_AGE + seconds_left
        session.save()
        page.clock.fast_forward((settings.SESSION_COOKIE_AGE - seconds_left) * 1000)

    hours_later(170)
    expect(stay).to_be_focused(timeout=30_000)
    expect(dialog).to_contain_text("sign you out in 3 minutes")
    stay.press("Enter")
    expect(dialog).to_be_hidden(timeout=30_000)
    assert SessionStore(key)[KEY] > time.time() - 60
    hours_later(170)
    expect(stay).to_be_focused(timeout=30_000)
    Session.objects.all().delete()
    page.clock.fast_forward(200_000)
    over = page.get_by_role("heading", name="You have been signed out")
    expect(over).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Close this message").press("Enter")
    expect(page.get_by_label("First name (optional)")).to_have_value("Zoë")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{live_server.url}/accounts/login/?next=/account/name/")
