"""The choice of columns in a browser: with and without scripts, wide and narrow, by keyboard."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings

from hub.models import Membership
from tests.browser import NARROW, Visitor
from tests.factories.hub import make_member, make_need, make_organisation, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def cookie(live_server):
    requester = make_member(Membership.Role.REQUESTER, make_organisation("AAA"))
    make_need(requester.memberships.get().organisation, actor=requester)
    key = signed_in(requester).session.session_key
    return {"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}


def choose(visitor):
    """Hide the organisation, by keyboard alone; check the page open, and as it is afterwards."""
    page = visitor.visit("/needs/?show=all")
    page.locator(".hub-columns summary").press("Enter")
    visitor.check()
    page.get_by_label("Organisation").press("Space")
    page.get_by_role("button", name="Save columns").press("Enter")
    page.wait_for_url("**/needs/?show=all")
    page.wait_for_load_state()
    visitor.check()
    return page.locator("thead th").all_text_contents()


@pytest.mark.parametrize("width", [1280, NARROW])
def test_columns_are_chosen_by_keyboard_wide_and_narrow(page, live_server, cookie, width):
    page.context.add_cookies([cookie])
    visitor = Visitor(page, live_server.url, width=width)
    assert not any("Organisation" in heading for heading in choose(visitor))
    page.get_by_text("Columns (some are hidden)").click()
    visitor.check()
    visitor.click("Show all columns")
    assert any("Organisation" in text for text in page.locator("thead th").all_text_contents())


def test_columns_are_chosen_without_scripts(browser, live_server, cookie):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(live_server.url + "/needs/?show=all")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Organisation").uncheck()
    page.get_by_role("button", name="Save columns").click()
    assert not any("Organisation" in text for text in page.locator("thead th").all_text_contents())
    context.close()
