"""Every URL against every kind of user: found automatically, failing on one nobody classified.

All of them are asked once for each kind of user, for all that has to hold of the answers: who may
open what, what may be stored, and whose equality answers are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hub.plugins import enabled
from roles.models import Application
from tests.access import EVERYONE, STAFF, Expected
from tests.factories.hub import signed_in
from tests.hub.access import STRANGERS
from tests.roles.equality_mark import MARK, answer

APPS = ["hub", *(config.name for config in enabled())]
# Wagtail's own routes, tested by Wagtail; the admin asks for wagtailadmin.access_admin first.
WAGTAIL = ("admin/", "documents/")
PUBLIC_PAGES = (
    "wagtail_serve",
    "wagtailcore_login",
    "wagtailcore_authenticate_with_password",
)


def classified() -> dict[str, Expected]:
    """What every app says of its URLs."""
    found: dict[str, Expected] = {}
    for app in APPS:
        found.update(import_module(f"tests.{app}.access").ACCESS)
    return found


def routes(
    resolver: Any = None, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Every route with its path and full name."""
    for item in (resolver or get_resolver()).url_patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            inner = f"{space}{item.namespace}:" if item.namespace else space
            yield from routes(item, path, inner)
        else:
            yield path, f"{space}{item.name}", item


def our_admin_views() -> set[str]:
    """The admin routes that the hub and its plugins add: their views, and the models they list."""
    ours = {model for name in APPS for model in apps.get_app_config(name).get_models()}
    found = set()
    for path, name, route in routes():
        if not path.startswith("admin/"):
            continue
        view = route.callback
        listed = getattr(view, "view_initkwargs", {}).get("model")
        own = ":" not in name and view.__module__.split(".")[0] in APPS
        if own or (listed in ours and name.endswith(":index")):
            found.add(name)
    return found - {"wagtailusers_users:index"}


def test_every_url_is_classified():
    public = {
        name
        for path, name, _ in routes()
        if not path.startswith(WAGTAIL) and name not in PUBLIC_PAGES
    }
    known = set(classified())
    unknown = sorted((public | our_admin_views()) - known)
    assert unknown == [], "nobody classified: " + " ".join(unknown)
    snippets = {name for name in known if name.startswith("wagtailsnippets")}
    stale = sorted(known - public - our_admin_views() - snippets)
    assert stale == [], "no such URL any more: " + " ".join(stale)


@dataclass(frozen=True)
class Answered:
    """What a URL answered one kind of user."""

    name: str
    expected: Expected
    status: int
    control: str
    shows_equality: bool


@pytest.fixture(scope="module")
def world(world, django_db_blocker):
    """One world in which every application has equality answers that are like no other word."""
    with django_db_blocker.unblock():
        for application in Application.objects.all():
            answer(application)
    return world


@pytest.fixture(scope="module")
def answered(world, django_db_blocker) -> Callable[[str], list[Answered]]:
    """What every URL answers a kind of user: asked once, for all tests."""

    @cache
    def by(kind: str) -> list[Answered]:
        with django_db_blocker.unblock():
            session = cookies_of(world, kind)
            return [
                read(name, expected, ask(world, session, expected))
                for name, expected in classified().items()
            ]

    return by


def read(name: str, expected: Expected, response: Any) -> Answered:
    """Read one answer for all that the tests ask of it."""
    words = response.getvalue() if response.streaming else response.content
    return Answered(
        name,
        expected,
        response.status_code,
        response.get("Cache-Control", ""),
        shows_equality=MARK.encode() in words,
    )


@pytest.mark.parametrize("kind", EVERYONE)
def test_who_may_open_what_and_no_page_made_for_them_may_be_stored(answered, kind):
    """What was made for somebody who has signed in is nobody's to find after they have gone."""
    wrong, stored = [], []
    for page in answered(kind):
        if page.status != (wanted := answer_for(kind, page.name, page.expected)):
            wrong.append(f"{page.name} as {kind}: expected {wanted}, got {page.status}")
        if (
            (kind != "anonymous" and page.expected.method == "get")
            and page.control != "private, no-store"
            and "public" not in page.control
        ):
            stored.append(f"{page.name}: {page.control or 'nothing said'}")
    assert wrong == [], "\n".join(wrong)
    assert stored == [], "\n".join(stored)


@pytest.mark.parametrize("kind", [kind for kind in EVERYONE if kind != "owner"])
def test_no_page_shows_an_equality_answer_to_anybody_else(answered, kind):
    allowed = [page for page in answered(kind) if kind in page.expected.allowed]
    assert len([page for page in allowed if page.status == 200]) > 10
    assert [page.name for page in answered(kind) if page.shows_equality] == []


def test_the_person_reads_their_own_equality_answers(world, django_db_blocker, answered):
    """Without this, the test above would find nothing whatever the pages showed."""
    shown = {page.name for page in answered("owner") if page.shows_equality}
    assert {"roles:application_check", "account_data_download"} <= shown, shown
    with django_db_blocker.unblock():
        client = signed_in(world.people["owner"])
        assert MARK in client.get(world.sifted.get_absolute_url()).content.decode()


def cookies_of(world: Any, kind: str) -> dict[str, str]:
    """The cookies of somebody of this kind who has just signed in; none of a stranger."""
    if kind == "anonymous":
        return {}
    return {name: cookie.value for name, cookie in signed_in(world.people[kind]).cookies.items()}


def ask(world: Any, cookies: dict[str, str], expected: Expected) -> Any:
    """What the URL answers a browser with these cookies; what it changed is undone."""
    client = Client()
    client.cookies.load(cookies)
    with transaction.atomic():
        response = getattr(client, expected.method)(expected.url(world), expected.data)
        transaction.set_rollback(True)
    return response


def answer_for(kind: str, name: str, expected: Expected) -> int:
    """What the URL should answer this kind of user."""
    if kind in expected.allowed:
        return expected.answer
    if kind == "anonymous":
        return STRANGERS.get(name, 302)
    if kind in STAFF and expected.other_staff is not None:
        return expected.other_staff
    return expected.otherwise
