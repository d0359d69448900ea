"""Pages kept whole: served to anybody without a session, never anybody's own, never too long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hub.page_cache import get, let_go_at_the_end, pages, store, store_page
from roles.adverts.pages import VacancyPage
from roles.campaigns.services.campaigns import cancel_campaign, pause_campaign
from roles.models import Campaign, Listing, RecruitmentPolicy
from tests.factories.adverts import make_advert, make_handler, take_down
from tests.factories.hub import make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings):
    settings.HUB_PAGE_CACHE = True
    pages.forget_in_process()
    yield
    pages.forget_in_process()


@pytest.fixture
def advert():
    return make_advert("Service owner")


def costs(django_assert_num_queries, client, path, number):
    with django_assert_num_queries(number):
        response = client.get(path)
    assert response.status_code == 200
    return response


def test_a_kept_list_and_advert_cost_no_query(client, advert, django_assert_num_queries):
    for path in ("/roles/", advert.page.url):
        made = client.get(path)
        served = costs(django_assert_num_queries, client, path, 0)
        pages.forget_in_process()
        shared = costs(django_assert_num_queries, client, path, 0)
        assert made.content == served.content == shared.content
        assert headers_of(made) == headers_of(served) == headers_of(shared)


def headers_of(response) -> dict[str, str]:
    own = {"X-Request-ID", "Content-Length"}
    return {name: value for name, value in response.items() if name not in own}


def test_pages_differ_by_what_their_view_reads_and_by_nothing_else(
    client, advert, django_assert_num_queries
):
    client.get("/roles/?grade=g7&q=owner")
    for query in ("q=owner&grade=g7", "q=owner&grade=g7&utm_source=mail", "x=1&grade=g7&q=owner"):
        costs(django_assert_num_queries, client, f"/roles/?{query}", 0)
    assert "No roles" in client.get("/roles/?grade=seo&q=owner").content.decode()
    other = client.get("/roles/?grade=g7&q=owner", headers={"host": "other.example"})
    assert other.status_code == 200


@pytest.mark.parametrize("act", ["publish", "unpublish", "pause", "cancel", "settings", "edit",
                                 "organisation"])  # fmt: skip
def test_what_changes_lets_go_at_once(client, advert, act, django_capture_on_commit_callbacks):
    page = VacancyPage.objects.get()
    before = [client.get("/roles/").content, client.get(page.url).content]
    with django_capture_on_commit_callbacks(execute=True):
        if act == "publish":
            page.title = "Head of service"
            page.save_revision().publish()
        elif act == "unpublish":
            take_down(page)
        elif act == "pause":
            pause_campaign(campaign=advert, reason="A freeze", actor=make_handler(advert))
        elif act == "cancel":
            cancel_campaign(campaign=advert, reason="Not needed", actor=make_handler(advert))
        elif act == "settings":
            policy = RecruitmentPolicy.load()
            policy.complaints_route = "Write to the Commission."
            policy.closing_soon_days = 20
            policy.save()
        elif act == "edit":
            campaign = Campaign.objects.get()
            campaign.contact_name = "Another team"
            campaign.save()
        else:
            advert.organisation.name = "Department of Other Things"
            advert.organisation.save()
    after = [client.get("/roles/"), client.get(page.url)]
    assert after[1].content != before[1]
    if act in ("publish", "unpublish", "pause", "cancel", "settings"):
        assert after[0].content != before[0]


def test_a_change_that_is_undone_or_half_done_leaves_nothing_old(client, advert, settings):
    """A page made of the old records while somebody saves is not found after the commit."""
    client.get("/roles/")
    key = cache.get("hub:pages:generation")
    take_down(VacancyPage.objects.get())
    assert cache.get("hub:pages:generation") > key
    assert "Service owner" not in client.get("/roles/").content.decode()


def test_a_command_that_changes_thousands_lets_go_once_at_the_end(client, advert, settings):
    """Inside, it finds nothing that was stored before what it changed, and stores nothing."""
    client.get("/roles/")
    store("facts:words", "Old")
    key = cache.get("hub:pages:generation")
    with let_go_at_the_end():
        take_down(VacancyPage.objects.get())
        store("facts:words", "New")
        assert (get("facts:words"), cache.get("hub:pages:generation")) == (None, key)
        assert "Service owner" not in client.get("/roles/").content.decode()
    assert cache.get("hub:pages:generation") > key
    assert get("facts:words") is None
    assert "Service owner" not in client.get("/roles/").content.decode()


def test_R7_a_kept_page_ends_when_the_clock_closes_a_role(client, time_machine):
    campaign = make_advert("Closing", closes_in=timedelta(days=1))
    time_machine.move_to(campaign.closes_at - timedelta(seconds=5), tick=False)
    assert "Closing" in client.get("/roles/").content.decode()
    assert "Apply" in client.get(campaign.page.url).content.decode()
    time_machine.move_to(campaign.closes_at + timedelta(seconds=0.9), tick=False)
    assert "1 role" in client.get("/roles/").content.decode()
    time_machine.move_to(campaign.closes_at + timedelta(seconds=1), tick=False)
    assert "There are no open roles" in client.get("/roles/").content.decode()
    assert "is closed" in client.get(campaign.page.url).content.decode()


def test_a_kept_page_ends_when_the_clock_opens_a_role(client, time_machine):
    now = timezone.now()
    make_advert("Now")
    make_advert("Later", opened_at=now + timedelta(seconds=30))
    assert "Later" not in client.get("/roles/").content.decode()
    time_machine.move_to(now + timedelta(seconds=31), tick=False)
    assert "Later" in client.get("/roles/").content.decode()


def test_nothing_is_kept_longer_than_five_minutes(client, advert, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    client.get("/roles/")
    Listing.objects.update(title="Another")
    time_machine.move_to(now + timedelta(seconds=301), tick=False)
    cache.clear()
    assert "Another" in client.get("/roles/").content.decode()


def test_one_persons_page_never_reaches_another(client, advert):
    person = make_person("ada@example.com")
    own = signed_in(person)
    for path in ("/roles/", advert.page.url):
        theirs = own.get(path).content.decode()
        assert "Sign out" in theirs
        assert "csrfmiddlewaretoken" in theirs
        for _ in range(2):
            page = client.get(path)
            assert "Sign out" not in page.content.decode()
            assert "csrfmiddlewaretoken" not in page.content.decode()
            assert not page.cookies
        assert "Sign out" in own.get(path).content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_who_has_a_session_or_a_message_gets_no_kept_page(
    client, advert, cookie, django_assert_max_num_queries
):
    client.get("/roles/")
    client.cookies[cookie] = "anything"
    assert "ETag" not in client.get("/roles/")
    assert "ETag" in Client().get("/roles/")


def made(change) -> HttpResponse:
    """The answer to a request for a page that a view would keep, after a change to either."""
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory

    request = RequestFactory().get("/roles/")
    request.user = AnonymousUser()
    response = HttpResponse("page")
    store_page(response, until=timezone.now() + timedelta(hours=1))
    change(request, response)
    return pages.may_be_stored(request, response)


def test_only_what_is_the_same_for_everybody_may_be_stored(rf):
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.middleware.csrf import get_token

    def with_message(request, response):
        request._messages = CookieStorage(request)
        request._messages.add(20, "Saved")

    def with_session(request, response):
        from django.contrib.sessions.backends.db import SessionStore

        request.session = SessionStore()
        request.session["x"] = 1

    assert made(lambda request, response: None) is True
    for change in (
        lambda request, response: response.set_cookie("a", "b"),
        lambda request, response: get_token(request),
        lambda request, response: setattr(request, "user", make_person()),
        lambda request, response: setattr(response, "status_code", 404),
        lambda request, response: delattr(response, "stored_until"),
        lambda request, response: setattr(response, "content", b"x" * (pages.LARGEST + 1)),
        with_message,
        with_session,
    ):
        assert made(change) is False


def test_an_etag_saves_sending_the_page_again(client, advert):
    first = client.get("/roles/")
    etag = first["ETag"]
    again = client.get("/roles/", headers={"if-none-match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag
    assert "Content-Security-Policy" not in again
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    take_down(VacancyPage.objects.get())
    changed = client.get("/roles/", headers={"if-none-match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_other_methods_and_errors_are_not_kept(client, advert):
    assert client.head("/roles/").status_code == 200
    assert client.post("/roles/").status_code == 405
    assert client.get("/roles/no-such-role/").status_code == 404
    assert client.get("/roles/no-such-role/").status_code == 404
    assert "ETag" not in client.get("/accounts/login/")


def test_what_is_kept_is_bounded(client, advert, settings, monkeypatch):
    settings.HUB_PAGES_IN_PROCESS = 3
    monkeypatch.setattr(pages, "MOST_SHARED", 5)
    for number in range(9):
        client.get("/roles/", {"q": f"word{number}"})
    assert len(pages._near.pages) == 3
    kept = [key for key in cache._cache if "hub:pages:" in key]
    assert len(kept) == 5 + 2  # The pages, the generation and their number.


def test_without_its_cache_the_service_works_and_keeps_nothing(client, advert, settings):
    settings.CACHES = {"default": {"BACKEND": "hub.page_cache.redis.ForgivingRedisCache",
                                   "LOCATION": "redis://127.0.0.1:1/0"}}  # fmt: skip
    pages.forget_in_process()
    assert client.get("/roles/").status_code == 200
    assert pages._near.pages == {}


def test_a_list_that_is_not_kept_costs_three_queries_at_most(
    client, django_assert_max_num_queries, settings
):
    settings.HUB_PAGE_CACHE = False
    organisation = make_organisation()
    for days in (3, 10, 20):
        make_advert(organisation=organisation, closes_in=timedelta(days=days))
    client.get("/roles/")
    for query in ("", "?q=manager", "?closing=soon", "?q=zzz", "?place=leeds&home=yes"):
        client.get(f"/roles/{query}")  # What a process remembers is read once.
        cache.clear()
        with django_assert_max_num_queries(3):
            client.get(f"/roles/{query}")
