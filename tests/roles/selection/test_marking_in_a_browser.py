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
        assert answer["x"] + answer["width"] <= guide["x"]
    visitor.visit(f"/panels/{sift.members.pk}/marking/")
    visitor.check()
