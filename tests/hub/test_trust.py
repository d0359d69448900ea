"""What a stranger may not do to others: pass checks, keep them out, see or bend what they typed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import format_html

from hub import rates
from hub.forms import Form
from hub.models import Notification, StaffGroup
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
ASKED = "You have asked for too many codes"
LOGIN = "/accounts/login/"


@pytest.mark.parametrize(
    ("path", "prefix"),
    [
        ("/campaigns/", "/accounts"),
        ("/admin/users/", "/accounts"),
        ("/support/", "/help"),
        ("/account/data/", "/static"),
    ],
)
def test_no_header_hides_a_page_from_the_second_factor(settings, path, prefix):
    settings.HUB_STAFF_SECOND_FACTOR = True
    staff = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    plain = staff.get(path)
    hidden = staff.get(path, SCRIPT_NAME=prefix)
    assert (plain.status_code, hidden.status_code) == (302, 302)
    assert "2fa" in hidden.url
    assert hidden.url == plain.url


def test_no_header_loosens_the_policy_of_a_page(client):
    assert "unsafe-inline" not in client.get("/", SCRIPT_NAME="/admin")["Content-Security-Policy"]


def ask(client, email, address):
    page = client.post(LOGIN, {"email": email}, REMOTE_ADDR=address)
    return "refused" if ASKED in page.content.decode() else "sent"


def test_others_cannot_keep_somebody_from_signing_in():
    for number in range(12):
        ask(Client(), "victim@example.com", f"198.51.100.{number % 3}")
    assert ask(Client(), "victim@example.com", "192.0.2.99") == "sent"


def test_one_place_asks_five_times_a_minute_for_one_person_and_waits_as_long_as_it_says():
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as clock:
        said = [ask(Client(), "a@example.com", "192.0.2.1") for _ in range(6)]
        assert said == ["sent"] * 5 + ["refused"]
        page = Client().post(LOGIN, {"email": "a@example.com"}, REMOTE_ADDR="192.0.2.1")
        assert "Wait a minute and try again" in page.content.decode()
        clock.shift(timedelta(seconds=61))
        assert ask(Client(), "a@example.com", "192.0.2.1") == "sent"


def test_one_line_of_ipv6_is_one_place():
    said = [ask(Client(), "a@example.com", f"2001:db8::{n:x}") for n in range(1, 7)]
    assert said == ["sent"] * 5 + ["refused"]
    assert ask(Client(), "a@example.com", "2001:db8:0:1::1") == "sent"


def test_a_browser_that_has_signed_in_before_has_a_count_of_its_own():
    person = make_person("victim@example.com")
    known = signed_in(person)
    known.get("/account/")
    known.post("/accounts/logout/")
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as clock:
        for number in range(70):
            clock.shift(timedelta(seconds=20))
            ask(Client(), person.email, f"198.51.100.{number}")
        # Many ask: a new device is let in, and each place gets two an hour.
        said = [ask(Client(), person.email, "192.0.2.99") for _ in range(3)]
        assert said == ["sent", "sent", "refused"]
        assert ask(known, person.email, "198.51.100.1") == "sent"
        assert ask(known, "somebody.else@example.com", "198.51.100.1") == "sent"


def test_nobody_is_sent_more_than_a_hundred_codes_an_hour_however_many_places_ask():
    person = make_person("victim@example.com")
    known = signed_in(person)
    known.get("/account/")
    known.post("/accounts/logout/")
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as clock:
        for number in range(120):
            clock.shift(timedelta(seconds=20))
            ask(Client(), person.email, f"198.51.100.{number}")
        sent = Notification.objects.count()
        assert sent == 100
        page = Client().post(LOGIN, {"email": person.email}, REMOTE_ADDR="192.0.2.99")
        words = page.content.decode()
        assert "There have been too many requests for a code for this email address" in words
        assert (
            "Wait 21 minutes and try again, or use a browser that you have signed in with before"
            in words
        )
        assert ASKED not in words  # It was not them.
        assert ask(known, person.email, "192.0.2.99") == "sent"
        assert Notification.objects.count() == 101
        # Others are not concerned.
        assert ask(Client(), "somebody.else@example.com", "192.0.2.99") == "sent"
        clock.shift(timedelta(minutes=21))
        page = Client().post(LOGIN, {"email": person.email}, REMOTE_ADDR="192.0.2.99")
        assert page.status_code == 302


def typed_after_the_session_ended(browser, address, data):
    browser.cookies.pop("sessionid", None)
    answer = browser.post(address, data)
    assert "/accounts/login/" in answer.url


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/account/name/", {"first_name": "SECRET-OF-A", "last_name": "A"}),
        ("/support/ask/", {"reason": "SECRET-OF-A"}),
        ("/needs/raise/", {"reason": "SECRET-OF-A"}),
    ],
)
def test_what_one_person_typed_is_not_shown_to_the_next_in_that_browser(address, data):
    first = make_person("first@hub.example", StaffGroup.HUB_LEADS)
    second = make_person("second@hub.example", StaffGroup.HUB_LEADS)
    browser = signed_in(first)
    browser.get("/account/")
    typed_after_the_session_ended(browser, address, data)
    browser.force_login(second, backend="django.contrib.auth.backends.ModelBackend")
    for _ in range(2):
        assert "SECRET-OF-A" not in browser.get(address).content.decode()


def test_what_a_person_typed_is_there_when_they_sign_in_again():
    person = make_person("first@hub.example")
    browser = signed_in(person)
    browser.get("/account/")
    typed_after_the_session_ended(browser, "/account/name/", {"first_name": "Ada-Typed"})
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert "Ada-Typed" in browser.get("/account/name/").content.decode()


def test_what_was_typed_in_an_unknown_browser_is_not_shown_where_anybody_gets():
    browser = Client()
    typed_after_the_session_ended(browser, "/account/name/", {"first_name": "SECRET-OF-A"})
    browser.force_login(make_person(), backend="django.contrib.auth.backends.ModelBackend")
    assert "SECRET-OF-A" not in browser.get("/account/name/").content.decode()


class HintForm(Form):
    title = forms.CharField(help_text="<b>typed</b> by a department")
    other = forms.CharField(help_text=format_html("<b>{}</b>", "<i>"))


def test_a_hint_is_text_unless_it_says_that_it_is_html():
    html = str(HintForm())
    assert "&lt;b&gt;typed&lt;/b&gt; by a department" in html
    assert "<b>&lt;i&gt;</b>" in html


def test_an_outage_is_503_for_the_signed_in_too(monkeypatch):
    browser = signed_in(make_person())
    browser.raise_request_exception = False

    def away(*args, **kwargs):
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("hub.accounts.sessions.renew", away)
    monkeypatch.setattr("hub.accounts.sessions.warn_at", lambda: -1)
    answer = browser.get("/account/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Content-Security-Policy" in answer.headers


def test_a_proxy_that_does_not_say_for_whom_it_asks_is_named_in_the_log(client, caplog):
    rates._warn_of_missing_header.cache_clear()
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        for _ in range(2):
            client.get(reverse("api_indicators"))
        client.get(reverse("api_indicators"), headers={"X-Forwarded-For": "192.0.2.1"})
    said = [record.message for record in caplog.records if "X-Forwarded-For" in record.message]
    assert len(said) == 1


def test_pages_say_that_no_other_site_may_load_them(client):
    assert client.get("/")["Cross-Origin-Resource-Policy"] == "same-origin"
