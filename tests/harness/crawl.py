"""Following links as each persona of the demonstration, to one page of every kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.browser import Visitor

PERSONAS = (
    "",
    "amira.okafor@example.com",
    "requester.dwp@example.gov.uk",
    "manager.dwp@example.gov.uk",
    "approver.dwp@example.gov.uk",
    "adviser@hub.example.gov.uk",
    "trainer@hub.example.gov.uk",
    "new.owner@example.gov.uk",
    "lead.bis@example.gov.uk",
    "reviewer@hub.example.gov.uk",
    "analyst@hub.example.gov.uk",
    "editor@hub.example.gov.uk",
)
STARTS = (
    "/",
    "/roles/",
    "/account/",
    "/needs/",
    "/support/",
    "/campaigns/",
    "/training/",
    "/demo/",
)
# A file to download is no page; the admin has a walk of its own.
NOT_PAGES = (
    ".json",
    ".atom",
    ".xml",
    ".txt",
    ".vtt",
    ".webm",
    "/download/",
    "/api/indicators",
    "/api/vacancies",
    "export=",
    "/admin/",
    "/documents/",
)
DEPTH = 4


def kind_of(path: str) -> str:
    """The route a path is of: one page of a kind is enough."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return path
    return path if match.url_name == "wagtail_serve" else match.view_name


def become(visitor: Visitor, email: str) -> None:
    """Enter the demonstration as a persona, by its button."""
    visitor.page.context.clear_cookies()
    if email:
        visitor.page.goto(visitor.base + "/demo/")
        visitor.page.locator(f"form:has(input[value='{email}']) button").click()


def links(visitor: Visitor, path: str, html: str) -> Iterator[str]:
    """The addresses on this site that a page links to."""
    # A form that opens on the page of a record has a page of its own, where a refusal is shown.
    in_place = re.findall(r'<form\b[^>]*?\baction="([^"]+)"[^>]*? data-hub-move>', html)
    for href in [*re.findall(r'<a\b[^>]*?\bhref="([^"]+)"', html), *in_place]:
        parts = urlsplit(urljoin(visitor.base + path, unescape(href)))
        found = parts.path + (f"?{parts.query}" if parts.query else "")
        if f"{parts.scheme}://{parts.netloc}" == visitor.base and not any(
            word in found for word in NOT_PAGES
        ):
            yield found


class Crawl:
    """What all personas have seen: a kind of page is checked for the first who gets there."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.done: set[str] = set()

    def follow(self, visitor: Visitor, email: str) -> None:
        """Check every kind of page that links lead this persona to and nobody has seen yet."""
        if email in self.done:
            return
        self.done.add(email)
        become(visitor, email)
        waiting = [(path, 0) for path in STARTS]
        known: set[str] = set()
        while waiting:
            path, depth = waiting.pop(0)
            kind = kind_of(path)
            if kind in known or path in known:
                continue
            known.add(path)
            # Loaded without a browser first: most of it another persona has seen.
            answer = visitor.page.request.get(visitor.base + path, max_redirects=0)
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            if answer.status != 200 or not is_page:
                continue
            known.add(kind)
            if kind not in self.seen:
                self.seen.add(kind)
                visitor.visit(path)
            if depth < DEPTH:
                waiting += [(link, depth + 1) for link in links(visitor, path, answer.text())]
