"""Somebody on a reserve list knows until when, is taken off then, and is told (R14)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.utils import timezone

from hub.dates import date_gb
from hub.models import Notification
from hub.notifications.delivery import deliver
from hub.periods import LONDON
from roles.models import Application
from roles.selection.tasks import end_reserve_lists_that_are_over
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
)
from tests.factories.hub import signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
ENDED = "roles.reserve_list_ended"


def page_of(application):
    return signed_in(application.candidate).get(f"/applications/{application.reference}/").text


@pytest.fixture
def reserve():
    """Put on the reserve list by the department on a page."""
    campaign = make_advert()
    application = make_application(campaign, None, *TO_RECOMMENDED[:-1])
    client = signed_in(make_handler(campaign))
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/put_on_reserve/"
    client.post(url, as_read(client, url, {"feedback": "You met the standard."}))
    bring_to(campaign, "merit_agreed")
    application.refresh_from_db()
    return application


def test_R14_the_email_and_the_page_say_until_when_the_reserve_list_lasts(reserve):
    until = date_gb(reserve.reserve_at + relativedelta(months=12))
    department = f"/campaigns/{reserve.campaign.reference}/applications/{reserve.reference}"
    with time_machine.travel(reserve.release_at + timedelta(minutes=1), tick=True):
        deliver(Notification.objects.get(slug="roles.application_decided").pk)
        assert f"Your last day on the list is {until}." in mail.outbox[-1].body.replace("\n", " ")
        page = page_of(reserve)
        assert f"Your last day on the list is {until}. We will email you when your time on" in page
        # The department reads the same day.
        page = signed_in(make_handler(reserve.campaign)).get(f"{department}/").text
        assert page.count("Last day on the reserve list") == 1
        assert until in page


def test_R14_whoever_has_been_on_the_reserve_list_long_enough_is_taken_off_and_told_once(reserve):
    url = f"/campaigns/{reserve.campaign.reference}/applications/{reserve.reference}/"
    last_day = timezone.localdate(reserve.reserve_at) + relativedelta(months=12)
    end_of_day = datetime.combine(last_day, time(23, 58), LONDON)
    with time_machine.travel(end_of_day, tick=True):
        end_reserve_lists_that_are_over()
        assert Application.objects.get().state == "reserve"
        handler = make_handler(reserve.campaign)
        assert f'href="{url}offer/"' in signed_in(handler).get(url).text
    with time_machine.travel(end_of_day + timedelta(minutes=3), tick=True):
        # Also before the list is cleared, nobody is offered a post from it.
        ended = f"Their last day on the reserve list was {date_gb(last_day)}."
        page = signed_in(handler).get(url).text
        assert (ended in page, f'href="{url}offer/"' in page) == (True, False)
        end_reserve_lists_that_are_over()
        end_reserve_lists_that_are_over()
        assert Application.objects.get().state == "reserve_ended"
        told = Notification.objects.get(slug=ENDED)
        assert told.recipient == reserve.candidate
        deliver(told.pk)
        letter = mail.outbox[-1]
        assert letter.subject.startswith("You are no longer on the reserve list")
        assert reserve.campaign.title in letter.body
        assert reserve.campaign.organisation.name in letter.body.replace("\n", " ")
        page = page_of(reserve)
        assert "Reserve list ended" in page
        assert "Your time on the reserve list ended" in page
        assert "We may offer you one" not in page
