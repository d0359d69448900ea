"""The answer of a form has an address: Back and loading anew show it, and nothing typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, Need
from hub.posted_pages import PAGES, SESSION_KEY
from tests.factories.hub import current_role, make_member, make_organisation, signed_in
from tests.hub.test_back_after_sign_out import kept_pages, sign_in  # noqa: F401
from tests.hub.test_needs import raise_form
from tests.sent_twice import token_of
from tests.typed import answers_on

pytestmark = pytest.mark.django_db
# What every browser of today says of a form that is sent in place of the page.
BROWSER = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
WORDS = "We cannot start the alpha without a product manager."


@pytest.fixture
def department():
    return make_organisation("AAA")


@pytest.fixture
def client(department):
    return signed_in(make_member(Membership.Role.REQUESTER, department, "r@a.example"))


def send(client: Client, url: str, answers: dict, **more):
    return client.post(url, answers, headers=BROWSER, **more)


def test_a_form_with_errors_is_at_an_address_that_loads_anew_and_is_sent_from_there(
    client, department
):
    url = reverse("need_raise")
    opened = {"page_token": token_of(client, url)}
    answer = send(client, url, raise_form(department, headcount="0", **opened))
    assert (answer.status_code, Need.objects.count()) == (303, 0)
    assert re.fullmatch(rf"{url}\?posted=[\w-]{{16}}", answer["Location"])
    for _ in range(2):
        page = client.get(answer["Location"])
        assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
        assert WORDS in page.text
        assert "There is a problem" in page.text
    # Opened afresh, as by going back once more, the form says where the answers are.
    link = f'<a class="govuk-link" href="{answer["Location"]}">Continue with your answers</a>'
    assert link in client.get(url).text
    sent = send(client, answer["Location"], answers_on(page.text) | {"headcount": "2"})
    need = Need.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, need.get_absolute_url())
    # Back to the page with the errors shows it, and sent again it makes no second need.
    assert WORDS in client.get(answer["Location"]).text
    send(client, answer["Location"], answers_on(page.text) | {"headcount": "2"})
    assert Need.objects.count() == 1
    assert "not sent them yet" not in client.get(url).text


def test_the_address_opens_for_the_same_session_alone_and_names_nobody(client, department):
    url = reverse("need_raise")
    location = send(client, url, raise_form(department, headcount="0"))["Location"]
    other = signed_in(make_member(Membership.Role.REQUESTER, department, "other@a.example"))
    assert other.get(location)["Location"] == url
    assert WORDS not in other.get(location, follow=True).text
    stranger = Client()
    assert WORDS not in stranger.get(location, follow=True).text
    # Under another address of the same person it is nothing.
    elsewhere = client.get(location.replace(url, reverse("need_list")))
    assert (elsewhere.status_code, elsewhere["Location"]) == (302, reverse("need_list"))
    for wrong in ("x", "", "x" * 400, "%00", "0123456789abcdef"):
        assert client.get(f"{url}?posted={wrong}", follow=True).status_code == 200


def test_it_is_encrypted_goes_with_the_session_and_after_an_hour(client, department):
    url = reverse("need_raise")
    location = send(client, url, raise_form(department, headcount="0"))["Location"]
    ((key, *_),) = client.session[SESSION_KEY].values()
    row = Session.objects.get(session_key=key)
    assert WORDS not in str(row.get_decoded())
    assert timedelta(minutes=59) < row.expire_date - timezone.now() <= timedelta(hours=1)
    Session.objects.filter(pk=row.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(location)["Location"] == url
    send(client, url, raise_form(department, headcount="0"))
    before = Session.objects.count()
    client.post(reverse("account_logout"))
    assert Session.objects.count() <= before - 2


def test_only_the_latest_are_kept_and_other_terms_of_the_address_stay(client, department):
    url = f"{reverse('need_raise')}?from=work"
    addresses = [
        send(client, url, raise_form(department, headcount="0"))["Location"]
        for _ in range(PAGES + 2)
    ]
    assert addresses[0].startswith(f"{url}&posted=")
    assert [client.get(address).status_code for address in addresses] == [302, 302] + [200] * PAGES
    assert client.get(addresses[0])["Location"] == url
    assert Session.objects.count() == PAGES + 1


def test_what_is_no_navigation_of_a_browser_is_answered_as_ever(client, department):
    answer = client.post(reverse("need_raise"), raise_form(department, headcount="0"))
    assert answer.status_code == 200
    assert WORDS in answer.text
    script = {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}
    answer = client.post(
        reverse("need_raise"), raise_form(department, headcount="0"), headers=script
    )
    assert answer.status_code == 200
    assert SESSION_KEY not in client.session


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_back_from_what_was_made_shows_the_form_and_not_an_error_of_the_browser(
    kept_pages,  # noqa: F811
    live_server,
):
    page, department = kept_pages, make_organisation("BBB")
    sign_in(
        page, live_server.url, make_member(Membership.Role.REQUESTER, department, "r@b.example")
    )
    page.goto(live_server.url + reverse("need_raise"))
    page.fill("[name=reason]", WORDS)
    page.select_option("[name=organisation]", str(department.pk))
    page.select_option("[name=role]", str(current_role().pk))
    page.fill("[name=headcount]", "0")
    page.locator("main form button:not([name])").last.click()
    page.wait_for_url("**posted=**")
    page.fill("[name=headcount]", "2")
    page.locator("main form button:not([name])").last.click()
    page.wait_for_url("**/needs/N-**")
    page.go_back()
    assert WORDS in page.input_value("[name=reason]")
    page.reload()
    assert WORDS in page.input_value("[name=reason]")
