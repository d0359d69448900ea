"""The navigation says how much waits, and how much is late: nobody else's number, and cheaply."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership
from hub.work.counts import FRESH
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a class="govuk-service-navigation__link" href="/work/"[^>]*>(.*?)</a>', re.S)


@pytest.fixture
def worker(django_capture_on_commit_callbacks):
    """A worker that does at once whatever it is asked for."""

    @contextmanager
    def works():
        current_app.conf.task_always_eager = True
        try:
            with django_capture_on_commit_callbacks(execute=True):
                yield
        finally:
            current_app.conf.task_always_eager = False

    return works


@pytest.fixture
def department():
    return make_organisation("AAA")


@pytest.fixture
def requester(department):
    return make_member(Membership.Role.REQUESTER, department, "requester@a.example")


def link_of(client, address="/needs/"):
    """The words of the link, without markup."""
    page = client.get(address).text
    return " ".join(re.sub(r"<[^>]+>", " ", LINK.search(page)[1]).split())


def test_the_link_says_how_much_waits_and_how_much_is_late_in_words_too(department, requester):
    client = signed_in(requester)
    make_need(department, requester)
    make_need(department, requester, needed_by=timezone.localdate() - timedelta(days=3))
    assert link_of(client) == "To do"
    client.get("/work/")
    assert link_of(client) == "To do 2 , 2 waiting, 1 of them late"
    page = client.get("/needs/").text
    assert '<span class="hub-count hub-count--late" aria-hidden="true">2</span>' in page


def test_nothing_waits_and_no_number_is_shown(requester):
    client = signed_in(requester)
    client.get("/work/")
    assert link_of(client) == "To do"


def test_a_number_is_shown_to_its_person_alone(department, requester, client):
    make_need(department, requester)
    signed_in(requester).get("/work/")
    others = (
        make_person("new@example.com"),
        make_member(Membership.Role.APPROVER, department, "approver@a.example"),
    )
    for other in others:
        assert link_of(signed_in(other), "/roles/") == "To do"
    assert "hub-count" not in client.get("/roles/").text


def test_the_same_browser_shows_nothing_of_who_signed_out(department, requester, client, settings):
    settings.HUB_PAGE_CACHE = True
    make_need(department, requester)
    client.force_login(requester, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/work/")
    answered = client.get("/roles/")
    assert "hub-count" in answered.text
    assert answered["Cache-Control"] == "private, no-store"
    client.post(reverse("account_logout"))
    for _ in range(2):
        assert "hub-count" not in client.get("/roles/").text


def withdraw(client, need):
    """Say that a need no longer stands, and give the words of the link on the page that follows."""
    address = reverse("need_withdraw", args=[need.reference])
    page = client.post(address, {"reason": "Not needed any more"}, follow=True).text
    return " ".join(re.sub(r"<[^>]+>", " ", LINK.search(page)[1]).split())


def test_what_somebody_does_counts_on_the_page_that_follows(department, requester):
    client = signed_in(requester)
    late = make_need(department, requester, needed_by=timezone.localdate() - timedelta(days=3))
    other = make_need(department, requester)
    client.get("/work/")
    assert link_of(client) == "To do 2 , 2 waiting, 1 of them late"
    assert withdraw(client, late) == "To do 1 , 1 waiting"
    assert withdraw(client, other) == "To do"


def test_what_others_do_is_counted_by_a_worker_once_its_person_acted(department, requester, worker):
    client = signed_in(requester)
    client.get("/work/")
    need = make_need(department, requester)
    assert link_of(client) == "To do"
    client.post(reverse("need_raise"), {})
    with worker():
        assert link_of(client) == "To do"
    assert link_of(client) == "To do 1 , 1 waiting"
    assert withdraw(client, need) == "To do"


def test_after_an_act_only_what_reads_what_was_written_is_read_again(department, requester):
    client = signed_in(requester)
    need, other = make_need(department, requester), make_need(department, requester)
    make_need(department, requester)
    address = reverse("need_withdraw", args=[other.reference])
    with CaptureQueriesContext(connection) as before:
        client.post(address, {"reason": "Not needed any more"})
    with CaptureQueriesContext(connection) as whole:
        client.get("/work/")
    with CaptureQueriesContext(connection) as after:
        assert withdraw(client, need) == "To do 1 , 1 waiting"
    page = reverse("need_detail", args=[need.reference])
    with CaptureQueriesContext(connection) as shown:
        client.get(page)
    again = len(after) - len(shown) - len(before)
    assert 0 < again < len(whole) / 3


def test_a_number_grows_old_and_goes(department, requester, worker, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    client = signed_in(requester)
    with worker():
        assert link_of(client) == "To do"
    make_need(department, requester)
    assert link_of(client) == "To do"
    client.get("/work/")
    make_need(department, requester)
    time_machine.move_to(now + timedelta(seconds=FRESH + 1), tick=False)
    with worker():
        assert link_of(client) == "To do 1 , 1 waiting"
    assert link_of(client) == "To do 2 , 2 waiting"
    time_machine.move_to(now + timedelta(minutes=20), tick=False)
    assert link_of(client) == "To do"


def test_without_a_cache_pages_have_no_number_and_are_shown(requester, monkeypatch):
    for name in ("get", "set", "add"):
        monkeypatch.setattr(cache, name, lambda *args, **kwargs: None)
    assert link_of(signed_in(requester)) == "To do"


@pytest.mark.parametrize("number", [1, 3, 30])
def test_no_page_asks_the_database_for_the_number(department, requester, number):
    client = signed_in(requester)
    client.get("/services/")
    with CaptureQueriesContext(connection) as before:
        client.get("/services/")
    for _ in range(number):
        make_need(department, requester)
    client.get("/work/")
    with CaptureQueriesContext(connection) as after:
        page = client.get("/services/").text
    assert f'aria-hidden="true">{number}</span>' in page
    assert len(after) == len(before)
