"""An answer that comes too late, as from a second tab, changes nothing and says so."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from roles.applications.services.applications import submit_application
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Alert, Application
from roles.search.services.alerts.links import token_of
from roles.search.services.alerts.subscribing import confirm_address, end_alert, subscribe
from roles.search.vacancy_search import Terms
from roles.selection.services.offers import accept_offer, decline_offer, record_fall_through
from tests.factories.adverts import (
    TO_RECOMMENDED,
    enter_for_somebody,
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


def offered(campaign):
    return make_offer(
        make_application(campaign, None, *TO_RECOMMENDED),
        campaign.posts.get(),
        make_handler(campaign),
    )


def test_an_offer_declined_after_it_was_declined_or_withdrawn_from():
    campaign = make_advert()
    application = offered(campaign)
    client, base = signed_in(application.candidate), f"{application.get_absolute_url()}offer/"
    decline_offer(application=application, actor=application.candidate)
    html = client.post(f"{base}accept/", follow=True).text
    assert "You have already declined this offer, so nothing has changed." in html
    assert Application.objects.get().state == "declined"


def test_an_offer_answered_after_the_application_was_withdrawn():
    campaign = make_advert()
    application = offered(campaign)
    client = signed_in(application.candidate)
    withdraw_application(application=application, actor=application.candidate)
    for page in ("offer/accept/", "withdraw/"):
        for late in (client.get, client.post):
            html = late(f"{application.get_absolute_url()}{page}", follow=True).text
            assert "You have already withdrawn this application, so nothing has changed." in html


def test_an_offer_that_fell_through_can_be_neither_answered_nor_withdrawn_from():
    campaign = make_advert()
    application = offered(campaign)
    accept_offer(application=application, actor=application.candidate)
    record_fall_through(
        application=application, reason="No references came.", actor=make_handler(campaign)
    )
    client = signed_in(application.candidate)
    for page in ("offer/", "offer/decline/", "withdraw/"):
        html = client.post(f"{application.get_absolute_url()}{page}", follow=True).text
        assert "This application is now “offer ended”, so nothing has changed." in html


def test_adjustments_and_every_other_answer_after_the_application_was_sent():
    application = make_draft(make_advert())
    submit_application(application=application, actor=application.candidate)
    client, base = signed_in(application.candidate), application.get_absolute_url()
    for page in ("adjustments/", "statement/", "name/"):
        for late in (client.get, client.post):
            html = late(f"{base}{page}", follow=True).text
            assert "You have sent this application and cannot change it, so nothing" in html
    saved = client.post(f"{base}statement/", {}, headers={"Accept": "application/json"})
    assert (saved.status_code, saved.json()) == (409, {"saved": False})
    assert "cannot change it" in client.get(f"{base}check/", follow=True).text


def test_being_put_forward_after_the_reserve_list_is_left():
    campaign = make_advert()
    moves = (*TO_RECOMMENDED[:-1], "put_on_reserve")
    application = make_application(campaign, None, *moves)
    withdraw_application(application=application, actor=application.candidate)
    page = f"{application.get_absolute_url()}sharing/"
    html = signed_in(application.candidate).post(page, {"share": "yes"}, follow=True).text
    assert "You are not on a reserve list for this role, so nothing has changed." in html


def test_an_alert_changed_kept_or_confirmed_after_it_was_stopped(client):
    terms = Terms.from_address(QueryDict("grade=g7"))
    subscribe(terms=terms, email="me@example.com", frequency="weekly", person=None)
    alert = Alert.objects.get()
    confirm_address(alert=alert)
    page = f"/roles/alerts/confirm/{token_of(alert, 'confirm')}/"
    html = client.post(page, follow=True).text
    assert "You have already confirmed this alert, so nothing has changed." in html
    end_alert(alert=alert)
    for act in ("change", "keep", "confirm"):
        page = f"/roles/alerts/{act}/{token_of(alert, act)}/"
        html = client.post(page, {"frequency": "daily"}, follow=True).text
        assert "You have already stopped this alert, so nothing has changed." in html
    alert.refresh_from_db()
    assert (alert.state, alert.frequency) == ("ended", "weekly")


def test_what_staff_answer_for_somebody_without_an_account():
    campaign = make_advert()
    officer = make_member("resourcing", campaign.organisation)
    application = enter_for_somebody(campaign, officer)
    handler = make_handler(campaign)
    for move in TO_RECOMMENDED:
        application = make_move(application, move, handler)
    make_offer(application, campaign.posts.get(), handler)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    client = signed_in(officer)
    page = client.get(base).text
    accept, decline = (f"{base}for-candidate/{act}/" for act in ("accept", "decline"))
    assert accept in page
    assert client.post(accept, as_read(client, accept, {"is_asked": "on"})).status_code == 302
    html = client.post(decline, {"is_asked": "on"}, follow=True).text
    assert "is now “offer accepted”, so nothing has changed." in html
    assert Application.objects.get().has_accepted


def test_a_draft_that_is_not_ready_says_what_is_missing():
    application = make_draft(make_advert())
    Application.objects.update(statement="", phone="")
    client, base = signed_in(application.candidate), application.get_absolute_url()
    page = client.get(f"{base}check/", follow=True).text
    assert "You cannot send your application yet. Still to finish: " in page
    titles = page.split("Still to finish: ")[1].split(".")[0]
    assert len(titles.split(", ")) == 2
    assert (
        "You have not sent this application yet."
        in client.get(f"{base}submitted/", follow=True).text
    )
