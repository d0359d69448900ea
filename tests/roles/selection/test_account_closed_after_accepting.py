"""Who closes the account while checks are made reads what stays, and the department is told."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from hub.models import Notification, User
from roles.models import Application, PhoneCall
from roles.selection.services.offers import accept_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    WORDS,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_move,
    make_offer,
    pass_checks,
)
from tests.factories.hub import signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
CLOSING = reverse("account_erase")


def accepted():
    campaign = make_advert("Service owner")
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    application = make_offer(application, campaign.posts.get(), handler)
    return handler, accept_offer(application=application, actor=application.candidate)


def close_account(person: User) -> str:
    client = signed_in(person)
    page = client.get(CLOSING).text
    client.post(CLOSING, as_read(client, CLOSING, {"sure": "on"}))
    return page


def test_in_checks_the_candidate_reads_what_stays_and_the_department_how_to_reach_them():
    handler, application = accepted()
    application = make_move(application, "start_checks", handler)
    department = application.campaign.organisation.name
    page = close_account(application.candidate)
    assert "does not end the job that you accepted" in page
    assert f"Service owner at {department}" in page
    assert "withdraw the application before you close your account" in page
    kept = Application.objects.get()
    assert (kept.state, kept.candidate, kept.full_name) == ("checks", None, WORDS["full_name"])
    told = Notification.objects.filter(slug="roles.candidate_account_closed")
    assert handler in {row.recipient for row in told}
    call_command("deliver")
    body = next(row.body for row in mail.outbox if "Contact the candidate" in row.subject)
    assert "They have not withdrawn, so they still have the job." in body
    url = f"/campaigns/{kept.campaign.reference}/applications/{kept.reference}/"
    assert url in body
    shown = signed_in(handler).get(url).text
    assert WORDS["phone"] in shown
    assert "The candidate closed their account" in shown
    # From now on the department is asked to phone.
    pass_checks(kept, handler)
    make_move(kept, "offer_formally", handler)
    assert PhoneCall.objects.filter(slug="roles.offer_confirmed").exists()


def test_an_offer_that_is_only_accepted_ends_with_the_account_as_before():
    _, application = accepted()
    page = close_account(application.candidate)
    assert "does not end the job" not in page
    assert Application.objects.get().state == "withdrawn"
    assert not Notification.objects.filter(slug="roles.candidate_account_closed").exists()
