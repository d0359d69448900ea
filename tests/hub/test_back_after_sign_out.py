"""A page that the browser kept in memory shows nothing once its reader has signed out.

Playwright switches that memory off, so these tests start a browser of their own with it on.
"""

from __future__ import annotations

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from hub.permissions import StaffGroup
from tests.conftest import CHROMIUM
from tests.factories.hub import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def kept_pages(playwright):
    """A page of a browser that keeps pages for its Back button, as people's own do."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--headless=new"],
        ignore_default_args=["--disable-back-forward-cache", "--headless"],
    )
    yield browser.new_context().new_page()
    browser.close()


def sign_in(page, base: str, user) -> None:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": base}])


def sign_out(page) -> None:
    page.locator("button:has-text('Sign out')").first.click()
    page.wait_for_url("**/")


def test_back_after_signing_out_shows_nothing(kept_pages, live_server):
    page = kept_pages
    sign_in(page, live_server.url, make_person("zebedee@example.com", name="Zebedee Quill"))
    page.goto(live_server.url + reverse("account"))
    assert "Zebedee Quill" in page.locator("main").inner_text()
    sign_out(page)
    page.go_back(wait_until="commit")
    page.wait_for_url("**/accounts/login/**")
    assert "Zebedee" not in page.locator("body").inner_text()


def test_a_page_kept_in_memory_is_asked_for_anew_when_its_reader_is_signed_out(
    kept_pages, live_server
):
    """Also where a browser keeps what it was told not to store: the page itself sees to it."""
    page = kept_pages
    _read_without_the_header(page, live_server.url)
    page.context.clear_cookies()
    page.go_back(wait_until="commit")
    page.wait_for_url("**/accounts/login/**")
    assert "Zebedee" not in page.locator("body").inner_text()


def test_a_page_kept_in_memory_shows_again_to_the_same_person(kept_pages, live_server):
    page = kept_pages
    _read_without_the_header(page, live_server.url)
    page.go_back(wait_until="commit")
    page.locator("main").wait_for(state="visible")
    assert page.evaluate("window.kept") is True
    assert "Zebedee Quill" in page.locator("main").inner_text()


def test_back_to_the_admin_after_signing_out_shows_nothing(kept_pages, live_server):
    page = kept_pages
    sign_in(page, live_server.url, make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    page.goto(live_server.url + reverse("wagtailadmin_home"))
    page.goto(live_server.url + reverse("help_terms"))
    page.context.clear_cookies()
    page.go_back(wait_until="commit")
    page.wait_for_url("**/accounts/login/**")


def _read_without_the_header(page, base: str) -> None:
    page.route("**/account/", lambda route: _without_the_header(route))
    sign_in(page, base, make_person("zebedee@example.com", name="Zebedee Quill"))
    page.goto(base + reverse("account"))
    page.evaluate("window.kept = true")
    page.goto(base + reverse("help_terms"))


def _without_the_header(route) -> None:
    answer = route.fetch(max_redirects=0)
    headers = {key: value for key, value in answer.headers.items() if key != "cache-control"}
    route.fulfill(response=answer, headers=headers)
