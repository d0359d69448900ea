"""Every kind of page of both faces, found by following links as each persona, is checked."""

from __future__ import annotations

import re

import pytest
from django.urls import NoReverseMatch, reverse

from tests.browser import Visitor
from tests.harness.crawl import PERSONAS, become
from tests.harness.test_access_matrix import classified, our_admin_views

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# The persona of the demonstration that is of each kind of staff.
STAFF_PERSONAS = {
    "hub_staff": "adviser@hub.example.gov.uk",
    "trainers": "trainer@hub.example.gov.uk",
    "reviewers": "reviewer@hub.example.gov.uk",
    "analysts": "analyst@hub.example.gov.uk",
    "editors": "editor@hub.example.gov.uk",
}


@pytest.mark.parametrize("email", PERSONAS)
def test_every_kind_of_page_is_accessible(crawl, visitor, email):
    crawl.follow(visitor, email)


def test_every_page_that_answers_somebody_has_been_visited(crawl, visitor, built_world):
    for email in PERSONAS:
        crawl.follow(visitor, email)
    built_world.build_records()
    inside = Visitor(visitor.page, built_world.site.base)
    wrong = []
    for name in sorted(set(built_world.addresses) - crawl.seen):
        path, allowed = built_world.addresses[name]
        built_world.sign_in(inside, allowed[0])
        if built_world.visit_once(inside, path) != 200:
            wrong.append(f"{name} as {allowed[0]}")
    assert wrong == [], "nobody has seen: " + ", ".join(wrong)


def test_capability_reviews_in_every_state_are_accessible(visitor):
    become(visitor, "reviewer@hub.example.gov.uk")
    visitor.visit("/capability/")
    reviews = set(re.findall(r"/capability/reviews/R-[\w-]+/", visitor.page.content()))
    for path in sorted(reviews):
        visitor.visit(path)
    shown = visitor.page.request.get(visitor.base + "/capability/").text()
    for state in ("Planned", "Self-assessment", "Follow-up"):
        assert state in shown, f"the demonstration has no review that is: {state}"


def admin_listings(kind: str) -> list[str]:
    """The listings that we add to the admin and this kind of staff is the first to see."""
    found = []
    # What a script puts into a listing is no page.
    for name in sorted(each for each in our_admin_views() if not each.endswith("_results")):
        allowed = classified()[name].allowed
        first = next((staff for staff in STAFF_PERSONAS if staff in allowed), None)
        if first == kind:
            found.append(name)
    return found


@pytest.mark.parametrize("kind", STAFF_PERSONAS)
def test_the_admin_pages_we_add_are_accessible(visitor, kind):
    become(visitor, STAFF_PERSONAS[kind])
    for name in admin_listings(kind):
        try:
            visitor.visit(reverse(name))
        except NoReverseMatch:  # of one record: in the world's walk
            continue


@pytest.mark.parametrize(
    ("email", "path"),
    [
        ("", "/accounts/login/"),
        ("requester.dwp@example.gov.uk", "/needs/raise/"),
        ("requester.dwp@example.gov.uk", "/support/ask/"),
        ("lead.bis@example.gov.uk", "/capability/reviews/plan/"),
        ("lead.bis@example.gov.uk", "/capability/building/leaders/add/"),
    ],
)
def test_a_form_with_errors_is_accessible_and_takes_the_focus(visitor, email, path):
    page = visitor.page
    become(visitor, email)
    visitor.visit(path)
    form = page.locator("main form[method=post]").first
    form.locator("button").last.click()
    page.wait_for_selector(".govuk-error-summary")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    visitor.check()


@pytest.mark.parametrize("path", ["/no-such-page/", "/needs/N-NONE-NONE/"])
def test_pages_that_are_not_there(visitor, path):
    become(visitor, "requester.dwp@example.gov.uk")
    visitor.visit(path, status=404)
