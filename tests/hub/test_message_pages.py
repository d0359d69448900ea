"""Pages about messages in a real browser: read by axe, under the policy, at 320 px."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.urls import reverse

from hub.models import Notification
from hub.notifications import notify
from hub.notifications.delivery import deliver
from hub.notifications.unsubscribe import stop_url
from hub.permissions import StaffGroup
from tests.browser import Visitor
from tests.factories.hub import make_person, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
KIND = "hub.invariants_broken"


@pytest.fixture
def visit(live_server, page):
    """Open an address and hold it to what every page must keep; gives the page."""
    visitor = Visitor(page, live_server.url)

    def open_page(address: str):
        visitor.visit(address)
        assert page.locator("h1").count() == 1
        return page

    return open_page


def sign_in(page, live_server, user) -> None:
    cookie = signed_in(user).cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


def test_staff_read_the_catalogue_and_a_preview_of_every_part(visit, page, live_server):
    sign_in(page, live_server, make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    visit(reverse("message_catalogue"))
    page.get_by_role("link", name="Sign-in code").click()
    assert "Your sign-in code is:" in page.locator("pre").inner_text()
    frame = page.frame_locator("iframe")
    assert frame.get_by_text("AB2C-D3EF").is_visible()
    visit(reverse("message_preview", args=[KIND]))


def test_staff_retry_a_message_that_was_given_up_on(visit, page, live_server):
    sign_in(page, live_server, make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    row = notify(
        "hub.invariants_broken", recipient="a@example.com", occasion="1", context={"number": 1}
    )
    Notification.objects.update(state=Notification.State.DEAD, error="the address was refused")
    visit(reverse("message_log:index"))
    visit(reverse("message_log:inspect", args=[row.public_id]))
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("We will send the email again.").wait_for()
    row.refresh_from_db()
    assert row.state == Notification.State.PENDING


def test_a_person_chooses_messages_and_stops_one_by_its_link(visit, page, live_server):
    person = make_person("someone@example.com")
    sign_in(page, live_server, person)
    visit(reverse("message_preferences"))
    row = notify(KIND, recipient=person, occasion="1", context={"number": 1})
    page.context.clear_cookies()
    stop = "/" + stop_url(row).split("//")[1].partition("/")[2]
    visit(stop)
    page.get_by_role("button", name="Stop these emails").click()
    page.get_by_role("heading", name="You will not get these emails any more").wait_for()
    assert Notification.objects.get().state == Notification.State.PENDING
    deliver(row.pk)
    assert Notification.objects.get().state == Notification.State.SKIPPED


def test_the_mailbox_of_a_demonstration(visit, page, settings, tmp_path):
    settings.HUB_DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    visit(reverse("demo_mailbox"))
    row = notify("hub.sign_in_code", recipient="a@example.com", secret="AB2C-D3EF", occasion="1")
    deliver(row.pk)
    visit(reverse("demo_mailbox"))
    page.get_by_role("link", name="Your sign-in code").click()
    assert page.get_by_text("AB2C-D3EF").first.is_visible()
    (file,) = tmp_path.glob("*.log")
    visit(reverse("demo_mail", args=[f"{file.stem}.0"]))
    assert page.frame_locator("iframe").get_by_text("AB2C-D3EF").is_visible()


def test_a_long_link_does_not_make_a_mail_wider_than_a_small_screen(page):
    link = "http://localhost:8834/applications/A-R9KR-2ZY2/withdraw/"
    blocks = [{"is_list": False, "lines": [f"Sign in: {link}", "a" * 60]}]
    html = render_to_string("hub/notifications/layout.html", {"title": "W" * 40, "blocks": blocks})
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(html)
    assert page.get_by_role("link").get_attribute("href") == link
    assert page.evaluate("document.documentElement.scrollWidth") == 320
