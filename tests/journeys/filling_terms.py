"""Somebody fills in the terms of a campaign, section by section, from the list of tasks."""

from __future__ import annotations

from roles.campaigns.term_sections import SECTIONS
from tests.journeys.somebody import Somebody
from tests.roles.terms import term


def complete_terms(somebody: Somebody, campaign: str, *, place: str, **answers: str) -> None:
    """Answer what each section asks, and come back to the list after each."""
    tasks = f"{campaign}terms/"
    for section in SECTIONS:
        own = {name: each for name, each in answers.items() if term(name) in section.fields}
        if not own and section.slug != "places":
            continue
        somebody.go(tasks)
        somebody.press(
            somebody.page.locator("main").get_by_role("link", name=section.title, exact=True)
        )
        if section.slug == "places":
            choose_place(somebody, place)
        assert somebody.send(**own) == tasks
    assert "12 of 12 sections completed" in somebody.words()


def choose_place(somebody: Somebody, place: str) -> None:
    """Find a location by its name: at once where scripts run, on the page's answer without."""
    page = somebody.page
    somebody.write(page.locator("main [name=places_search]"), place)
    find = page.get_by_role("button", name="Find", exact=True)
    if somebody.scripts:
        somebody.push(find)
        somebody.visitor.check()
    else:
        somebody.press(find)
    assert page.get_by_label(place, exact=True).is_checked()
