"""R7 in a browser: whoever writes as a role closes is told before, and keeps their words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from roles.models import Application, Campaign
from tests.browser import NARROW, Visitor
from tests.factories.adverts import make_advert, make_draft
from tests.factories.hub import signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def draft():
    return make_draft(make_advert(), statement="")


def close_in(draft: Application, **time: float) -> None:
    Campaign.objects.filter(pk=draft.campaign_id).update(
        closes_at=timezone.now() + timedelta(**time)
    )


def visitor(browser, live_server, draft: Application, *, scripts: bool) -> Visitor:
    """A small browser in which the candidate has signed in."""
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": NARROW, "height": 900}
    )
    key = signed_in(draft.candidate).session.session_key
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
    context.add_cookies([cookie])
    return Visitor(context.new_page(), live_server.url, scripts=scripts, width=NARROW)


def test_R7_the_time_that_is_left_is_told_to_who_writes_without_reloading(
    browser, live_server, draft
):
    close_in(draft, minutes=124)
    seen = visitor(browser, live_server, draft, scripts=True)
    seen.page.clock.install()
    page = seen.visit(f"/applications/{draft.reference}/statement/")
    note = page.locator("[data-hub-closing]")
    assert "to send your application" not in note.inner_text()
    page.clock.fast_forward(5 * 60_000)
    assert "You have 1 hour and 5" in note.inner_text()
    page.clock.fast_forward(114 * 60_000)
    told = page.locator("[data-hub-told]")
    assert told.get_attribute("role") == "status"
    assert note.locator("[data-hub-left]").inner_text().startswith("You have ")
    page.get_by_role("textbox").fill("My last words")
    close_in(draft, seconds=-1)
    page.clock.fast_forward(10 * 60_000)
    assert "It has closed." in note.inner_text()
    assert told.text_content() == "It has closed."
    page.locator("[data-hub-autosaved]", has_text="Saved at").wait_for()
    draft.refresh_from_db()
    assert (draft.statement, draft.state) == ("My last words", "draft")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("Your application was not sent").wait_for()
    assert "My last words" in page.inner_text("main")
    page.context.close()


def test_R7_without_a_script_the_page_says_when_the_role_closes_and_the_words_stay(
    browser, live_server, draft
):
    close_in(draft, hours=5)
    seen = visitor(browser, live_server, draft, scripts=False)
    page = seen.visit(f"/applications/{draft.reference}/statement/")
    assert "This role closes at" in page.inner_text("main")
    assert "to send your application" not in page.inner_text("main")
    close_in(draft, minutes=30)
    page = seen.visit(f"/applications/{draft.reference}/statement/")
    assert "minutes to send your application" in page.inner_text("main")
    page.get_by_role("textbox").fill("My last words")
    close_in(draft, seconds=-1)
    page.get_by_role("button", name="Save and continue").click()
    seen.check()
    assert "Your application was not sent" in page.inner_text("main")
    assert "My last words" in page.inner_text("main")
    draft.refresh_from_db()
    assert (draft.statement, draft.state) == ("My last words", "draft")
    page.context.close()
