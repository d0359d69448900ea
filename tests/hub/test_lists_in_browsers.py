"""Lists in a browser: columns and several rows at once; by keyboard, narrow, without scripts."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings

from hub.models import Membership
from tests.browser import NARROW, Visitor
from tests.factories.hub import make_member, make_need, make_organisation, signed_in
from tests.factories.roles import make_accepted_request, make_request, make_team

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


@pytest.fixture
def board(live_server):
    """Two requests on the hub's board, and the cookie of a lead of the hub."""
    team = make_team("AAA")
    found = [make_accepted_request(team), make_accepted_request(team), make_request(team)]
    key = signed_in(team.lead).session.session_key
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
    return cookie, found


@pytest.mark.parametrize("width", [1280, NARROW])
def test_several_rows_are_chosen_looked_at_and_confirmed_by_keyboard(
    page, live_server, board, width
):
    cookie, (one, other, fresh) = board
    page.context.add_cookies([cookie])
    visitor = Visitor(page, live_server.url, width=width)
    visitor.visit("/support/")
    for request in (one, fresh):
        page.get_by_label(f"Select {request}").press("Space")
    visitor.check()
    page.get_by_role("button", name="Become the adviser").press("Enter")
    page.wait_for_url("**/together/**")
    visitor.check()
    assert page.get_by_text("1 of 2 requests can be done now").is_visible()
    page.get_by_role("button", name="Become the adviser (1)").first.press("Enter")
    page.get_by_role("heading", name="Finished").wait_for()
    visitor.check()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.adviser == other.adviser, one.adviser is None) == (False, False)


def test_all_rows_are_chosen_without_scripts(browser, live_server, board):
    cookie, _ = board
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(live_server.url + "/support/")
    page.get_by_label("All 3 requests").check()
    page.get_by_role("button", name="Become the adviser").click()
    page.get_by_role("button", name="Become the adviser (2)").last.click()
    assert page.get_by_text("Done for 2 of 3 requests.").is_visible()
    context.close()


def test_a_printed_list_has_names_without_addresses(page, live_server, cookie):
    page.context.add_cookies([cookie])
    page.goto(live_server.url + "/needs/?show=all&sort=people")
    page.emulate_media(media="print")
    after = "(each) => getComputedStyle(each, '::after').content"
    cells = page.locator("tbody .govuk-link")
    assert {each.evaluate(after) for each in cells.all()} == {"none"}
    # By what it is sorted is still to be seen.
    signs = {each.evaluate(after) for each in page.locator("thead .hub-sort").all()}
    assert signs == {"none", '" \u2191"'}
    lines = "(each) => getComputedStyle(each).textDecorationLine"
    assert {each.evaluate(lines) for each in page.locator("thead .hub-sort").all()} == {"none"}
