"""Pages of records in a browser: what there is to do is seen without scrolling, wide and narrow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import NARROW, Visitor
from tests.harness.crawl import become

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
ADVISER = "adviser@hub.example.gov.uk"
# The list in which one of each kind waits for the adviser, and what its address looks like.
LISTS = {
    "request": ("/support/?state=submitted", r"/support/S-[\w-]+/"),
    "campaign": ("/campaigns/?state=sifting", r"/campaigns/V-[\w-]+/"),
    "advert": ("/campaigns/?state=approved", r"/campaigns/V-[\w-]+/"),
    "application": ("/campaigns/?state=sifting", r"/campaigns/V-[\w-]+/"),
}
SIDE = ".hub-record__side"
MAIN_MOVE = f"{SIDE} .govuk-button:not(.govuk-button--secondary):not(.govuk-button--warning)"


@pytest.fixture
def adviser(demo_site, page):
    visitor = Visitor(page, demo_site.base)
    become(visitor, ADVISER)
    page.set_viewport_size({"width": 1280, "height": 800})
    return visitor


def first_with_moves(adviser, kind):
    """The address of a record of the kind with something for the adviser to do next."""
    page = adviser.page
    path, pattern = LISTS[kind]
    page.goto(adviser.base + path)
    for found in dict.fromkeys(re.findall(rf'href="({pattern})"', page.content())):
        pages = [found]
        if kind == "advert":
            pages = [f"{found}advert/"]
        elif kind == "application":
            page.goto(f"{adviser.base}{found}applications/?state=submitted")
            below = re.findall(rf'href="({found}applications/A-[\w-]+/)"', page.content())
            pages = list(dict.fromkeys(below))
        for address in pages:
            page.goto(adviser.base + address)
            is_next = kind == "application" or page.locator(MAIN_MOVE).count()
            if is_next and page.locator(f"{SIDE} .govuk-button").count():
                return address
    raise AssertionError(f"the demonstration has no {kind} with something to do")


@pytest.mark.parametrize("kind", LISTS)
def test_the_main_move_is_seen_without_scrolling_and_stays_in_view(adviser, kind):
    page = adviser.page
    address = first_with_moves(adviser, kind)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(adviser.base + address)
    # Of the two answers to a sift neither is green: both are in view.
    main_move = page.locator(f"{SIDE} .govuk-button").locator("visible=true").first
    is_green = not re.search("secondary|warning", main_move.get_attribute("class"))
    assert is_green == (kind != "application")
    expect(main_move).to_be_in_viewport(ratio=1)
    expect(page.locator(f"{SIDE} dd").first).to_be_in_viewport(ratio=1)
    # Down to the end of the record it is still there.
    page.evaluate(
        """() => {
            const record = document.querySelector(".hub-record").getBoundingClientRect();
            window.scrollTo(0, window.scrollY + record.bottom - window.innerHeight);
        }"""
    )
    expect(main_move).to_be_in_viewport(ratio=1)
    # The first stop of the keyboard in the record is the main move, and it opens by the keyboard.
    stops = page.locator(".hub-record").locator("a[href], button, summary")
    assert stops.locator("visible=true").first.inner_text() == main_move.inner_text()


@pytest.mark.parametrize("width", [1280, NARROW])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_move_in_place_has_room_for_its_fields(demo_site, browser, width, scripts):
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    visitor = Visitor(page, demo_site.base, scripts=scripts, width=width)
    become(visitor, ADVISER)
    address = first_with_moves(visitor, "request")
    page.goto(visitor.base + address)
    summary = page.locator(f"{SIDE} summary", has_text="Ask a question")
    summary.focus()
    page.keyboard.press("Enter")
    field = page.locator(f"{SIDE} .hub-move[open] textarea")
    field.scroll_into_view_if_needed()
    expect(field).to_be_in_viewport()
    box, side = field.bounding_box(), page.locator(SIDE).bounding_box()
    assert box["width"] >= 240
    assert box["x"] >= side["x"]
    assert box["x"] + box["width"] <= side["x"] + side["width"]
    across = page.evaluate("document.documentElement.scrollWidth") if scripts else width
    assert across <= width
    # It is sent to the page of the move, which says what is missing.
    with page.expect_navigation():
        page.locator(f"{SIDE} .hub-move[open] button").click()
    assert page.locator(".govuk-error-summary").count() == 1
    assert page.locator("h1").inner_text() == "Ask a question"
    context.close()


def test_on_a_narrow_screen_state_next_step_and_main_move_come_before_the_facts(adviser):
    page = adviser.page
    address = first_with_moves(adviser, "campaign")
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.goto(adviser.base + address)
    move, facts = page.locator(MAIN_MOVE).first, page.locator(".hub-record__main")
    assert move.bounding_box()["y"] < facts.bounding_box()["y"]
