"""Pages of interview times: what opening them does, what they cost, what is refused on them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.models import LogEntry, Notification
from roles.models import InterviewChoice, Slot
from roles.selection.services.slot_choices import choose_time
from tests.factories.adverts import make_handler
from tests.factories.hub import signed_in
from tests.factories.slots import invited_of, make_interviewing, make_times, working_day

pytestmark = pytest.mark.django_db


def state_of_all():
    slots = Slot.objects.order_by("pk").values_list("application", "closed_at")
    applications = [row.application_id for row in InterviewChoice.objects.all()]
    return list(slots), applications, Notification.objects.count(), LogEntry.objects.count()


def test_SC28_opening_the_links_of_mails_three_times_changes_nothing():
    campaign = make_interviewing(people=2)
    slots = make_times(campaign)
    one, two = invited_of(campaign)
    choose_time(application=one, slot=slots[0], actor=one.candidate)
    addresses = [
        f"/applications/{application.reference}/{tail}"
        for application in (one, two)
        for tail in ("interview/", "interview/cancel/", "interview/none-suits/")
    ]
    readers = (Client(), signed_in(one.candidate), signed_in(two.candidate))
    before = state_of_all()
    for address in addresses:
        for client in readers:
            for _ in range(3):
                client.get(address, headers={"purpose": "prefetch"})
                client.head(address)
    assert state_of_all() == before
    assert readers[2].post(addresses[3], {"slot": slots[1].pk}).status_code == 302


def counted(client, address):
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_pages_cost_the_same_with_one_time_with_three_and_with_thirty():
    campaign = make_interviewing(people=1)
    application = invited_of(campaign)[0]
    office, candidate = signed_in(make_handler(campaign)), signed_in(application.candidate)
    listed = f"/campaigns/{campaign.reference}/interview-times/"
    own = f"/applications/{application.reference}/interview/"
    found = []
    for number in (1, 2, 27):
        make_times(
            campaign,
            days=[working_day(4 + number + each) for each in range(number // 3 or 1)],
            last=make_last(number),
        )
        found.append((counted(office, listed), counted(candidate, own)))
    assert found[0] == found[1] == found[2]
    assert found[0][1] <= 25


def make_last(number):
    from datetime import time

    return {1: time(9, 45), 2: time(10, 45)}.get(number, time(12))


def test_nothing_is_refused_without_a_word_on_the_form_of_times():
    campaign = make_interviewing()
    office = signed_in(make_handler(campaign))
    address = f"/campaigns/{campaign.reference}/interview-times/offer/"
    page = office.post(
        address,
        {
            "start": "5pm",
            "end": "4pm",
            "minutes": "5",
            "gap": "1",
            "break_from": "12pm",
            "second_to": "1pm",
            "medium": "video",
            "place": "",
        },
    ).text
    for said in (
        "Enter the first day of interviews",
        "Enter the last day of interviews",
        "The last interview must end after the first one can start",
        "The length of an interview in minutes must be 10 or more",
        "Enter when the first break ends",
        "Enter when the second break starts",
        "Enter where the interviews are",
    ):
        assert said in page
    assert Slot.objects.count() == 0


def test_times_wait_for_a_panel_and_for_the_closing_of_the_role():
    from tests.factories.adverts import bring_to, make_advert

    campaign = make_advert()
    office, address = (
        signed_in(make_handler(campaign)),
        f"/campaigns/{campaign.reference}/interview-times/",
    )
    assert "You can offer interview times after the role has closed." in office.get(address).text
    bring_to(campaign, "interviewing")
    page = office.get(f"{address}offer/", follow=True).text
    assert "First set up the panel for interviews." in page
    assert f"/campaigns/{campaign.reference}/panels/" in page
