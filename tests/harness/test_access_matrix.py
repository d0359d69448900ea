"""Every URL against every kind of user: found automatically, failing on one nobody classified."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hub.plugins import enabled
from tests.access import EVERYONE, STAFF, Expected
from tests.factories.hub import signed_in
from tests.hub.access import STRANGERS

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


@pytest.mark.parametrize("kind", EVERYONE)
def test_who_may_open_what_and_no_page_made_for_them_may_be_stored(world, django_db_blocker, kind):
    """What was made for somebody who has signed in is nobody's to find after they have gone."""
    wrong, stored = [], []
    with django_db_blocker.unblock():
        session = cookies_of(world, kind)
        for name, expected in classified().items():
            response = ask(world, session, expected)
            if response.status_code != (wanted := answer_for(kind, name, expected)):
                wrong.append(f"{name} as {kind}: expected {wanted}, got {response.status_code}")
            control = response.get("Cache-Control", "")
            if (
                (kind != "anonymous" and expected.method == "get")
                and control != "private, no-store"
                and "public" not in control
            ):
                stored.append(f"{name}: {control or 'nothing said'}")
    assert wrong == [], "\n".join(wrong)
    assert stored == [], "\n".join(stored)


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
