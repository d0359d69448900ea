"""The filters of the list of roles in a browser that runs scripts: applied without a page load."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import Visitor
from tests.factories.adverts import make_advert

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_a_choice_applies_at_once_keeps_the_focus_and_is_in_the_address(page, live_server):
    make_advert("Service owner, Boats", places=("Leeds",))
    make_advert("User researcher, Boats", role="user-researcher", places=("York",))
    visitor = Visitor(page, live_server.url)
    visitor.visit("/roles/")
    page.evaluate("window.same = true")
    count = page.locator("[role=status]")
    expect(count).to_have_text("2 roles")

    page.get_by_label("York").check()
    expect(count).to_have_text("1 role")
    expect(page.locator(".hub-result__title")).to_have_text(["User researcher, Boats"])
    expect(page).to_have_url(f"{live_server.url}/roles/?place=york")
    expect(page.get_by_label("York")).to_be_focused()
    expect(page.get_by_role("link", name="Clear filters")).to_be_visible()
    page.get_by_label("Sort by").select_option(label="Newest")
    expect(page).to_have_url(re.compile("sort=newest"))
    visitor.check()
    # All of it on the page that was loaded first.
    assert page.evaluate("window.same")

    page.go_back()
    expect(page).to_have_url(f"{live_server.url}/roles/?place=york")
    expect(page.get_by_label("Sort by")).not_to_have_value("newest")

    # The keyword waits for the button, which loads the page.
    visitor.visit("/roles/")
    page.get_by_label("Keyword").fill("researcher")
    with page.expect_navigation():
        page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("[role=status]")).to_have_text("1 role")
    visitor.check()


def test_on_a_narrow_screen_the_results_come_before_the_filters(page, live_server):
    make_advert("Service owner, Boats", places=("Leeds",))
    make_advert("User researcher, Boats", role="user-researcher", places=("York",))
    visitor = Visitor(page, live_server.url)
    visitor.visit("/roles/")
    expect(page.get_by_label("York")).to_be_visible()
    expect(page.locator(".hub-filter__fold")).to_be_hidden()
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.get_by_label("York")).to_be_hidden()
    page.get_by_role("button", name="Show filters").press("Enter")
    page.get_by_label("York").check()
    expect(page.locator("[role=status]")).to_have_text("1 role")
    page.get_by_role("button", name="Hide filters").click()
    expect(page.get_by_label("York")).to_be_hidden()
    expect(page.get_by_role("link", name="User researcher, Boats")).to_be_in_viewport()
