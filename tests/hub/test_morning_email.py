"""The morning email: for who asks for it, on working days, never empty, and of nobody's record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from hub.models import Membership, Notification, NotificationPreference
from hub.notifications.delivery import deliver
from hub.notifications.unsubscribe import stop_url
from hub.tasks import tell_what_waits
from hub.work.morning import MORNING
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
SATURDAY = datetime(2026, 12, 5, 8, tzinfo=UTC)
BOXING_DAY_IN_LIEU = datetime(2026, 12, 28, 8, tzinfo=UTC)


@pytest.fixture
def requester(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return make_member(Membership.Role.REQUESTER, make_organisation("AAA"))


def ask(person, *slugs):
    """As they tick it on the page of their account."""
    address = reverse("message_preferences")
    client = signed_in(person)
    page = client.get(address).text
    assert "at 8am on working days what is waiting for me" in page
    client.post(address, {"wants": [MORNING, *slugs]})
    return client


def written():
    return list(Notification.objects.filter(slug=MORNING).values_list("recipient", "context"))


def test_whoever_asks_is_told_once_a_day_how_much_waits(requester):
    colleague = make_member(Membership.Role.REQUESTER, make_organisation("BBB"))
    for person in (requester, colleague):
        make_need(person.organisations(Membership.Role.REQUESTER)[0], actor=person)
    tell_what_waits()
    assert written() == []
    ask(requester)
    for _ in range(2):
        tell_what_waits()
    assert written() == [(requester.pk, {"lines": ["Decide how to meet needs: 1"]})]
    deliver(Notification.objects.get(slug=MORNING).pk)
    letter = mail.outbox[-1]
    assert letter.subject.endswith("What is waiting for you today")
    assert "- Decide how to meet needs: 1" in letter.body
    assert "/work/" in letter.body
    assert Notification.objects.get(slug=MORNING).state == "sent"


def test_it_is_not_empty_and_comes_on_working_days_alone(requester, time_machine):
    ask(requester)
    tell_what_waits()
    assert written() == []
    make_need(requester.organisations(Membership.Role.REQUESTER)[0], actor=requester)
    for day in (SATURDAY, BOXING_DAY_IN_LIEU):
        time_machine.move_to(day, tick=False)
        tell_what_waits()
    assert written() == []


def test_it_stops_where_they_take_the_tick_out_or_follow_the_link(requester):
    make_need(requester.organisations(Membership.Role.REQUESTER)[0], actor=requester)
    client = ask(requester)
    tell_what_waits()
    deliver(Notification.objects.get(slug=MORNING).pk)
    stop = stop_url(Notification.objects.get(slug=MORNING))
    assert stop in mail.outbox[-1].body
    client.post(stop.removeprefix(settings.HUB_BASE_URL))
    asked = NotificationPreference.objects.filter(slug=MORNING)
    assert not asked.exists()
    ask(requester)
    assert asked.exists()
    client.post(reverse("message_preferences"), {})
    assert not asked.exists()


def test_somebody_whose_account_is_closed_gets_none(requester):
    make_need(requester.organisations(Membership.Role.REQUESTER)[0], actor=requester)
    ask(requester)
    requester.is_active = False
    requester.save()
    tell_what_waits()
    assert written() == []


def test_a_candidate_can_ask_for_it(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    ask(make_person("candidate@example.com"))
    tell_what_waits()
    assert written() == []
