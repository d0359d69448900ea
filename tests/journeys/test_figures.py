"""The figures of the report of July 2013 as a person reads them, each opened to its rows."""

from __future__ import annotations

import re

import pytest

from tests.browser import Visitor
from tests.harness.crawl import become

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
# Slug, the report's words, and the number of rows behind them.
REPORT = {
    "roles.specialist_posts_filled": ("11", 11),
    "roles.senior_posts_supported": ("29", 29),
    "capability_reviews.departments_advised": ("3 of 7", 3),
    "hub.exemplars_by_phase": ("13 discovery, 6 alpha, 5 beta, 1 partly live (25)", 25),
    "capability_reviews.reviews_completed": ("1 (BIS)", 1),
    "capability_reviews.digital_leaders_appointed": ("1 (MoJ)", 1),
    "capability_reviews.teams_and_skills": (
        "2 set up (FCO, DECC); 2 creating roles (MOD, DFID); 2 planning training (DCLG, DCMS)",
        6,
    ),
    "training.induction_phase": (
        "Alpha run; beta due July 2013; live due by September 2013",
        1,
    ),
    "training.videos_published": ("4", 4),
}


def test_an_analyst_reads_the_reports_figures_and_opens_each(demo_site, page):
    visitor = Visitor(page, demo_site.base)
    become(visitor, "analyst@hub.example.gov.uk")
    visitor.visit("/monitoring/")
    page.get_by_label("Quarter", exact=True).select_option(label="April to June 2013")
    page.get_by_label("Department", exact=True).select_option(label="All of government")
    visitor.click("Show figures")
    tiles = page.locator(".hub-figure")
    assert {tile.get_attribute("id") for tile in tiles.all()} >= set(REPORT)
    for slug, (text, rows) in REPORT.items():
        tile = page.locator(f"[id='{slug}']")
        assert tile.locator(".hub-figure__value").inner_text() == text
        label = tile.get_by_role("link").first.inner_text()
        visitor.click(label, role="link", exact=True)
        assert page.locator("h1").inner_text().endswith(label)
        assert page.locator("main .govuk-body-l").inner_text() == text
        assert rows_counted(visitor) == rows
        page.get_by_role("link", name="Back to the figures").click()
        page.wait_for_load_state()


def rows_counted(visitor: Visitor) -> int:
    """The rows on all pages of the list, which must be as many as it says above."""
    says = visitor.page.get_by_role("status").filter(has_text=re.compile("records? counted"))
    said = int(re.search(r"(\d+) records? counted", says.inner_text())[1])
    rows = says.locator("xpath=following::table[1]")
    counted = rows.locator("tbody tr").count()
    following = visitor.page.get_by_role("link", name=re.compile("Next"))
    while following.count():
        following.first.click()
        visitor.page.wait_for_load_state()
        counted += rows.locator("tbody tr").count()
    assert counted == said
    return counted
