"""Offers follow the order of merit: who is recommended comes before the reserve list (R13)."""

from __future__ import annotations

import pytest

from hub.models import Notification
from roles.models import Location
from roles.models.campaigns.selection_order import TooEarlyError
from roles.selection.services.offers import decline_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_offer,
    tell_of_decisions,
    terms_typed,
)
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db
TO_RESERVE = (*TO_RECOMMENDED[:-1], "put_on_reserve")


def chosen(campaign):
    """One on the reserve list and one recommended, in a campaign that makes offers."""
    reserve = make_application(campaign, None, *TO_RESERVE)
    first = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    tell_of_decisions(first, reserve)
    return first, reserve


def base_of(application):
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def test_R13_the_reserve_list_is_offered_nothing_while_somebody_recommended_waits():
    campaign = make_advert(posts=2)
    first, reserve = chosen(campaign)
    client = signed_in(make_handler(campaign))
    page = client.get(base_of(reserve)).text
    assert f"Offer a post first to: {first.reference}." in page
    typed = terms_typed(campaign, campaign.posts.first())
    refused = client.post(f"{base_of(reserve)}offer/", typed)
    assert (refused.status_code, "Offers follow the order of merit" in refused.text) == (200, True)
    reserve.refresh_from_db()
    assert (reserve.state, campaign.posts.open().count()) == ("reserve", 2)
    assert not Notification.objects.filter(slug="roles.offer_made").exists()
    assert client.post(f"{base_of(first)}offer/", typed).status_code == 302
    second = terms_typed(campaign, campaign.posts.open().get())
    assert client.post(f"{base_of(reserve)}offer/", second).status_code == 302
    reserve.refresh_from_db()
    assert reserve.state == "provisional_offer"


def test_R13_whoever_calls_the_service_meets_the_order_of_merit():
    campaign = make_advert(posts=2)
    first, reserve = chosen(campaign)
    handler, post = make_handler(campaign), campaign.posts.first()
    with pytest.raises(TooEarlyError, match=first.reference):
        make_offer(reserve, post, handler)
    first = make_offer(first, post, handler)
    decline_offer(application=first, actor=first.candidate)
    assert make_offer(reserve, campaign.posts.first(), handler).awaits_answer


def test_R13_who_would_not_work_there_keeps_nobody_from_a_post():
    campaign = make_advert(posts=2, places=("Leeds", "Cardiff"))
    first, reserve = chosen(campaign)
    leeds, cardiff = (Location.objects.get(name=name) for name in ("Leeds", "Cardiff"))
    first.places_wanted.set([leeds])
    reserve.places_wanted.set([leeds, cardiff])
    client, post = signed_in(make_handler(campaign)), campaign.posts.first()
    in_leeds = client.post(f"{base_of(reserve)}offer/", terms_typed(campaign, post, place=leeds.pk))
    assert "Offers follow the order of merit" in in_leeds.text
    elsewhere = terms_typed(campaign, post, place=cardiff.pk)
    assert client.post(f"{base_of(reserve)}offer/", elsewhere).status_code == 302
    reserve.refresh_from_db()
    assert (reserve.state, reserve.offer_terms.place) == ("provisional_offer", cardiff)


def test_R13_applications_stand_in_the_order_of_merit():
    campaign = make_advert(posts=2)
    out = make_application(campaign, None, *TO_RECOMMENDED[:-1], "not_appoint")
    first, reserve = chosen(campaign)
    view = signed_in(make_handler(campaign)).get(f"/campaigns/{campaign.reference}/applications/")
    listed = [row.reference for row in view.context_data["listed"].page.records]
    assert listed == [first.reference, reserve.reference, out.reference]
    assert "In the order of merit" in view.text
    assert f"Offer a post first to: {first.reference}" in view.text
