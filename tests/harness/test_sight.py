"""Nobody learns from the admin, its reports and exports whose application it is (R11).

Every report, listing, history, inspection, search and export, as every kind of staff: none of them
holds the name or the address of somebody whose application is in its blind phase, or of somebody
appointed, who is named on the application alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db.models import UUIDField
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate

from hub.models import Notification
from hub.needs import raise_need
from hub.notifications.delivery import deliver
from hub.views.record_lists import RecordListView
from roles.applications.services.applications import submit_application
from roles.campaigns.services.posts import accept_post, offer_post
from roles.models import Post
from tests.access import DEPARTMENT_A, STAFF
from tests.factories.adverts import give_cv, make_advert, make_application
from tests.factories.adverts import make_draft as make_application_draft
from tests.factories.hub import make_person
from tests.factories.roles import Team, make_accepted_request
from tests.harness.test_access_matrix import routes

# Whoever applies, or was appointed: three people with names that nothing else has.
BLIND, INSIDER, APPOINTED = "Zebedee", "Ottoline", "Peregrine"
OF_INSIDER = (INSIDER, "requester_b@")
KINDS = (*STAFF, "superuser")
# Pages of one account: of people in an office, by number; of a candidate, by their whole address.
OF_AN_ACCOUNT = tuple(
    f"wagtailusers_users:{view}"
    for view in ("edit", "delete", "history", "history_results", "usage")
)
# One signs out, the other is Wagtail's way to see an error page.
ENDS = ("admin/logout/", "admin/failwhale/")
# When the person in the blind phase applied, far from the minutes of now, as any page writes it.
AT = time(4, 47 if datetime.now(UTC).minute < 32 else 17, 23)
# Not the seconds of when a spreadsheet was written.
MINUTE = re.compile(rf"(?<![\d:])0?[45]:{AT.minute}")
NOT_IN_WORDS = re.compile(r">\s*(?:True|False)\s*<")
EXPORTS = ("?export=csv", "?export=xlsx")


def words_of(answer: Any) -> str:
    """Everything that an answer says, also in a spreadsheet."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "replace")


def names_in(answer: Any, *names: str) -> list[str]:
    return names_said(words_of(answer), *names)


def names_said(words: str, *names: str) -> list[str]:
    text = words.lower()
    return [name for name in names if name.lower() in text]


@pytest.fixture(scope="module")
def told(world, django_db_blocker):
    """The world, with somebody in the blind phase, a civil servant there too, and an appointee."""
    with django_db_blocker.unblock():
        people = world.people
        people["superuser"] = make_person("root@world.example")
        people["superuser"].is_superuser = True
        people["superuser"].save()
        advert = make_advert(organisation=world.org_a, experience="cv")
        blind = make_person("zebedee@secret.example", name="Zebedee Quill")
        with time_machine.travel(datetime.combine(localdate(), AT, UTC), tick=False):
            draft = make_application_draft(advert, blind, full_name="Zebedee Quill")
            give_cv(draft)
            world.blind = submit_application(application=draft, actor=blind)
            deliver(Notification.objects.get(object_id=str(world.blind.pk)).pk)
        insider = people["requester_b"]
        insider.first_name = INSIDER
        insider.save()
        make_application(make_advert(organisation=world.org_a), insider)
        world.thread_need = raise_need(
            organisation=world.org_a, reason="Nobody leads it.", actor=people["requester_a"]
        )
        team = Team(
            organisation=world.org_a,
            requester=people["requester_a"],
            manager=people["hiring_manager_a"],
            approver=people["approver_a"],
            adviser=people["hub_staff"],
            lead=people["hub_leads"],
        )
        request = make_accepted_request(team)
        world.filled = Post.objects.filter(support_request=request).first()
        appointed = make_person("peregrine@secret.example", name="Peregrine Vane")
        _appoint(world.filled, appointed)
        world.filled.refresh_from_db()
        world.thread_need = request.need
    return world


def _appoint(post: Post, person: Any) -> None:
    """As somebody's acceptance fills a post, whoever records it."""
    offer_post(post=post, reference="A-TEST-0001", actor=None)
    accept_post(post=post, person=person, reference="A-TEST-0001", actor=person)


def reports() -> Iterator[tuple[str, str]]:
    """The addresses of the admin that need no record: listings, reports, searches, forms to add."""
    for path, name, _ in routes():
        if not path.startswith("admin/") or path in ENDS:
            continue
        if "<" in path or "(" in path or "^" in path:
            continue
        yield name, f"/{path}"


def lists() -> Iterator[tuple[str, str]]:
    """The files of the lists of records of the workspaces."""
    for path, name, route in routes():
        view = getattr(route.callback, "view_class", None)
        if view and issubclass(view, RecordListView) and "<" not in path:
            yield from ((name, f"/{path}{export}") for export in EXPORTS)


def records() -> Iterator[tuple[str, str]]:
    """The inspection and the history of some records of every kind the admin lists."""
    for path, name, route in routes():
        view = name.rpartition(":")[2]
        model = getattr(route.callback, "view_initkwargs", {}).get("model")
        if not path.startswith("admin/") or model is None:
            continue
        if view not in ("inspect", "history", "history_results", "edit", "delete", "usage"):
            continue
        for row in model._default_manager.order_by("-pk")[:5]:
            for key in (row.pk, *random_keys(row)):
                try:
                    yield name, reverse(name, args=[key])
                except NoReverseMatch:
                    continue


