"""Every kind of page of both faces, found by following links as each persona, is checked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PERSONAS = (
    "",
    "amira.okafor@example.com",
    "requester.dwp@example.gov.uk",
    "approver.dwp@example.gov.uk",
    "adviser@hub.example.gov.uk",
    "trainer@hub.example.gov.uk",
    "new.owner@example.gov.uk",
    "lead.bis@example.gov.uk",
    "reviewer@hub.example.gov.uk",
    "analyst@hub.example.gov.uk",
    "editor@hub.example.gov.uk",
)
STARTS = ("/", "/roles/", "/account/", "/needs/", "/support/", "/campaigns/", "/training/")
ADMIN = (
    "/admin/messages/",
    "/admin/messages/kinds/hub.sign_in_code/",
    "/admin/messages/log/",
    "/admin/invariants/",
    "/admin/organisation/",
    "/admin/campaign/",
    "/admin/supportrequest/",
)
# A file to download is no page.
NOT_PAGES = (
    ".json",
    ".atom",
    ".xml",
    ".txt",
    ".vtt",
    ".webm",
    "/download/",
    "/api/indicators",
    "/api/vacancies",
    "export=",
    "/admin/",
    "/documents/",
)
DEPTH = 3
seen: set[str] = set()


def kind_of(path: str) -> str:
    """The route a path is of: one page of a kind is enough."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return path
    return path if match.url_name == "wagtail_serve" else match.view_name


def become(visitor: Visitor, email: str) -> None:
    """Enter the demonstration as a persona, by its button."""
    if email:
        visitor.page.goto(visitor.base + "/demo/")
        visitor.page.locator(f"form:has(input[value='{email}']) button").click()


def links(visitor: Visitor) -> Iterator[str]:
    for href in visitor.page.eval_on_selector_all("a[href]", "list => list.map(item => item.href)"):
        parts = urlsplit(href)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if f"{parts.scheme}://{parts.netloc}" == visitor.base and not any(
            word in path for word in NOT_PAGES
        ):
            yield path


@pytest.mark.parametrize("email", PERSONAS)
def test_every_kind_of_page_is_accessible(demo_site, page, email):
    visitor = Visitor(page, demo_site.base)
    become(visitor, email)
    waiting = [(path, 0) for path in STARTS]
    known = set()
    while waiting:
        path, depth = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen or path in known:
            continue
        known.add(path)
        response = page.goto(demo_site.base + path)
        if response.status != 200 or "/accounts/login/" in page.url:
            continue
        seen.add(kind)
        visitor.visit(path)
        if depth < DEPTH:
            waiting += [(link, depth + 1) for link in links(visitor)]


def test_the_admin_pages_we_add_are_accessible(demo_site, page):
    visitor = Visitor(page, demo_site.base)
    become(visitor, "adviser@hub.example.gov.uk")
    for path in ADMIN:
        visitor.visit(path)


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
def test_a_form_with_errors_is_accessible_and_takes_the_focus(demo_site, page, email, path):
    visitor = Visitor(page, demo_site.base)
    become(visitor, email)
    visitor.visit(path)
    form = page.locator("main form[method=post]").first
    form.locator("button").last.click()
    page.wait_for_selector(".govuk-error-summary")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    visitor.check()


def test_the_first_day_with_nothing_in_it(empty_site, page):
    visitor = Visitor(page, empty_site.base)
    for path in ("/", "/roles/", "/training/", "/training/videos/", "/monitoring/"):
        visitor.visit(path)
    visitor.visit("/demo/", status=404)


@pytest.mark.parametrize("path", ["/no-such-page/", "/needs/N-NONE-NONE/"])
def test_pages_that_are_not_there(demo_site, page, path):
    visitor = Visitor(page, demo_site.base)
    become(visitor, "requester.dwp@example.gov.uk")
    visitor.visit(path, status=404)
