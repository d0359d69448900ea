"""Marking with scripts: no page load between answers, keys, words that stay (S10 to S14, SC16)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from roles.models import Campaign, ElementStatements, Score, Stage, StagePlan
from tests.browser import NARROW, Visitor
from tests.factories.hub import signed_in
from tests.roles.selection.test_marking import Sift

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
ELEMENTS = ["experience", "technical", "ability", "behaviour-leadership"]
SAVED = re.compile(r"^Saved \d\d:\d\d$")


def sift_of_four_questions(applications):
    sift = Sift(applications=applications)
    plan = StagePlan.objects.create(campaign=sift.campaign, framework="success-profiles-2026")
    Stage.objects.create(plan=plan, number=1, kind="sift", elements=ELEMENTS)
    written = [
        {"slug": slug, "name": slug.title(), "word_limit": 250, "criteria": []} for slug in ELEMENTS
    ]
    Campaign.objects.filter(pk=sift.campaign.pk).update(written_elements=written)
    ElementStatements.objects.bulk_create(
        ElementStatements(
            application=application,
            statements={slug: f"What I did, {slug}, {at}. " * 20 for slug in ELEMENTS},
        )
        for at, application in enumerate(sift.applications)
    )
    return sift


def sign_in(page, base, person):
    key = signed_in(person).session.session_key
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": key, "url": base}])


def start(page, live_server, sift):
    sign_in(page, live_server.url, sift.member)
    page.goto(f"{live_server.url}/panels/{sift.members.pk}/marking/next/")
    # An answer still on its way would end the session that a test begins meanwhile.
    page.wait_for_load_state("networkidle")
    page.evaluate("window.hubLoad = 'first'")


def saved(page):
    return page.locator("[data-hub-saved]")


def far(page):
    return page.locator("[data-hub-progress]").inner_text()


def test_S10_sixty_answers_are_marked_by_two_keys_each_without_a_page_load(page, live_server):
    sift = sift_of_four_questions(15)
    type(sift.members).objects.filter(pk=sift.members.pk).update(marking_keys="plain")
    start(page, live_server, sift)
    loads = []
    page.on("request", lambda sent: loads.append(sent) if sent.is_navigation_request() else None)
    for number in range(1, 61):
        if number < 60:
            assert far(page) == f"{number - 1} of 60 answers marked"
        page.keyboard.press(str(4 + number % 3))
        before = page.url
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
        if number < 60:
            expect(page.locator("[data-hub-progress]")).to_contain_text(f"{number} of")
    # The overview alone, at the end, is a page of its own.
    assert (len(loads), Score.objects.count()) == (1, 60)
    assert page.url.endswith(f"/panels/{sift.members.pk}/marking/")
    assert Score.objects.submitted().count() == 0


def test_SC16_keys_do_nothing_until_switched_on_never_while_writing_and_held_act_once(
    page, live_server
):
    sift = Sift(applications=3)
    start(page, live_server, sift)
    first = page.url
    for key in ("7", "n", "u", "Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(1500)
    assert (page.url, Score.objects.count()) == (first, 0)
    type(sift.members).objects.filter(pk=sift.members.pk).update(marking_keys="plain")
    page.reload()
    page.locator("textarea").fill("")
    page.locator("textarea").press_sequentially("7 next")
    assert page.locator("[name=mark]:checked").count() == 0
    page.locator("h1").click()
    page.keyboard.down("5")
    page.keyboard.down("5")
    page.keyboard.up("5")
    assert page.locator("[name=mark]:checked").input_value() == "5"
    page.keyboard.press("u")
    assert page.locator("[name=mark]:checked").count() == 0
    page.locator("textarea").fill("They led.")
    page.locator("h1").click()
    page.keyboard.press("5")
    page.keyboard.down("Enter")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert page.url == second
    expect(page.locator("[data-hub-progress]")).to_contain_text("1 of")


def test_S14_SC10_what_is_typed_is_saved_in_passing_and_outlives_the_session(page, live_server):
    sift = Sift(applications=1)
    start(page, live_server, sift)
    page.locator("textarea").fill("word " * 300)
    page.locator("label", has_text="5").first.click()
    expect(saved(page)).to_have_text(SAVED)
    score = Score.objects.get()
    assert (score.points, len(score.evidence), score.is_draft) == (
        5,
        len(("word " * 300).strip()),
        True,
    )
    Session.objects.all().delete()
    page.locator("textarea").fill("Typed when signed out")
    expect(saved(page)).to_contain_text("Not saved: you have been signed out")
    sign_in(page, live_server.url, sift.member)
    page.reload()
    assert page.locator("textarea").input_value() == "Typed when signed out"
    # Somebody else of the panel finds nothing.
    sign_in(page, live_server.url, sift.chair)
    page.goto(f"{live_server.url}/panels/{sift.chairs.pk}/marking/next/")
    assert page.locator("textarea").input_value() == ""
    assert page.evaluate("sessionStorage.getItem('hub-typed')") is None


def give(page, points, words):
    page.locator("label", has_text=re.compile(rf"^\s*{points}\s*$")).click()
    page.locator("textarea").fill(words)


def marks():
    return sorted(Score.objects.values_list("points", "evidence"))


def test_S14_SC9_back_saves_what_was_entered_with_the_answer_that_it_is_about(page, live_server):
    sift = Sift(applications=3)
    start(page, live_server, sift)
    first = page.url
    page.get_by_role("link", name="Skip for now").click()
    page.wait_for_url(lambda url: url != first)
    second = page.url
    give(page, 3, "About the second")
    page.go_back()
    page.wait_for_url(first)
    expect(page.locator("h1")).to_contain_text("answer 1 of 3")
    expect(page.locator("textarea")).to_have_value("")
    # Longer than what is saved in passing waits.
    page.wait_for_timeout(2000)
    assert marks() == [(3, "About the second")]
    page.go_forward()
    page.wait_for_url(second)
    expect(page.locator("textarea")).to_have_value("About the second")
    expect(saved(page)).to_have_text(SAVED)


def test_S14_nobody_leaves_an_answer_that_could_not_be_saved(page, live_server):
    sift = Sift(applications=3)
    start(page, live_server, sift)
    first = page.url
    page.get_by_role("link", name="Skip for now").click()
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.context.set_offline(True)
    give(page, 3, "Offline")
    expect(saved(page)).to_contain_text("Not saved yet: there is no connection.")
    page.get_by_role("link", name="Skip for now").click()
    page.get_by_role("button", name="Save and next").click()
    page.go_back()
    page.wait_for_url(second)
    expect(page.locator("textarea")).to_have_value("Offline")
    assert Score.objects.count() == 0
    page.context.set_offline(False)
    expect(saved(page)).to_have_text(SAVED)
    assert marks() == [(3, "Offline")]
    page.get_by_role("link", name="Skip for now").click()
    page.wait_for_url(lambda url: url != second)


def test_S14_a_session_that_began_in_another_tab_goes_on_saving(page, live_server):
    sift = Sift(applications=1)
    start(page, live_server, sift)
    Session.objects.all().delete()
    sign_in(page, live_server.url, sift.member)
    give(page, 3, "After signing in elsewhere")
    expect(saved(page)).to_have_text(SAVED)
    assert marks() == [(3, "After signing in elsewhere")]


def test_S14_what_is_put_back_is_said_not_to_be_saved_and_saved_before_it_is_left(
    page, live_server
):
    sift = Sift(applications=2)
    start(page, live_server, sift)
    first = page.url
    give(page, 3, "Saved")
    expect(saved(page)).to_have_text(SAVED)
    Session.objects.all().delete()
    page.locator("textarea").fill("Not saved")
    expect(saved(page)).to_contain_text("Not saved: you have been signed out.")
    assert (
        "/accounts/"
        in page.request.get(
            page.get_by_role("link", name="Sign in again").evaluate("one => one.href")
        ).url
    )
    sign_in(page, live_server.url, sift.member)
    page.goto(first)
    expect(page.locator("textarea")).to_have_value("Not saved")
    expect(saved(page)).to_have_text("Not saved yet")
    page.get_by_role("link", name="Next answer").click()
    page.wait_for_url(lambda url: url != first)
    assert marks() == [(3, "Not saved")]


def test_S14_what_enter_sent_is_what_stood_there_and_keys_wait_for_the_next_answer(
    page, live_server
):
    sift = Sift(applications=2)
    type(sift.members).objects.filter(pk=sift.members.pk).update(marking_keys="plain")
    start(page, live_server, sift)
    first, sent, is_held = page.url, [], [True]
    # The first save is held until the keys are pressed.
    page.route("**/marking/**", lambda route: sent.append(route) if is_held else route.continue_())
    page.keyboard.press("5")
    page.wait_for_timeout(1500)
    page.keyboard.press("Enter")
    page.keyboard.press("6")
    assert page.locator("[name=mark]:checked").input_value() == "5"
    is_held.clear()
    for route in sent:
        route.continue_()
    page.wait_for_url(lambda url: url != first)
    assert marks() == [(5, "")]


def test_S14_the_browser_warns_before_an_unsaved_answer_is_closed(page, live_server):
    sift = Sift(applications=1)
    start(page, live_server, sift)
    page.context.set_offline(True)
    give(page, 3, "Offline")
    expect(saved(page)).to_contain_text("Not saved yet: there is no connection.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    expect(saved(page)).to_have_text(SAVED)


def test_S14_what_is_too_long_is_said_and_stays(page, live_server):
    sift = Sift(applications=2)
    start(page, live_server, sift)
    first = page.url
    give(page, 3, "a" * 4001)
    expect(saved(page)).to_contain_text("4,000 characters")
    page.get_by_role("link", name="Skip for now").click()
    page.wait_for_timeout(500)
    assert (page.url, Score.objects.count()) == (first, 0)


def test_S10_S14_what_lacks_words_is_a_draft_and_says_so_without_a_page_load(page, live_server):
    sift = Sift(applications=2)
    type(sift.members).objects.filter(pk=sift.members.pk).update(marking_keys="plain")
    start(page, live_server, sift)
    page.keyboard.press("7")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-message")).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "evidence"
    assert (page.evaluate("window.hubLoad"), marks()) == ("first", [(7, "")])
    page.locator("h1").click()
    page.keyboard.press("u")
    assert page.locator("[name=mark]:checked").count() == 0
    expect(saved(page)).to_have_text(SAVED)
    page.wait_for_timeout(500)
    assert marks() == [(None, "")]


@pytest.mark.parametrize("width", [1280, NARROW])
def test_S12_the_guide_is_seen_without_scrolling_and_above_the_answer_on_a_phone(
    page, live_server, width
):
    sift = sift_of_four_questions(1)
    sign_in(page, live_server.url, sift.member)
    visitor = Visitor(page, live_server.url, width=width)
    visitor.visit(f"/panels/{sift.members.pk}/marking/next/")
    visitor.check()
    page.set_viewport_size({"width": width, "height": 720})
    guide = page.locator(".roles-marking__guide").bounding_box()
    answer = page.locator(".roles-marking__answer").bounding_box()
    if width == NARROW:
        assert guide["y"] + guide["height"] <= answer["y"]
    else:
        assert guide["y"] + guide["height"] <= 720
        assert guide["x"] + guide["width"] <= answer["x"]
        button = page.get_by_role("button", name="Save and next").bounding_box()
        assert button["y"] + button["height"] <= 720
    visitor.visit(f"/panels/{sift.members.pk}/marking/")
    visitor.check()
