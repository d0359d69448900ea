"""Every link on the pages of a record, in each of its states, answers whoever is shown it.

Followed through the whole demonstration, without a browser: one page of each kind for a record of
each state, so that a page of a draft is another kind than that of an open campaign.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.urls import Resolver404, ResolverMatch, resolve

from hub.models import User
from roles.models import Application, Campaign, CampaignState, Post, SupportRequest
from tests.factories.hub import signed_in
from tests.harness.crawl import NOT_PAGES

pytestmark = pytest.mark.django_db
STARTS = ("/campaigns/", "/support/", "/needs/", "/training/workspace/", "/roles/", "/account/")
STAFF = (
    "adviser@hub.example.gov.uk",
    "manager.dwp@example.gov.uk",
    "requester.dwp@example.gov.uk",
    "approver.dwp@example.gov.uk",
)
RECORDS = (Campaign, Application, Post, SupportRequest)


def links_of(path: str, html: str) -> set[str]:
    """The addresses of ours that a page leads to, without those of files and of the admin."""
    hrefs = re.findall(r'<a\b[^>]*?\bhref="([^"#]+)', html)
    found = {urljoin(path, unescape(href)) for href in hrefs}
    return {
        link
        for link in found
        if link.startswith("/") and not any(word in link for word in NOT_PAGES)
    }


@cache
def route_of(path: str) -> ResolverMatch | None:
    """What answers at a path: asked once, since most pages lead to the same ones."""
    try:
        return resolve(path)
    except Resolver404:
        return None


def kind_of(link: str, states: dict[str, str]) -> tuple[Any, ...]:
    """The route of an address, and the state of each record that it names."""
    match = route_of(urlsplit(link).path)
    if match is None:
        return (link,)
    named = [states.get(str(value), "") for value in match.kwargs.values()]
    words = [value for value in match.kwargs.values() if str(value) not in states]
    moves = [value for value in words if match.url_name and "move" in match.url_name]
    return (match.view_name, *named, *moves)


def kinds_of_list(link: str) -> list[tuple[Any, ...]]:
    """What is new in a list by state: the state, and the order, each with what else is asked.

    Every state is read in some order and every order of some state, on the first page and on those
    before and after; not every state in every order, which was three pages of four.
    """
    parts = urlsplit(link)
    asked = dict(parse_qsl(parts.query))
    names = (parts.path, *sorted(asked))
    return [(*names, name, asked.get(name)) for name in ("state", "sort")]


def dead_links(email: str, states: dict[str, str]) -> dict[str, tuple[str, int]]:
    """The links that this person is shown and that do not answer, with the page they stand on."""
    client = signed_in(User.objects.get(email=email))
    dead: dict[str, tuple[str, int]] = {}
    campaigns = Campaign.objects.visible_to(User.objects.get(email=email))
    waiting = [(path, "") for path in STARTS]
    # A word that is no state of campaigns narrows nothing: one stands for all of them.
    of_campaigns = {*CampaignState.values, "of-something-else"}
    waiting += [(f"/campaigns/?state={state}", "") for state in of_campaigns]
    waiting += [
        (f"{campaign.get_absolute_url()}{page}", "")
        for campaign in {campaign.state: campaign for campaign in campaigns}.values()
        for page in ("", "applications/")
    ]
    known: set[tuple[Any, ...]] = set()
    while waiting:
        link, page = waiting.pop(0)
        kinds = kinds_of_list(link) if "?state=" in link else [kind_of(link, states)]
        if known.issuperset(kinds):
            continue
        known.update(kinds)
        answer = client.get(link)
        if answer.status_code >= 400 and page:
            dead[link] = (page, answer.status_code)
        is_page = answer.get("Content-Type", "").startswith("text/html")
        if answer.status_code == 200 and is_page and not answer.streaming:
            waiting += [(found, link) for found in sorted(links_of(link, answer.content.decode()))]
    assert len(known) > 30, email
    return dead


def test_every_link_that_staff_are_shown_answers_in_every_state_of_a_record(
    loaded_demonstration,
):
    states = {
        reference: state
        for model in RECORDS
        for reference, state in model.objects.values_list("reference", "state")
    }
    assert {dead for email in STAFF for dead in dead_links(email, states).items()} == set()
