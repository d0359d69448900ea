"""The pages of the account and of files in a real browser: axe, valid HTML, 320 pixels."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.urls import reverse

from hub.models import Notification, Upload
from hub.uploads import attach, receive
from tests.browser import Visitor
from tests.factories.files import make_pdf, upload
from tests.factories.hub import make_need, make_organisation, make_person, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def person(db):
    return make_person("a@example.com")


@pytest.fixture
def visitor(page, live_server, person):
    """A browser in which the person has signed in; they are signed in elsewhere, too."""
    signed_in(person)
    key = signed_in(person).session.session_key
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
    page.context.add_cookies([cookie])
    return Visitor(page, live_server.url)


def test_the_account_with_everything_in_it(visitor, person):
    SocialAccount.objects.create(user=person, provider="dept", uid="1")
    for name in ("account", "account_sessions", "account_ways_in", "uploads"):
        visitor.visit(reverse(name))
    visitor.visit(reverse("account"))
    visitor.click("See where", role="link")
    visitor.click("End this session")
    assert visitor.page.get_by_text("You have ended that session").is_visible()


def test_a_list_of_files_and_one_that_is_being_checked(visitor, person, settings):
    first = receive(actor=person, file=upload(make_pdf()), purpose="hub.test")
    attach(upload=first, subject=make_need(make_organisation()), actor=person)
    Upload.objects.create(
        owner=person, purpose="hub.test", kind="pdf", size=1, state=Upload.State.INFECTED
    )
    visitor.visit(reverse("uploads"))
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "document.pdf"
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    visitor.visit(reverse("uploads"))
    visitor.visit(reverse("upload", args=[first.reference]))


def test_changing_the_address_by_keyboard_with_a_mistake_on_the_way(visitor, person):
    page = visitor.visit(reverse("account_address"))
    visitor.click("Send the codes")
    assert page.get_by_role("link", name="Enter your new email address").is_visible()
    page.get_by_label("What is your new email address?").fill("b@example.com")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Check both mailboxes").wait_for()
    visitor.check()
    visitor.click("Change my address")
    for label, kind in (("the address you have now", "leaving"), ("the new address", "entered")):
        code = Notification.objects.get(slug=f"hub.address_{kind}").secret
        page.get_by_label(f"Code sent to {label}").fill(code)
    page.keyboard.press("Enter")
    page.get_by_text("Your email address has been changed").wait_for()
    visitor.check()


def test_without_a_script_everything_is_on_the_page(browser, live_server, person):
    context = browser.new_context(java_script_enabled=False)
    key = signed_in(person).session.session_key
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(live_server.url + reverse("account_name"))
    assert page.locator("#hub-session").is_hidden()
    page.get_by_label("First name (optional)").fill("Zoë")
    context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save").click()
    page.get_by_label("What is your email address?").fill("a@example.com")
    page.get_by_role("button", name="Send me a code").click()
    code = Notification.objects.get(slug="hub.sign_in_code").secret
    page.get_by_label("Enter the code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_label("First name (optional)").input_value() == "Zoë"
    context.close()
