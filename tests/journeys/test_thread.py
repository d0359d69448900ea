"""One thread through every plugin, in a real browser, with JavaScript and without.

A department's need becomes a support request, a campaign, an application, an appointment and an
induction place; the current quarter's figures move, and those of the second quarter of 2013 do not.
Publishing is done from the campaign's page: Wagtail's editor itself needs JavaScript.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator

from hub.periods import Quarter
from tests.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TO_RECOMMENDED = ("pass_sift", "invite", "book", "record_interview", "recommend")


class Somebody:
    """A persona of the demonstration in a browser of their own."""

    def __init__(self, browser, site, email: str, javascript: bool) -> None:
        self.context = browser.new_context(java_script_enabled=javascript)
        self.page = self.context.new_page()
        self.base, self.javascript = site.base, javascript
        self.visitor = Visitor(self.page, site.base)
        self.page.goto(site.base + "/demo/")
        self.press(self.page.locator(f"form:has(input[value='{email}']) button"))

    def go(self, path: str) -> str:
        """Open a page, checked where a script can check it; gives its words."""
        if self.javascript:
            self.visitor.visit(path)
        else:
            answer = self.page.goto(self.base + path)
            assert answer.status == 200, path
        return self.words()

    def words(self) -> str:
        return self.page.inner_text("main")

    def send(self, **answers: str) -> str:
        """Fill in the form of the page and send it; gives the path it leads to."""
        for name, value in answers.items():
            self._fill(name, value)
        form = self.page.locator("main form[method=post]").first
        self.press(form.locator("button").last)
        faults = self.page.locator(".govuk-error-summary")
        assert faults.count() == 0, faults.inner_text()
        return self.page.url.removeprefix(self.base)

    def press(self, button: Locator) -> None:
        """Press what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            button.click()

    def _fill(self, name: str, value: str) -> None:
        fields = self.page.locator(f"main [name='{name}']")
        kind = fields.first.evaluate("item => item.type || item.tagName")
        if kind == "select-one":
            fields.first.select_option(label=value)
        elif kind in ("radio", "checkbox"):
            self.page.locator(f"main [name='{name}'][value='{value}']").check()
        else:
            fields.first.fill(value)


