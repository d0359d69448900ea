"""Changing the email address: both addresses are proved, and nothing says who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.accounts.address import AddressTaken, change_address
from hub.models import Notification, User
from hub.retention.erasure import erase_person
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
OLD, NEW = "old@example.com", "new@example.com"


@pytest.fixture
def person():
    return make_person(OLD)


def ask(client, email: str = NEW):
    return client.post(reverse("account_address"), {"email": email})


def secret(kind: str) -> str:
    return Notification.objects.filter(slug=f"hub.address_{kind}").latest("pk").secret


def enter(client, old: str, new: str) -> str:
    answer = client.post(reverse("account_address_confirm"), {"old": old, "new": new}, follow=True)
    return answer.content.decode()


def address_of(person: User) -> str:
    return User.objects.get(pk=person.pk).email


def test_both_codes_change_the_address_and_both_addresses_are_told(person):
    client, elsewhere = signed_in(person), signed_in(person)
    assert ask(client, "New@Example.com").url == reverse("account_address_confirm")
    old, new = secret("leaving"), secret("entered")
    assert old != new
    assert "Your email address has been changed" in enter(client, old, new)
    assert address_of(person) == NEW
    told = Notification.objects.filter(slug="hub.address_changed")
    assert {(row.address, row.recipient) for row in told} == {(OLD, None), ("", person)}
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    entry = ModelLogEntry.objects.get(action="hub.address_changed")
    assert entry.label == f"Person {person.pk}"
    assert (entry.user, entry.data) == (None, {"by": "the person concerned"})
    assert "Enter the new address again" in enter(client, old, new)


@pytest.mark.parametrize("wrong", ["old", "new", "both"])
def test_each_code_is_needed_and_three_wrong_tries_end_it(person, wrong):
    client = signed_in(person)
    ask(client)
    good = (secret("leaving"), secret("entered"))
    given = tuple(
        "WRONG" if wrong in (name, "both") else code
        for name, code in zip(("old", "new"), good, strict=True)
    )
    assert "That code is wrong" in enter(client, *given)
    assert "Enter the code sent to the new address" in enter(client, good[0], "")
    assert "That code is wrong" in enter(client, *given)
    assert "wrong too many times" in enter(client, *given)
    assert "no longer valid" in enter(client, *good)
    assert address_of(person) == OLD


def test_the_codes_work_for_fifteen_minutes(person):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(person)
        ask(client)
        clock.shift(timedelta(minutes=16))
        assert "no longer valid" in enter(client, secret("leaving"), secret("entered"))
    assert address_of(person) == OLD


def test_the_codes_belong_to_the_session_that_asked(person):
    thief = signed_in(make_person())
    ask(signed_in(person))
    assert "no longer valid" in enter(thief, secret("leaving"), secret("entered"))


def test_the_answer_is_the_same_whether_or_not_the_new_address_has_an_account(person):
    make_person("known@example.com")
    answers, counts = [], []
    for email in ("known@example.com", "nobody@example.com"):
        client = signed_in(person)
        client.get(reverse("account_address"))
        with CaptureQueriesContext(connection) as queries:
            answer = ask(client, email)
        counts.append([re.split(r"\s+", query["sql"].strip())[0] for query in queries])
        page = client.get(answer.url).content.decode().replace(email, "ADDRESS")
        page = re.sub(r'(value|seconds-left)="[^"]+"', "", page)
        answers.append((answer.status_code, answer.url, page))
    assert answers[0] == answers[1]
    assert counts[0] == counts[1]
    assert Notification.objects.filter(slug="hub.address_taken").count() == 1
    assert Notification.objects.filter(slug="hub.address_entered").count() == 1


def test_an_address_that_has_an_account_cannot_be_taken(person):
    make_person(NEW)
    client = signed_in(person)
    ask(client)
    assert "That code is wrong" in enter(client, secret("leaving"), "AAAA-BBBB")
    with pytest.raises(AddressTaken):
        change_address(person=person, email="NEW@example.com", actor=person)
    assert address_of(person) == OLD


def test_an_address_that_got_an_account_meanwhile_is_not_taken(person):
    client = signed_in(person)
    ask(client)
    old, new = secret("leaving"), secret("entered")
    make_person(NEW)
    assert "no longer valid" in enter(client, old, new)
    assert address_of(person) == OLD


def test_the_same_address_and_nonsense_are_refused_with_what_to_do(person):
    client = signed_in(person)
    assert "not the one you have now" in ask(client, OLD.upper()).content.decode()
    assert "in the correct format" in ask(client, "x").content.decode()
    assert "Enter your new email address" in ask(client, "").content.decode()
    assert Notification.objects.count() == 0


def test_asking_is_limited(person):
    cache.clear()
    client = signed_in(person)
    for number in range(5):
        assert ask(client, f"n{number}@example.com").status_code == 302
    assert "too many codes" in ask(client).content.decode()


def test_the_page_says_what_to_do_without_the_old_address(person):
    page = signed_in(person).get(reverse("account_address")).content.decode()
    assert "You can no longer read emails sent to your old address" in page


def test_erasure_reaches_what_was_sent_to_the_old_address(person):
    client = signed_in(person)
    ask(client)
    enter(client, secret("leaving"), secret("entered"))
    erase_person(person=User.objects.get(), actor=None, reason="test")
    assert Notification.objects.filter(slug="hub.address_changed").count() == 0
    assert not Notification.objects.filter(address=OLD).exists()
