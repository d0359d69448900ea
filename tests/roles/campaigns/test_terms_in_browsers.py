"""Locations found by their names, and levels of a role, in a browser: with scripts and without."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import expect

from hub.models import RoleLevel
from roles.campaigns.services import drafting
from roles.models import Campaign, Location
from tests.browser import NARROW
from tests.factories.hub import current_role, signed_in
from tests.factories.roles import make_accepted_request, make_team
from tests.journeys.somebody import Somebody, Typist
from tests.roles.terms import page_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def team():
    return make_team("AAA")


@pytest.fixture
def be(live_server, browser):
    """Somebody signed in on the live server, by keyboard alone and on a narrow page."""
    opened = []

    def become(person, *, scripts: bool):
        who = (Typist if scripts else Somebody)(
            browser, SimpleNamespace(base=live_server.url), scripts=scripts, width=NARROW
        )
        key = signed_in(person).session.session_key
        name = django_settings.SESSION_COOKIE_NAME
        who.context.add_cookies([{"name": name, "value": key, "url": live_server.url}])
        opened.append(who)
        return who

    yield become
    for who in opened:
        who.leave()


@pytest.fixture
def campaign(team):
    """One in London and Manchester."""
    made = drafting.make_campaign_from_request(
        request=make_accepted_request(team), title="Delivery manager", actor=team.manager
    )
    made.places.set(Location.objects.filter(slug__in=("london", "manchester")))
    return made


def said(page):
    return page.locator("[data-hub-searched-said]")


def box(page, name: str):
    return page.get_by_label(name, exact=True)


def find(somebody, words: str, *, by_enter: bool = False) -> None:
    """Look for a location as the page stands, by its button or by Enter in the search box."""
    somebody.write(somebody.page.locator("main [name=places_search]"), words)
    if by_enter:
        somebody.page.keyboard.press("Enter")
    else:
        somebody.push(somebody.page.get_by_role("button", name="Find", exact=True))


def test_a_location_is_found_by_keyboard_and_one_in_the_list_is_said_to_be_there(
    team, campaign, be
):
    manager = be(team.manager, scripts=True)
    page = manager.page
    manager.go(page_of(campaign, "places"))
    page.evaluate("window.isTheSame = true")
    manager.reach(box(page, "London"))
    page.keyboard.press("Space")
    find(manager, "leeds", by_enter=True)
    expect(said(page)).to_have_text("Leeds added. Save when the list is complete.")
    # The name that was taken is not kept as if it were still typed; what was added is.
    kept = page.evaluate("sessionStorage.getItem('hub-typed')")
    assert "places_search" not in kept
    assert '"label":"Leeds"' in kept
    for by_enter, name in ((False, "leeds"), (True, "manchester"), (False, "Manchester ")):
        find(manager, name, by_enter=by_enter)
        known = name.strip().capitalize()
        expect(said(page)).to_have_text(
            f"{known} is in the list already. Save when the list is complete."
        )
    # Nothing was sent: the page is the same, with what was changed on it.
    assert page.evaluate("window.isTheSame")
    ticked = {name: box(page, name).is_checked() for name in ("London", "Leeds", "Manchester")}
    assert ticked == {"London": False, "Leeds": True, "Manchester": True}
    manager.visitor.check()
    # What was taken off the list is added again by its name.
    find(manager, "london")
    expect(said(page)).to_have_text("London added. Save when the list is complete.")
    manager.send()
    assert sorted(Campaign.objects.get().locations) == ["Leeds", "London", "Manchester"]


def test_a_location_that_was_added_and_not_saved_comes_back_ticked(team, campaign, be):
    manager = be(team.manager, scripts=True)
    page = manager.page
    manager.go(page_of(campaign, "places"))
    find(manager, "leeds", by_enter=True)
    expect(said(page)).to_have_text("Leeds added. Save when the list is complete.")
    manager.go("/work/")
    manager.go(page_of(campaign, "places"))
    assert box(page, "Leeds").is_checked()
    assert page.locator("main [name=places_search]").input_value() == ""
    note = page.locator("[data-hub-kept] p")
    expect(note).to_have_text("We kept what you typed in “Locations”. It is not saved yet.")
    page.get_by_role("button", name="Delete what I typed").click()
    assert not box(page, "Leeds").is_checked()
    manager.go("/work/")
    manager.go(page_of(campaign, "places"))
    assert page.locator("[data-hub-kept]").count() == 0
    assert box(page, "Leeds").count() == 0


def test_a_location_is_found_without_scripts_and_no_box_that_was_changed_is_lost(
    team, campaign, be
):
    manager = be(team.manager, scripts=False)
    page = manager.page
    manager.go(page_of(campaign, "places"))
    box(page, "London").uncheck()
    for name, words in (
        ("leeds", "1 found. Select those you want, then save."),
        ("Leeds", "Leeds is in the list already. Save when the list is complete."),
        ("manchester", "Manchester is in the list already. Save when the list is complete."),
        ("nowhere", "Nothing called ‘nowhere’. Try fewer or different letters."),
    ):
        manager.write(page.locator("main [name=places_search]"), name)
        manager.press(page.get_by_role("button", name="Find", exact=True))
        expect(said(page)).to_have_text(words)
        assert (box(page, "Leeds").is_checked(), box(page, "Manchester").is_checked()) == (
            True,
            True,
        )
        assert box(page, "London").count() == 0
    manager.send()
    assert sorted(Campaign.objects.get().locations) == ["Leeds", "Manchester"]


def levels_of(role) -> list[str]:
    rows = RoleLevel.objects.current().filter(role=role)
    return sorted(str(key) for key in rows.values_list("pk", flat=True))


def offered(page) -> list[str]:
    """The levels that can be chosen now."""
    options = page.locator("main select[name=level] option")
    values = options.evaluate_all("list => list.map(item => item.value)")
    return sorted(value for value in values if value)


def test_choosing_a_role_offers_its_own_levels_alone(team, be):
    requester = be(team.requester, scripts=True)
    page = requester.page
    requester.go("/needs/raise/")
    assert offered(page) == []
    role, other = current_role("delivery-manager"), current_role("user-researcher")
    for chosen in (role, other):
        requester.choose(page.locator("main select[name=role]"), chosen.name)
        assert offered(page) == levels_of(chosen) != []
    requester.choose(page.locator("main select[name=level]"), "")
    assert page.locator("main select[name=level]").input_value() in levels_of(other)
    # A level that does not belong to the role chosen next is not kept.
    requester.choose(page.locator("main select[name=role]"), role.name)
    assert page.locator("main select[name=level]").input_value() == ""
    requester.visitor.check()


def test_without_scripts_all_levels_are_offered_and_one_of_another_role_is_refused(team, be):
    requester = be(team.requester, scripts=False)
    page = requester.page
    requester.go("/needs/raise/")
    role, other = current_role("delivery-manager"), current_role("user-researcher")
    rows = RoleLevel.objects.current().values_list("pk", flat=True)
    assert offered(page) == sorted(str(key) for key in rows)
    page.locator("main select[name=role]").select_option(label=role.name)
    page.locator("main select[name=level]").select_option(value=levels_of(other)[0])
    requester.fill_in(headcount="1", reason="Nobody runs delivery in the team.")
    requester.press(requester.button())
    refused = page.locator(".govuk-error-summary").inner_text()
    assert f"Select a level of the role {role}, or leave it empty" in refused
