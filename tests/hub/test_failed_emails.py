"""Several emails that failed are sent again at once, each by itself, by those who may."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub.models import LogEntry, Notification, StaffGroup
from hub.notifications import notify
from hub.notifications.delivery import deliver
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
State = Notification.State


@pytest.fixture
def staff():
    return signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))


def failed(number, state=State.DEAD):
    rows = []
    for _ in range(number):
        person = make_person(f"{uuid.uuid4().hex}@x.example", StaffGroup.HUB_LEADS)
        row = notify("hub.invariants_broken", recipient=person, occasion="1", context={"number": 1})
        Notification.objects.filter(pk=row.pk).update(state=state, error="the address was refused")
        rows.append(row)
    return rows


def send(browser, *rows, **more):
    data = {"email": [str(row.public_id) for row in rows], **more}
    return browser.post(reverse("message_failed"), data, follow=True).text


def states(*rows):
    return [Notification.objects.get(pk=row.pk).state for row in rows]


def test_those_that_are_chosen_are_in_the_queue_again_and_the_others_stay(staff):
    dead, back, other = *failed(1), *failed(1, State.RETURNED), *failed(1)
    (sent,) = failed(1, State.SENT)
    page = staff.get(reverse("message_failed")).text
    assert "3 emails failed or came back." in page
    assert reverse("message_failed") in staff.get(reverse("message_log:index")).text
    said = send(staff, dead, back, sent)
    assert "We will send 2 emails again." in said
    assert "1 email was no longer waiting to be sent again." in said
    assert states(dead, back, other, sent) == [State.PENDING, State.PENDING, State.DEAD, State.SENT]
    entries = LogEntry.objects.filter(action="hub.notification_retried")
    assert {int(entry.object_id) for entry in entries} == {dead.pk, back.pk}
    assert len({entry.data["group"] for entry in entries}) == 1
    # Sent twice, each is sent again once.
    assert "2 emails were no longer waiting" in send(staff, dead, back)
    assert entries.count() == 2


def test_all_on_the_page_are_sent_again_and_then_it_says_that_there_are_none(staff, monkeypatch):
    monkeypatch.setattr("hub.views.failed_emails.MOST", 2)
    rows = failed(3)
    assert "We show the first 2." in staff.get(reverse("message_failed")).text
    shown = re.findall(r'name="shown" value="([\w-]+)"', staff.get(reverse("message_failed")).text)
    late = failed(1)
    assert "We will send 2 emails again." in send(staff, all="yes", shown=shown)
    assert sorted(states(*rows)) == [State.DEAD, State.PENDING, State.PENDING]
    assert states(*late) == [State.DEAD]
    monkeypatch.setattr("hub.views.failed_emails.MOST", 100)
    left = [str(row.public_id) for row in (*rows, *late)]
    assert "No emails have failed." in send(staff, all="yes", shown=left)


def test_a_code_that_came_back_is_not_sent_again_without_its_code(staff):
    row = notify("hub.sign_in_code", recipient="jack@example.com", secret="AB2C", occasion="1")
    deliver(row.pk)
    Notification.objects.update(state=State.RETURNED)
    page = staff.get(reverse("message_failed")).text
    assert str(row.public_id) not in page
    assert "1 email was no longer waiting" in send(staff, row)
    staff.post(reverse("message_retry", args=[row.public_id]))
    assert states(row) == [State.RETURNED]
    inspected = staff.get(reverse("message_log:inspect", args=[row.public_id]))
    assert "Send again" not in inspected.text


def test_nothing_chosen_and_rubbish_change_nothing(staff):
    (row,) = failed(1)
    assert "Select the emails first." in send(staff)
    answer = staff.post(reverse("message_failed"), {"email": ["x", "\x00", "1"]}, follow=True)
    assert "Select the emails first." in answer.text
    answer = staff.post(reverse("message_failed"), {"email": [str(uuid.uuid4())]}, follow=True)
    assert "1 email was no longer waiting" in answer.text
    assert states(row) == [State.DEAD]


def test_R11_an_email_that_tells_who_applies_is_not_there_to_be_chosen(staff):
    row = notify("hub.sign_in_code", recipient="jack@example.com", occasion="1")
    Notification.objects.update(state=State.DEAD)
    page = staff.get(reverse("message_failed")).text
    assert (str(row.public_id) in page, "jack@example.com" in page) == (False, False)


def test_others_do_not_find_the_page():
    for group in (StaffGroup.EDITORS, StaffGroup.TRAINERS, StaffGroup.ANALYSTS):
        browser = signed_in(make_person(f"{group[:3]}@x.example".lower(), group))
        assert browser.get(reverse("message_failed")).status_code == 404
        assert browser.post(reverse("message_failed"), {"all": "yes"}).status_code == 404


def test_it_costs_as_many_queries_at_1_3_and_30(staff):
    staff.get(reverse("message_failed"))
    counts = []
    for number in (1, 2, 27):
        failed(number)
        with CaptureQueriesContext(connection) as found:
            staff.get(reverse("message_failed"))
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]
