"""One thread through every plugin, in a real browser: by keyboard alone, and without JavaScript.

A department's need becomes a support request, a campaign, an application, an appointment and an
induction place; the current quarter's figures move, and those of the second quarter of 2013 do not.
Publishing is done from the campaign's page: Wagtail's editor itself needs JavaScript.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.periods import Quarter
from hub.working_days import next_working_day
from tests.factories.roles import working
from tests.journeys.filling_terms import complete_terms
from tests.journeys.somebody import Somebody, Typist

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
MOST_QUESTIONS = 30
ANSWERS = {
    "full_name": "A Candidate",
    "email": "me@example.com",
    "phone": "020 7946 0000",
    "statement": "I led a service from discovery to live.",
    "has_worked": "no",
    "places_wanted": "",
    "pattern_wanted": "flexible",
}


def working_day_in(days: int):
    return next_working_day(timezone.localdate() + timedelta(days=days), region="ENG")


def date_answers(name: str, day) -> dict[str, str]:
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def figures(analyst: Somebody, period: str) -> dict[str, str]:
    answer = analyst.page.request.get(f"{analyst.base}/api/indicators?period={period}").json()
    return {item["slug"]: item["text"] for item in answer["indicators"]}


@pytest.mark.parametrize("scripts", [True, False], ids=["by-keyboard", "without-js"])
def test_from_the_need_to_the_induction_place(demo_site, browser, scripts):
    def become(email: str) -> Somebody:
        return (Typist if scripts else Somebody)(browser, demo_site, email, scripts=scripts)

    deliver_everything(demo_site)
    now = Quarter.containing(timezone.now()).code
    title = f"Service owner, Journey {'with' if scripts else 'without'} scripts"
    analyst = become("analyst@hub.example.gov.uk")
    before, closed = figures(analyst, now), figures(analyst, "2013-Q2")

    requester = become("requester.dwp@example.gov.uk")
    requester.go("/needs/raise/")
    if scripts:
        the_skip_link_leads_to_the_content(requester)
        an_error_takes_the_focus_and_leads_to_its_field(requester)
    need = requester.send(
        role="Service owner", headcount="1", reason=f"Nobody leads the service of {title}."
    )
    requester.press(requester.page.get_by_role("link", name="Ask the hub team for support").first)
    requester.fill_in(
        kinds="sift", role="Service owner", grade="Grade 6", posts_wanted="1", reason=title
    )
    requester.press(requester.button())
    if requester.page.locator("main [name=second_to]").count():  # the other run asked for the same
        requester.fill_in(second_to="")
        requester.press(requester.button())
    request = requester.send()

    adviser = become("adviser@hub.example.gov.uk")
    adviser.go(f"{request}triage/")
    adviser.send(urgency="soon", adviser="Priya Raman")
    adviser.go(f"{request}accept/")
    adviser.send(answer="We sift with you.")
    adviser.go(f"{request}log/")
    adviser.send(type="job_description", **date_answers("on", timezone.localdate()))
    adviser.go(f"{request}campaign/")
    campaign = adviser.send(
        title=title, audience="external", reserve_reason="They do not want to move."
    )

    manager = become("manager.dwp@example.gov.uk")
    closes = timezone.localdate() + timedelta(days=20)
    complete_terms(
        manager,
        campaign,
        place="Leeds",
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
        **date_answers("sift_on", working(closes + timedelta(days=2))),
        **date_answers("interviews_from", working(closes + timedelta(days=9))),
    )
    manager.go(f"{campaign}ask-approval/")
    manager.send()
    approver = become("approver.dwp@example.gov.uk")
    approver.go(f"{campaign}approve/")
    approver.send(
        decision="approved",
        authority="delegated",
        delegation="",
        audience="external",
        posts="1",
        max_salary="72000",
    )
    adviser.go(f"{campaign}draft-advert/")
    adviser.send()
    manager.go(f"{campaign}write/")
    manager.send(
        summary="Lead a service that people depend on.",
        prose="You lead the team of this service and answer for it to the department.",
    )
    adviser.go(f"{campaign}publish/")
    adviser.send()

    # Each run has a candidate of its own: nobody gets a second induction place.
    candidate = become("amira.okafor@example.com" if scripts else "sam.ito@example.com")
    words = "journey with scripts" if scripts else "journey without scripts"
    assert title in candidate.go(f"/roles/?q={words.replace(' ', '+')}")
    candidate.press(candidate.page.get_by_role("link", name=title).first)
    candidate.press(candidate.page.get_by_role("button", name="Apply now").first)
    apply(candidate)
    reference = re.search(r"A-\w{4}-\w{4}", candidate.words())[0]

    the_role_closes(demo_site, campaign)
    sift = f"{campaign}applications/{reference}/"
    booked = {
        **date_answers("day", working(timezone.localdate() + timedelta(days=3))),
        "hour": "9:30am",
        "medium": "video",
        "place": "https://video.example.gov.uk/1",
    }
    offered = {
        "post": "",
        "salary": "66000",
        "working_pattern": "full_time",
        "place": "",
        **date_answers("starts_on", working_day_in(60)),
        **date_answers("answer_by", working_day_in(7)),
    }
    for page, words in (
        (f"{campaign}sift/", {}),
        (f"{sift}pass_sift/", {}),
        (f"{campaign}interviews/", {}),
        (f"{sift}invite/", {}),
        (f"{sift}book/", booked),
        (f"{sift}record_interview/", {}),
        (f"{sift}recommend/", {"feedback": "You answered clearly."}),
        (f"{campaign}merit/", {}),
        (f"{sift}offer/", offered),
    ):
        if page.endswith("/pass_sift/"):
            the_panel_has_marked(demo_site, reference)
        if page.endswith("/record_interview/"):
            the_interview_is_held(demo_site, reference)
        if page.endswith("/invite/"):
            the_candidate_has_been_told(demo_site, reference)
        adviser.go(page)
        if page.endswith("/book/"):
            # The day is before those that the advert says: that is asked about.
            adviser.fill_in(**words)
            adviser.press(adviser.button())
            words = {"outside": ""}
        adviser.send(**words)

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


def the_role_closes(site, campaign: str) -> None:
    """As if its closing time had been yesterday."""
    site.manage(
        "shell",
        "-c",
        "from datetime import timedelta as d; from django.utils import timezone as t;"
        "from hub.authorisation import as_system; from roles.models import Campaign;"
        "from roles.campaigns.services.campaigns import close_due_campaigns;"
        f"c = Campaign.objects.get(reference='{campaign.strip('/').rsplit('/', 1)[-1]}');"
        "c.opened_at = t.now() - d(days=20); c.closes_on = t.localdate() - d(days=1); c.save()\n"
        "from itertools import count; from tests.factories import hub;"
        "from tests.factories.panels import sit_panel; hub.numbers = count(c.pk * 1000)\n"
        "with as_system(): close_due_campaigns(); sit_panel(c)",
    )


def the_panel_has_marked(site, reference: str) -> None:
    """As if both people on the panel of the sift had submitted their marks."""
    site.manage(
        "shell",
        "-c",
        "from django.utils import timezone as t;"
        "from roles.models import PanelMember, Score, StageResult;"
        "from roles.models.selection.marking import elements_to_mark;"
        f"r = StageResult.objects.get(application__reference='{reference}');"
        "c = r.application.campaign;"
        "[Score.objects.create(result=r, place=m, element=e.slug, points=5, submitted_at=t.now())"
        " for m in PanelMember.objects.filter(panel__campaign=c)"
        " for e in elements_to_mark(c, r.number)]",
    )


def the_candidate_has_been_told(site, reference: str) -> None:
    """As if the decision had rested until now."""
    site.manage(
        "shell",
        "-c",
        "from django.utils import timezone as t; from roles.models import Application;"
        f"Application.objects.filter(reference='{reference}').update(release_at=t.now())",
    )


def the_interview_is_held(site, reference: str) -> None:
    """As if it had been an hour ago."""
    site.manage(
        "shell",
        "-c",
        "from datetime import timedelta as d; from django.utils import timezone as t;"
        "from roles.models import Interview;"
        f"Interview.objects.filter(application__reference='{reference}')"
        ".update(starts_at=t.now() - d(hours=1))",
    )


def apply(candidate: Somebody) -> None:
    """From the start page, through every question that is asked, to the confirmation."""
    if "/start/" in candidate.page.url:
        candidate.send()
    waiting = candidate.page.locator(
        ".govuk-task-list__item:has(.govuk-tag--blue, .govuk-tag--light-blue) a"
    )
    for _ in range(MOST_QUESTIONS):
        if candidate.page.url.endswith("/check/"):
            break
        if waiting.count():
            candidate.press(waiting.first)
            continue
        asked = candidate.page.eval_on_selector_all(
            "main form [name]", "list => list.map(item => item.name)"
        )
        candidate.send(**{name: ANSWERS[name] for name in asked if name in ANSWERS})
    candidate.send(declaration="on")


def the_skip_link_leads_to_the_content(person: Somebody) -> None:
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.className").startswith("govuk-skip-link")
    person.page.keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "main-content"
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.closest('main') !== null")


def an_error_takes_the_focus_and_leads_to_its_field(person: Somebody) -> None:
    person.press(person.button())
    assert person.page.title().startswith("Error: ")
    focused = "document.activeElement.className"
    assert person.page.evaluate(focused).startswith("govuk-error-summary")
    person.page.keyboard.press("Tab")
    field = person.page.evaluate("document.activeElement.hash.slice(1)")
    person.page.keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == field


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