def random_keys(row: Any) -> Iterator[UUID]:
    """What a record's page may be at, where its number would tell when it was made."""
    for field in row._meta.fields:
        if isinstance(field, UUIDField):
            yield getattr(row, field.name)


def asked(name: str, url: str) -> Iterator[str]:
    """An address, and its exports and searches where it is a list."""
    yield url
    if name.endswith((":index", ":site_history", "search", "_reports:aging_pages")):
        yield from (url + export for export in EXPORTS)
        yield from (f"{url}?q={word}" for word in ("quill", "zebedee"))


@dataclass(frozen=True)
class Seen:
    """What one kind of user was answered at an address of the admin."""

    name: str
    url: str
    # The address without what was asked of it.
    is_plain: bool
    is_shown: bool
    tells_who: bool
    tells_minute: bool
    names_insider: bool
    not_in_words: list[str]


def seen_at(client: Client, name: str, url: str, base: str) -> Seen:
    """Read one answer for all that the tests ask of it."""
    answer = client.get(url)
    said = whole = words_of(answer)
    # A search says again what was searched for.
    if "?q=" in url:
        said = said.replace("quill", "").replace("zebedee", "")
    return Seen(
        name=name,
        url=url,
        is_plain=url == base,
        is_shown=answer.status_code == 200,
        tells_who="Quill" in said or "Vane" in said or "secret.example" in said,
        tells_minute=MINUTE.search(said) is not None,
        names_insider=bool(names_said(whole, *OF_INSIDER)),
        not_in_words=NOT_IN_WORDS.findall(whole),
    )


@pytest.fixture(scope="module")
def walked(told, django_db_blocker):
    """What each kind of user sees of the admin and of the files: walked once, for all tests."""

    @cache
    def by(kind: str) -> list[Seen]:
        with django_db_blocker.unblock():
            client = client_of(told.people[kind])
            return [
                seen_at(client, name, url, base)
                for name, base in [*reports(), *lists(), *records()]
                for url in asked(name, base)
            ]

    return by


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_R11_no_report_listing_history_or_export_names_who_applies(walked, kind):
    """Nor tells the minute, which beside that of a sign-in or a telephone call says who it is."""
    shown = [page for page in walked(kind) if page.is_shown]
    found = {page.url for page in shown if page.tells_who}
    found |= {f"{page.url} tells the minute" for page in shown if page.tells_minute}
    assert sorted(found) == [], "\n".join(sorted(found))
    assert {"wagtailadmin_home", *OPENED.get(kind, ())} <= {page.name for page in shown}


def test_no_page_of_the_admin_says_true_or_false(walked):
    """Yes and no, as all pages of the hub."""
    pages = [page for page in walked("superuser") if page.is_plain and page.is_shown]
    assert len(pages) > 100
    assert {page.url: page.not_in_words for page in pages if page.not_in_words} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_R11_a_civil_servant_who_applies_is_in_no_history_either(
    told, walked, django_db_blocker, kind
):
    base = reverse("wagtailadmin_reports:site_history")
    urls = [f"{base}?action={action}{more}" for more in ("", "&export=csv") for action in OWN]
    with django_db_blocker.unblock():
        client = client_of(told.people[kind])
        found = [url for url in urls if names_in(client.get(url), *OF_INSIDER)]
        histories = {
            url for name, url in records() if "history" in name and name not in OF_AN_ACCOUNT
        }
    seen = {page.url: page.names_insider for page in walked(kind)}
    assert histories <= seen.keys()
    found += [url for url in histories if seen[url]]
    assert found == [], "\n".join(found)


OPENED = {
    "hub_staff": {"wagtailadmin_reports:site_history", "message_log:index", "need_list"},
    "hub_leads": {"wagtailusers_users:index", "roles_experts:add", "roles_posts:history"},
    "editors": {"wagtailadmin_pages:search", "wagtailadmin_reports:aging_pages"},
}
OWN = ("roles.application_started", "roles.application_submitted", "hub.upload_received")


@pytest.mark.parametrize("kind", [*DEPARTMENT_A, *STAFF])
def test_R11_the_thread_of_a_need_and_the_page_of_a_post_name_no_appointee(
    told, django_db_blocker, kind
):
    with django_db_blocker.unblock():
        client = Client()
        client.force_login(told.people[kind], backend="django.contrib.auth.backends.ModelBackend")
        pages = [client.get(item.get_absolute_url()) for item in (told.filled, told.thread_need)]
        for page in pages:
            assert names_in(page, APPOINTED, "secret.example") == []
        if kind == "hub_staff":
            assert "the person concerned" in words_of(pages[0])


def test_the_walk_reaches_the_reports_that_strangers_found_names_in():
    known = {name for name, _ in reports()}
    assert {
        "wagtailadmin_reports:site_history",
        "wagtailadmin_pages:search",
        "message_log:index",
        "wagtailusers_users:index",
        "membership:add",
        "roles_experts:add",
        "roles_campaigns:index",
    } <= known
