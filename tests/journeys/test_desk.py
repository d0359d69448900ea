"""What a task at the desk costs, counted in a browser: pages loaded and clicks, from signing in.

Choosing from a list and typing are no clicks here; a box, a button and a link are.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date, datetime, time

import pytest

from hub.periods import LONDON
from tests.browser import Visitor
from tests.harness.crawl import become
from tests.journeys.somebody import Somebody
from tests.sites import serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
ADVISER, APPROVER = "adviser@hub.example.gov.uk", "approver.dwp@example.gov.uk"


class Counted:
    """A persona whose pages and clicks are counted."""

    def __init__(self, page, site) -> None:
        self.visitor = Visitor(page, site.base)
        self.page, self.loads, self.clicks = page, 0, 0
        page.on("load", self._loaded)

    def _loaded(self, page) -> None:
        self.loads += 1

    @contextmanager
    def begin(self):
        """Count from here on."""
        self.page.wait_for_load_state()
        self.loads = self.clicks = 0
        yield
        self.page.wait_for_load_state()

    def click(self, target) -> None:
        self.clicks += 1
        target.click()

    def go_by(self, target) -> None:
        """Click what leads to another page."""
        with self.page.expect_navigation():
            self.click(target)

    @property
    def cost(self) -> tuple[int, int]:
        """The pages that were loaded, and the clicks."""
        return self.loads, self.clicks


@pytest.fixture
def adviser(demo_site, page):
    found = Counted(page, demo_site)
    become(found.visitor, ADVISER)
    page.wait_for_load_state()
    return found


def button(page, name):
    return page.locator("main").get_by_role("button", name=name, exact=True)


def test_a_request_is_triaged_and_accepted_in_two_pages_and_three_clicks(adviser):
    page = adviser.page
    assert page.url.endswith("/work/")
    with adviser.begin():
        adviser.go_by(page.locator("main a[href$='/triage/']").first)
        adviser.click(page.get_by_label("Accept the request as well"))
        adviser.go_by(button(page, "Triage"))
    assert "is triaged and accepted" in page.locator(".govuk-notification-banner").inner_text()
    assert adviser.cost == (2, 3)


def test_an_activity_is_logged_from_the_record_with_one_page(adviser):
    page = adviser.page
    adviser.visitor.visit("/support/?state=in_progress")
    adviser.go_by(page.locator("main table a[href^='/support/S-']").first)
    with adviser.begin():
        adviser.click(page.locator("summary", has_text="Log an activity"))
        line = page.locator("form.hub-move__line")
        line.get_by_label("What was done?").select_option(label="Advice")
        line.get_by_label("When was it done?").select_option(label="Yesterday")
        line.get_by_label("How long did it take?").select_option(label="30 minutes")
        adviser.go_by(line.get_by_role("button", name="Log an activity"))
    assert "Activity logged" in page.locator(".govuk-notification-banner").inner_text()
    assert adviser.cost == (1, 2)


def test_a_request_is_taken_with_one_page_and_click_and_given_back_with_another(adviser):
    page = adviser.page
    adviser.visitor.visit("/work/")
    path = page.locator("main a[href$='/triage/']").first.get_attribute("href")
    adviser.visitor.visit(path.removesuffix("triage/"))
    for name, does in (("Take for triage", "taken"), ("Undo", "given back")):
        with adviser.begin():
            adviser.go_by(button(page, name))
        assert f"You have {does}" in page.locator(".govuk-notification-banner").inner_text()
        adviser.visitor.check()
        assert adviser.cost == (1, 1)


def test_a_record_is_found_by_its_reference_with_one_page(adviser):
    page = adviser.page
    path = page.locator("main a[href^='/support/S-']").first.get_attribute("href")
    reference = path.split("/")[2]
    with adviser.begin():
        page.locator("#hub-search").fill(reference.replace("-", "").lower())
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert f"/support/{reference}/" in page.url
    assert adviser.cost == (1, 0)


def test_an_approval_is_given_from_its_email_with_two_pages(demo_site, browser):
    approver = Somebody(browser, demo_site, APPROVER, scripts=True)
    link = approver.page.locator("main a[href$='/approve/']").first.get_attribute("href")
    loads = []
    approver.page.on("load", lambda page: loads.append(page.url))
    # The email has the same address, and they are signed in.
    approver.go(link)
    salary = approver.page.locator("main [name=max_salary]").input_value()
    approver.send(
        decision="approved",
        authority="delegated",
        delegation="",
        audience="external",
        posts="1",
        max_salary=salary or "90000",
    )
    approver.page.wait_for_load_state()
    assert len(loads) == 2
    approver.leave()


@pytest.mark.parametrize("by_key", [True, False])
def test_the_next_application_of_a_sift_is_one_key_or_click_away(adviser, by_key):
    page = adviser.page
    adviser.visitor.visit("/campaigns/?state=sifting")
    adviser.go_by(page.locator("main table a[href^='/campaigns/V-']").first)
    adviser.visitor.visit(page.url.removeprefix(adviser.visitor.base) + "applications/")
    adviser.go_by(page.get_by_role("link", name="First application to decide"))
    before = page.url
    left = waiting_in_the_sift(page)
    # A decision first, on its own page or where it opens.
    page.locator("summary", has_text="Pass the sift").click()
    with page.expect_navigation():
        page.locator("details[open] form").get_by_role("button", name="Pass the sift").click()
    assert (page.url, waiting_in_the_sift(page)) == (before, left - 1)
    with adviser.begin():
        if by_key:
            with page.expect_navigation():
                page.keyboard.press("n")
        else:
            adviser.go_by(page.get_by_role("link", name="Next application to decide"))
    adviser.visitor.check()
    assert page.url != before
    assert page.locator("main").get_by_role("heading", level=1).inner_text().startswith("Applic")
    assert adviser.cost == (1, 0 if by_key else 1)


def waiting_in_the_sift(page) -> int:
    """How many applications of a sift are still to decide, as its pages say it."""
    decided, total = re.findall(r"\d+", page.locator(".hub-next__said").inner_text())
    return int(total) - int(decided)


def test_the_key_of_the_next_application_is_left_alone_while_typing_and_switched_off(adviser):
    page = adviser.page
    adviser.visitor.visit("/campaigns/?state=sifting")
    adviser.go_by(page.locator("main table a[href^='/campaigns/V-']").first)
    adviser.visitor.visit(page.url.removeprefix(adviser.visitor.base) + "applications/")
    here = page.url
    page.locator("#hub-search").press("n")
    assert (page.url, page.locator("#hub-search").input_value()) == (here, "n")
    page.get_by_role("button", name="Switch the N key off").click()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("n")
    assert page.get_by_text("The N key is switched off.").is_visible()
    assert page.url == here
    page.get_by_role("button", name="Switch the N key on").click()
    page.get_by_role("heading", level=1).click()
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url != here


@pytest.fixture
def day_of_a_session(tmp_path, migrated_template):
    """The demonstration on the afternoon of the next day of a cohort that is running."""
    with serve(tmp_path, migrated_template) as site:
        asked = "from training.models import Session; print('day', min(Session.objects.filter("
        asked += "cohort__state='running', attendances=None).values_list('on', flat=True)))"
        day = re.search(r"day (\d{4}-\d\d-\d\d)", site.manage("shell", "-c", asked))
        site.move_to(datetime.combine(date.fromisoformat(day[1]), time(15), LONDON))
        yield site


def test_todays_register_is_marked_with_two_pages(day_of_a_session, page):
    trainer = Counted(page, day_of_a_session)
    become(trainer.visitor, "trainer@hub.example.gov.uk")
    page.wait_for_load_state()
    assert page.url.endswith("/work/")
    with trainer.begin():
        trainer.go_by(page.locator("main a[href*='/manage/days/']").first)
        trainer.click(page.get_by_label("Everybody was there"))
        trainer.go_by(page.locator("main form[method=post] .govuk-button").first)
    said = page.locator(".govuk-notification-banner").inner_text()
    assert "Attendance saved for day" in said
    assert trainer.cost == (2, 3)


def test_a_figure_leads_to_a_file_of_its_rows_with_two_clicks(demo_site, page):
    analyst = Counted(page, demo_site)
    become(analyst.visitor, "analyst@hub.example.gov.uk")
    analyst.visitor.visit("/monitoring/")
    with analyst.begin():
        analyst.go_by(page.locator(".hub-figure").first.get_by_role("link").first)
        with page.expect_download() as download:
            analyst.click(page.locator("main").get_by_role("link", name=re.compile("CSV")).first)
    assert download.value.suggested_filename.endswith(".csv")
    assert analyst.clicks == 2


@pytest.mark.parametrize(
    "email",
    [
        "amira.okafor@example.com",
        "requester.dwp@example.gov.uk",
        "manager.dwp@example.gov.uk",
        APPROVER,
        ADVISER,
        "lead@hub.example.gov.uk",
        "trainer@hub.example.gov.uk",
        "lead.bis@example.gov.uk",
        "reviewer@hub.example.gov.uk",
        "analyst@hub.example.gov.uk",
        "editor@hub.example.gov.uk",
    ],
)
def test_the_first_page_of_each_persona_says_what_waits(demo_site, page, email):
    visitor = Visitor(page, demo_site.base)
    become(visitor, email)
    page.wait_for_load_state()
    assert page.url.endswith("/work/")
    said = page.locator("main").inner_text()
    waits = page.locator("main section a, main table a").count()
    assert waits > 0 or "Nothing is waiting for you." in said


@pytest.mark.parametrize(
    ("email", "start", "to"),
    [
        (ADVISER, "/support/?state=in_progress", r"/support/S-[^/]+/$"),
        ("trainer@hub.example.gov.uk", "/training/workspace/", r"/training/cohorts/[^/]+/manage/$"),
        ("reviewer@hub.example.gov.uk", "/capability/", r"/capability/reviews/[^/]+/$"),
    ],
)
def test_what_opens_in_place_is_seen_whole_wide_and_narrow(demo_site, page, email, start, to):
    visitor = Visitor(page, demo_site.base)
    become(visitor, email)
    visitor.visit(start)
    links = page.locator("main a").evaluate_all("all => all.map(each => each.pathname)")
    for path in dict.fromkeys(each for each in links if re.search(to, each)):
        visitor.visit(path)
        if page.locator("details.hub-move").count():
            break
    moves = page.locator("details.hub-move")
    assert moves.count()
    for move in moves.all():
        # By the keyboard, as anybody without a mouse opens it.
        move.locator("summary").focus()
        page.keyboard.press("Enter")
        assert move.get_attribute("open") is not None
    visitor.check()
