"""A mail scanner opens every link of every mail: it reads, and nothing changes by it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client

from hub.models import Notification
from hub.notifications import kinds
from hub.notifications.emails import message
from roles.search import notifications as alerts
from roles.search.services.alerts.links import token_of
from tests.factories.hub import signed_in
from tests.harness.test_access_matrix import cookies_of

LINK = re.compile(r"https?://[^\s<>\"]+")
# What any page that is opened may write: that somebody is there.
SESSIONS = {"sessions.session", "hub.usersession", "usersessions.usersession"}
OF_APPLICATIONS = (
    "roles.application_",
    "roles.interview_",
    "roles.offer_",
    "roles.draft_",
)


def everything() -> dict[str, list[Any]]:
    """Every row of every table, but for who is signed in where."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.managed and model._meta.label_lower not in SESSIONS
    }


def links(world: Any, slug: str) -> list[str]:
    """The links of a mail of this kind about the world's records, text and HTML."""
    kind = next(kind for kind in kinds if kind.slug == slug)
    row = Notification(
        slug=slug, recipient=world.people["owner"], subject=world.alert, key=f"scanner-{slug}"
    )
    alert = world.alert
    context = {
        **kind.example(),
        "base_url": settings.HUB_BASE_URL,
        "recipient": world.people["owner"],
        "advert": world.unapplied.advert_path,
        "application": world.reserved.reference,
        "confirm_url": alerts._link("alert_confirm", alert, "confirm"),
        "manage_url": alerts._link("alert_manage", alert, "manage"),
        "keep_url": alerts._link("alert_keep", alert, "keep"),
    }
    if slug.startswith(OF_APPLICATIONS):
        context["reference"] = world.offered.reference
    mail = message(kind, context, to="owner@world.example", row=row)
    html = str(mail.alternatives[0][0])
    found = [*LINK.findall(mail.body), *re.findall(r'href="([^"]+)"', html)]
    stop = mail.extra_headers.get("List-Unsubscribe", "").strip("<>")
    return sorted({link.rstrip(".,") for link in [*found, stop] if link.startswith("http")})


@pytest.fixture(scope="module")
def opened(world) -> set[str]:
    """The links that were opened already: many mails have the same, and nothing came of it."""
    return set()


@pytest.fixture(scope="module")
def owner_cookies(world, django_db_blocker) -> dict[str, str]:
    """The cookies of the owner, who has signed in once for all of these tests."""
    with django_db_blocker.unblock():
        return cookies_of(world, "owner")


@pytest.fixture(scope="module")
def before(world, owner_cookies, django_db_blocker) -> dict[str, list[Any]]:
    """What there is before a link is opened; each test takes back what it did."""
    with django_db_blocker.unblock():
        return everything()


@pytest.mark.parametrize("slug", [kind.slug for kind in kinds])
def test_every_link_of_every_mail_is_opened_and_nothing_changes(
    world, django_db_blocker, opened, owner_cookies, before, slug
):
    with django_db_blocker.unblock(), transaction.atomic():
        found = {link for link in links(world, slug) if link.startswith(settings.HUB_BASE_URL)}
        if not (found := found - opened):
            return
        scanner, owner = Client(), Client()
        owner.cookies.load(owner_cookies)
        for link in sorted(found):
            path = link.removeprefix(settings.HUB_BASE_URL)
            for client in (scanner, owner):
                for open_it in (client.head, client.get):
                    assert open_it(path).status_code in (200, 302, 403, 404, 405), link
        assert {name for name, rows in everything().items() if rows != before[name]} == set()
        opened |= found
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "slug",
    [
        kind.slug
        for kind in kinds
        if kind.slug.startswith(OF_APPLICATIONS) and kind.audience == "The candidate"
    ],
)
def test_the_links_to_a_candidate_lead_somewhere(world, django_db_blocker, slug):
    with django_db_blocker.unblock(), transaction.atomic():
        own = [link for link in links(world, slug) if link.startswith(settings.HUB_BASE_URL)]
        assert own != []
        client = signed_in(world.people["owner"])
        for link in own:
            path = link.removeprefix(settings.HUB_BASE_URL)
            assert client.get(path, follow=True).status_code == 200, link
        transaction.set_rollback(True)


def test_the_alert_of_the_world_still_waits_to_be_confirmed(world):
    assert token_of(world.alert, "confirm")
    assert world.alert.state == "pending"
