"""An advert from the department's first words to the public, in a real browser.

The department writes it from the campaign's page; the hub's adviser lays it out in Wagtail's
editor and submits it; the hub's lead approves it; the clock opens it; what changes later stands in
its history.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.somebody import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
TITLE = "Interaction designer, Pensions letters"
FIRST = "We want a coding ninja for letters that people understand."
SUMMARY = "Design letters that people understand the first time."
LAID_OUT = "Design letters and forms that people understand the first time."
LATER = "Design letters, forms and calls that people understand the first time."
PROSE = "You join a team of eight.\n\n## What you will do\n\n- Show the work\n- Help others learn"
# A campaign of the demonstration that is approved and whose advert is a draft.
STORY = f"""
from roles.demo.adverts.adverts_stages import _story as story
from roles.demo.campaigns.living import load
from roles.models import Campaign
load([story("DWP", "{TITLE}", "interaction-designer", "seo", ("leeds",), (43700, 48900),
    "approved", "Design letters.", closes=22)])
campaign = Campaign.objects.get(title="{TITLE}")
print(campaign.get_absolute_url(), campaign.page.url)
"""
TYPED = "(item, words) => { item.value = words; item.dispatchEvent(new Event('change')); }"
# The editor saves by itself half a second after a change, and a button pressed meanwhile finds a
# newer version: here buttons save. What happens to newer versions, tests/roles asks.
BUTTONS_SAVE = """document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("[data-controller~='w-autosave']"))
        form.dataset.controller = form.dataset.controller.replace("w-autosave", "");
})"""
# The opening is brought forward, and what the clock runs each minute is run.
CLOCK = f"""
from datetime import timedelta
from django.utils import timezone
from roles.adverts.pages import VacancyPage
from hub.tasks import publish_scheduled
page = VacancyPage.objects.get(title="{TITLE}")
waiting = page.revisions.get(approved_go_live_at__isnull=False)
waiting.approved_go_live_at = timezone.now() - timedelta(minutes=1)
waiting.content["go_live_at"] = waiting.approved_go_live_at.isoformat()
waiting.save()
publish_scheduled()
"""


def test_the_department_writes_the_hub_lays_out_approves_and_the_clock_publishes(
    demo_site, browser
):
    def become(email: str) -> Somebody:
        person = Somebody(browser, demo_site, email, scripts=True)
        person.page.add_init_script(BUTTONS_SAVE)
        return person

    campaign, advert = demo_site.manage("shell", "-v0", "-c", STORY).split()[-2:]
    manager = become("manager.dwp@example.gov.uk")
    the_department_writes(manager, campaign)

    adviser = become("adviser@hub.example.gov.uk")
    adviser.go(f"{campaign}advert/")
    adviser.press(adviser.page.get_by_role("link", name="Edit it with live preview"))
    editor = adviser.page.url.removeprefix(adviser.base)
    opens = timezone.localtime().replace(second=0, microsecond=0) + timedelta(days=1)
    lay_out(adviser.page, opens)
    adviser.visitor.check()

    lead = become("lead@hub.example.gov.uk")
    lead.go("/admin/")
    waiting = lead.page.locator("#awaiting-review-content, [id*=awaiting-review]")
    expect(waiting.get_by_text(TITLE).first).to_be_visible()
    waiting.get_by_role("link", name=TITLE).first.click()
    expect(lead.page.locator("[name=summary]")).to_have_value(LAID_OUT)
    act(lead.page, "Approve")

    def public(path: str) -> str:
        return anyone.get(demo_site.base + path).text()

    anyone, search = browser.new_context().request, "/roles/?q=pensions+letters"
    assert TITLE not in public(search)
    assert "Scheduled" in manager.go(f"{campaign}advert/")
    demo_site.manage("shell", "-v0", "-c", CLOCK)
    assert TITLE in public(search)
    assert LAID_OUT in public(advert)

    # Edited again: the public reads the old words until a second person publishes the new ones.
    adviser.page.goto(adviser.base + editor)
    write(adviser.page, LATER)
    act(adviser.page, "Publish")
    expect(
        adviser.page.get_by_text("but not published. You cannot approve this advert")
    ).to_be_visible()
    assert LATER not in public(advert)
    lead.page.goto(lead.base + editor)
    act(lead.page, "Publish")
    assert LATER in public(advert)
    history = manager.go(f"{campaign}advert/")
    for words in (FIRST, SUMMARY, LAID_OUT, LATER):
        assert words in history


def the_department_writes(manager: Somebody, campaign: str) -> None:
    """From the campaign's page: bad input keeps what was typed; the check; a preview; sent."""
    manager.go(campaign)
    manager.press(manager.page.get_by_role("link", name="advert").first)
    manager.press(manager.page.get_by_role("button", name="Write the advert").first)
    manager.fill_in(title="", summary=FIRST, prose=PROSE)
    manager.press(manager.button())
    assert "Enter the title of the role" in manager.words()
    assert manager.page.locator("[name=prose]").input_value() == PROSE
    manager.send(title=TITLE)
    assert "ninja" in manager.words()
    assert "Gender-coded word" in manager.words()
    manager.go(f"{campaign}write/")
    manager.send(summary=SUMMARY)
    assert "ninja" not in manager.page.inner_text("main table, main .govuk-tag--green")
    manager.press(manager.page.get_by_role("link", name="See it as the public would"))
    assert SUMMARY in manager.words()
    manager.go(f"{campaign}send/")
    manager.send()


def lay_out(page: Page, opens) -> None:
    """Bad input, then good; the preview shows it; it is to go live at the opening."""
    expect(page.get_by_text("Advert check").first).to_be_visible()
    page.locator("[name=summary]").fill("")
    act(page, "Approve")
    expect(page.get_by_text("This field is required").first).to_be_visible()
    expect(page.get_by_text("You join a team of eight.").first).to_be_visible()
    write(page, LAID_OUT)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Toggle preview").click()
        page.get_by_role("link", name="Preview in new tab").click()
    expect(opened.value.get_by_text(LAID_OUT).first).to_be_visible()
    opened.value.close()
    page.get_by_role("button", name="Toggle status").click()
    schedule(page, opens.strftime("%Y-%m-%d %H:%M"), "2020-01-01 10:00")
    expect(page.get_by_text("could not be saved due to validation errors")).to_be_visible()
    expect(page.get_by_text("Invalid schedule").first).to_be_visible()
    expect(page.locator("[name=summary]")).to_have_value(LAID_OUT)
    schedule(page, opens.strftime("%Y-%m-%d %H:%M"), "")


def schedule(page: Page, live: str, ends: str) -> None:
    page.get_by_role("button", name=re.compile("Set schedule|Edit schedule")).click()
    if page.get_by_text("Invalid schedule").count():
        expect(page.get_by_text("Expiry date/time must be in the future").first).to_be_visible()
    for name, moment in (("go_live_at", live), ("expire_at", ends)):
        # Typed without the focus, which would open a calendar over the button.
        page.locator(f"[name={name}]").evaluate(TYPED, moment)
    with page.expect_navigation():
        page.get_by_role("button", name="Save schedule").click()


def write(page: Page, summary: str) -> None:
    page.locator("[name=summary]").fill(summary)
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    expect(page.locator("[name=summary]")).to_have_value(summary)


def act(page: Page, name: str) -> None:
    """Choose what the footer's menu offers."""
    page.get_by_role("button", name="More actions").click()
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
