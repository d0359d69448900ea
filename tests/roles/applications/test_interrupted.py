"""Nothing typed is lost when a session ends while somebody writes: told, kept and shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from hub.models import User
from hub.retention import policies
from tests.browser import NARROW, Visitor
from tests.factories.adverts import make_advert, make_draft
from tests.factories.hub import make_person, signed_in
from tests.hub.test_accounts import ask_for_code, enter_code
from tests.typed import answers_on

pytestmark = pytest.mark.django_db
WORDS = "I led the team that built the claims service."
SHOWN = "This is what you had written when you were signed out. It is not saved yet."
KEPT = "You were signed out while you were writing. We keep what you wrote for an hour."


@pytest.fixture
def draft():
    return make_draft(make_advert(), statement="")


def page_of(draft, question="statement"):
    return f"/applications/{draft.reference}/{question}/"


def write_and_lose_the_session(draft, question="statement", browser=None, **more):
    """A browser in which the candidate wrote on when the session had ended."""
    browser = browser or signed_in(draft.candidate)
    form = answers_on(browser.get(page_of(draft, question)).text)
    browser.cookies.pop("sessionid")
    return browser, browser.post(page_of(draft, question), form | {"statement": WORDS} | more)


def sign_in_again(browser, answer, person: User):
    """By code, from the page that the answer led to; the page that follows."""
    assert KEPT in browser.get(answer.url).text
    target = answer.url.partition("next=")[2]
    code = ask_for_code(browser, person.email)
    enter_code(browser, code)
    return browser.get(target)


def test_what_was_written_when_the_session_had_ended_is_offered_again_after_signing_in(draft):
    browser, answer = write_and_lose_the_session(draft)
    page = sign_in_again(browser, answer, draft.candidate)
    assert (SHOWN in page.text, WORDS in page.text) == (True, True)
    draft.refresh_from_db()
    assert draft.statement == ""
    browser.post(page_of(draft), answers_on(page.text))
    draft.refresh_from_db()
    assert draft.statement == WORDS
    assert SHOWN not in browser.get(page_of(draft)).text


def test_what_was_written_is_not_kept_for_longer_than_an_hour(draft):
    with time_machine.travel(timezone.now() - timedelta(hours=1, minutes=1)):
        browser, answer = write_and_lose_the_session(draft)
    assert KEPT not in browser.get(answer.url).text
    browser.force_login(draft.candidate, backend="django.contrib.auth.backends.ModelBackend")
    assert WORDS not in browser.get(page_of(draft)).text


def test_what_nobody_signs_in_for_goes_with_its_session_within_the_hour(draft):
    browser, _ = write_and_lose_the_session(draft)
    key = browser.cookies["sessionid"].value
    policy = policies.get("hub.interrupted_words")
    assert not policy.due(timezone.now()).filter(pk=key).exists()
    for row in policy.due(timezone.now() + timedelta(hours=1, minutes=1)):
        policy.erase(row)
    assert not Session.objects.filter(pk=key).exists()


def test_a_session_lives_as_long_as_any_after_words_were_kept_in_it(draft):
    browser, answer = write_and_lose_the_session(draft)
    sign_in_again(browser, answer, draft.candidate)
    assert browser.session.get_expiry_age() == django_settings.SESSION_COOKIE_AGE


def test_words_on_two_pages_are_both_kept(draft):
    signed = signed_in(draft.candidate)
    named = answers_on(signed.get(page_of(draft, "name")).text)
    browser, _ = write_and_lose_the_session(draft, browser=signed)
    browser.post(page_of(draft, "name"), named | {"full_name": "Ada Typed"})
    browser.force_login(draft.candidate, backend="django.contrib.auth.backends.ModelBackend")
    assert WORDS in browser.get(page_of(draft)).text
    assert "Ada Typed" in browser.get(page_of(draft, "name")).text


def test_what_was_written_is_never_shown_to_somebody_else_who_signs_in(draft):
    browser, _ = write_and_lose_the_session(draft)
    other = make_person()
    browser.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(page_of(draft)).status_code == 404


def test_words_saved_in_passing_by_who_is_signed_out_are_answered_by_data(draft):
    browser = signed_in(draft.candidate)
    form = answers_on(browser.get(page_of(draft)).text)
    browser.cookies.pop("sessionid")
    answer = browser.post(
        page_of(draft), form | {"statement": WORDS}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()) == (401, {"saved": False, "signed_out": True})
    browser.force_login(draft.candidate, backend="django.contrib.auth.backends.ModelBackend")
    assert WORDS in browser.get(page_of(draft)).text


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True)
def test_who_writes_on_when_signed_out_is_told_on_the_page(browser, live_server, draft):
    context = browser.new_context(viewport={"width": NARROW, "height": 900})
    key = signed_in(draft.candidate).session.session_key
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
    context.add_cookies([cookie])
    seen = Visitor(context.new_page(), live_server.url, scripts=True, width=NARROW)
    page = seen.visit(page_of(draft))
    context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    page.get_by_role("textbox").fill(WORDS)
    told = page.locator("[data-hub-autosaved]", has_text="You have been signed out.")
    told.wait_for()
    assert "sign in: your words are kept." in told.inner_text()
    assert page.get_by_role("textbox").input_value() == WORDS
    page.context.close()
