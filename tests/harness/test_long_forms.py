"""No form of staff asks for more than twenty things on one page (decision 0050).

Every page of the workspaces is opened by somebody of staff who may, and every move it leads to: one
of each kind. The admin's forms are Wagtail's, and a candidate's form is a list of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, ResolverMatch, resolve

from tests.access import DEPARTMENT_A, DEPARTMENT_B, STAFF
from tests.factories.hub import signed_in
from tests.harness.test_access_matrix import classified

MOST_CONTROLS = 20
KINDS = (*STAFF, *DEPARTMENT_A, *DEPARTMENT_B)
# Those that stay one page, by how much they ask for in this world: each makes a record when it is
# sent, and there is nothing before that of which a part could be saved.
LONG = {
    "roles:application_enter": 58,
    "roles:slot_offer": 22,
    "roles:stage": 22,
    "roles:support_ask": 28,
    "roles:support_feedback": 21,
}
CONTROL = re.compile(r'<(?:input(?![^>]*type="hidden")|select|textarea)\b')


def controls_of(html: str) -> int:
    """How many boxes and buttons to choose the longest form of the page has."""
    shown = re.sub(r"<template\b.*?</template>", "", html, flags=re.S)
    main = shown.partition("<main")[2].partition("</main>")[0]
    forms = re.findall(r'<form\b[^>]*method="post".*?</form>', main, flags=re.S | re.I)
    return max((len(CONTROL.findall(form)) for form in forms), default=0)


def route_of(url: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(url).path)
    except Resolver404:
        return None


def named(match: ResolverMatch) -> str:
    """The route of a page, with the move where it is the page of one."""
    move = match.kwargs.get("move", "")
    return f"{match.view_name} {move}".strip()


def moves_on(url: str, html: str) -> Iterator[tuple[str, str]]:
    """The pages of moves that a page leads to, or has the form of."""
    for found in re.findall(r'<(?:a\b[^>]*?\bhref|form\b[^>]*?\baction)="([^"#]+)', html):
        link = urljoin(url, unescape(found))
        match = route_of(link) if link.startswith("/") else None
        if match and "move" in match.kwargs:
            yield named(match), link


def longest_forms(world) -> dict[str, int]:
    """The pages that staff may open, and how long the longest form of each is."""
    found: dict[str, int] = {}
    clients = {kind: signed_in(world.people[kind]) for kind in KINDS if kind in world.people}
    for expected in classified().values():
        url = expected.url(world)
        is_page = expected.method == "get" and expected.answer == 200
        if not is_page or url.startswith("/admin/"):
            continue
        for kind in (kind for kind in clients if kind in expected.allowed):
            read(clients[kind], url, found)
            if not re.search(r"/[A-Z]+-[\w-]+/$", url):
                break  # What may be done with a record differs by who reads it.
    return found


def read(client, url: str, found: dict[str, int]) -> None:
    """Count what a page asks for, and the moves it leads to that nobody has seen."""
    waiting = [url]
    for page in waiting:
        answer = client.get(page)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        match = route_of(page)
        if match is None:
            continue
        html = answer.content.decode()
        found[named(match)] = max(found.get(named(match), 0), controls_of(html))
        waiting += [
            link for name, link in moves_on(page, html) if name not in found and link not in waiting
        ]


@pytest.mark.django_db
def test_no_form_of_staff_asks_for_more_than_twenty_things_but_those_decided_on(world):
    found = longest_forms(world)
    assert {name: number for name, number in found.items() if number > MOST_CONTROLS} == LONG
    # The walk gets to the moves: to the sections of the terms, and to others.
    sections = [name for name in found if name.startswith("roles:campaign_move terms-")]
    assert len(sections) >= 12
    assert len([name for name in found if " " in name]) >= 35
