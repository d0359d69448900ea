"""Who closes their account reads what ends with it, and those who count on them are told."""

from __future__ import annotations

import pytest

from hub.models import Notification
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Application
from roles.selection.services.offers import accept_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    book,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
    make_offer,
)
from tests.factories.hub import make_member, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


def accepted(campaign, handler) -> Application:
    application = make_application(campaign, None, *TO_RECOMMENDED)
    make_offer(application, campaign.posts.get(), handler)
    return accept_offer(application=application, actor=application.candidate)


def booked(campaign, handler) -> Application:
    application = make_application(campaign, None, "pass_sift")
    return book(make_move(application, "invite", handler), handler)


def close(person) -> None:
    own = signed_in(person)
    own.post("/account/erase/", as_read(own, "/account/erase/", {"sure": "on"}))


def told(slug) -> set[str]:
    rows = Notification.objects.filter(slug=slug).select_related("recipient")
    return {row.recipient.email for row in rows}


def test_the_page_names_the_offer_the_interview_and_the_draft_that_end():
    campaign, other = make_advert("Service owner"), make_advert("Data engineer")
    application = accepted(campaign, make_handler(campaign))
    own = signed_in(application.candidate)
    with_interview = booked(other, make_handler(other))
    Application.objects.filter(pk=with_interview.pk).update(candidate=application.candidate)
    make_draft(make_advert("Delivery manager"), application.candidate)
    page = own.get("/account/erase/").text
    assert "This will end:" in page
    assert "your application for Service owner" in page
    assert "the offer you accepted: £" in page
    assert "your application for Data engineer" in page
    assert "interview: " in page
    assert "your application for Delivery manager" in page


def test_R17_the_department_is_told_of_an_accepted_offer_that_ends_with_the_account():
    campaign = make_advert()
    handler = make_handler(campaign)
    officer = make_member("resourcing", campaign.organisation)
    application = accepted(campaign, handler)
    name = application.full_name
    close(application.candidate)
    application.refresh_from_db()
    assert (application.state, application.full_name) == ("withdrawn", "")
    assert {handler.email, officer.email} <= told("roles.appointee_withdrew")
    row = Notification.objects.filter(slug="roles.appointee_withdrew").first()
    assert row.context["is_erased"] is True
    assert name not in str(row.context)
    page = signed_in(handler).get(
        f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    )
    assert "We erased the candidate’s name, contact details and answers on" in page.text
    assert name not in page.text


@pytest.mark.parametrize("closes_account", [True, False])
def test_whoever_waits_for_a_candidate_at_an_interview_is_told_that_they_withdrew(closes_account):
    campaign = make_advert()
    handler = make_handler(campaign)
    application = booked(campaign, handler)
    if closes_account:
        close(application.candidate)
    else:
        withdraw_application(application=application, actor=application.candidate)
    assert handler.email in told("roles.interviewee_withdrew")
    row = Notification.objects.filter(slug="roles.interviewee_withdrew").first()
    assert row.context["is_erased"] is closes_account
    assert row.context["reference"] == application.reference


def test_R16_an_offer_that_came_after_the_page_was_opened_is_read_before_it_ends():
    campaign = make_advert()
    application = make_application(campaign, None, *TO_RECOMMENDED)
    own = signed_in(application.candidate)
    read = as_read(own, "/account/erase/", {"sure": "on"})
    make_offer(application, campaign.posts.get(), make_handler(campaign))
    page = own.post("/account/erase/", read).text
    assert "This changed after you opened the page, so nothing has been saved" in page
    assert "offer: £" in page
    application.refresh_from_db()
    assert (application.state, application.erased_at) == ("provisional_offer", None)