def date_answers(name: str, day) -> dict[str, str]:
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def figures(analyst: Somebody, period: str) -> dict[str, str]:
    answer = analyst.page.request.get(f"{analyst.base}/api/indicators?period={period}").json()
    return {item["slug"]: item["text"] for item in answer["indicators"]}


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_from_the_need_to_the_induction_place(demo_site, browser, javascript):
    def become(email: str) -> Somebody:
        return Somebody(browser, demo_site, email, javascript)

    deliver_everything(demo_site)
    now = Quarter.containing(timezone.now()).code
    title = f"Service owner, Journey {'with' if javascript else 'without'} scripts"
    analyst = become("analyst@hub.example.gov.uk")
    before, closed = figures(analyst, now), figures(analyst, "2013-Q2")

    requester = become("requester.dwp@example.gov.uk")
    requester.go("/needs/raise/")
    need = requester.send(
        role="Service owner", headcount="1", reason=f"Nobody leads the service of {title}."
    )
    requester.press(requester.page.get_by_role("link", name="Ask the hub for support").first)
    requester.send(
        kinds="sift", role="Service owner", grade="Grade 6", posts_wanted="1", reason=title
    )
    request = requester.send()

    adviser = become("adviser@hub.example.gov.uk")
    adviser.go(f"{request}triage/")
    adviser.send(urgency="soon", adviser="Priya Raman")
    adviser.go(f"{request}accept/")
    adviser.send(answer="We sift with you.")
    adviser.go(f"{request}log/")
    adviser.send(type="job_description", **date_answers("on", timezone.localdate()))
    adviser.go(f"{request}campaign/")
    campaign = adviser.send(title=title, audience="external")

    manager = become("manager.dwp@example.gov.uk")
    manager.go(f"{campaign}terms/")
    closes = timezone.localdate() + timedelta(days=20)
    manager.page.locator("main [name='places']").first.check()
    manager.send(
        salary_min="64000",
        salary_max="72000",
        contract="permanent",
        working_pattern="flexible",
        hours_per_week="37",
        essential_criteria="You have led a service.",
        assessment="Sift: statement. Interview: experience.",
        statement_word_limit="750",
        security_level="bpss",
        nationality="non_reserved",
        contact_name="Digital recruitment",
        contact_email="jobs@example.gov.uk",
        **date_answers("closes_on", closes),
        **date_answers("sift_on", closes + timedelta(days=2)),
        **date_answers("interviews_from", closes + timedelta(days=9)),
    )
    manager.go(f"{campaign}ask-approval/")
    manager.send()
    approver = become("approver.dwp@example.gov.uk")
    approver.go(f"{campaign}approve/")
    approver.page.locator("main [name=delegation]").select_option(index=1)
    approver.send(authority="delegated", audience="external", posts="1", max_salary="72000")
    for move in ("draft-advert", "publish"):
        adviser.go(f"{campaign}{move}/")
        adviser.send()

    # Each run has a candidate of its own: nobody gets a second induction place.
    candidate = become("amira.okafor@example.com" if javascript else "sam.ito@example.com")
    words = "journey with scripts" if javascript else "journey without scripts"
    assert title in candidate.go(f"/roles/?q={words.replace(' ', '+')}")
    candidate.press(candidate.page.get_by_role("link", name=title).first)
    candidate.press(candidate.page.get_by_role("button", name="Apply now").first)
    apply(candidate)
    reference = re.search(r"A-\w{4}-\w{4}", candidate.words())[0]

    sift = f"{campaign}applications/{reference}/"
    for move in TO_RECOMMENDED:
        adviser.go(f"{sift}{move}/")
        adviser.send()
    adviser.go(f"{sift}offer/")
    adviser.page.locator("main [name='post']").first.check()
    adviser.send()

    candidate.go(f"/applications/{reference}/offer/")
    candidate.send(answer="accept")
    if "/accept/" in candidate.page.url:
        candidate.send()

    assert "Cohort" in candidate.go("/training/places/")
    candidate.press(candidate.page.locator("main a[href*='/training/places/']").first)
    candidate.press(candidate.page.get_by_role("button", name="Accept place"))
    assert "/accepted/" in candidate.page.url

    thread = requester.go(need)
    assert "Need met" in thread
    assert "Induction place offered" in thread
    assert "Induction place accepted" in thread
    after = figures(analyst, now)
    counted = "roles.specialist_posts_filled"
    assert int(after[counted]) == int(before[counted]) + 1
    assert figures(analyst, "2013-Q2") == closed
    deliver_everything(demo_site)
    assert reference in mailbox(candidate)


def apply(candidate: Somebody) -> None:
    """From the start page to the confirmation."""
    start = candidate.page.url.removeprefix(candidate.base)
    if "/start/" in start:
        start = candidate.send()
    path = re.match(r"/applications/A?[\w-]+/", start)[0]
    candidate.go(f"{path}name/")
    candidate.send(full_name="A Candidate")
    candidate.send(email="me@example.com", phone="020 7946 0000")
    candidate.go(f"{path}statement/")
    candidate.send(statement="I led a service from discovery to live.")
    candidate.go(f"{path}places/")
    candidate.send(places_wanted="leeds")
    candidate.send(pattern_wanted="flexible")
    candidate.send(declaration="on")


def deliver_everything(site) -> None:
    """Send all that waits, without the pacing of a mail provider."""
    site.manage(
        "shell",
        "-c",
        "from hub.models import HubPolicy as P; p = P.load(); p.mail_per_minute = 9999; p.save()",
    )
    while not site.manage("deliver").startswith("0 "):
        pass


def mailbox(candidate: Somebody) -> str:
    candidate.go("/demo/mailbox/")
    return candidate.words()
