"""An offer as a letter, and what is discussed before it is answered."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from roles.models import Application, ApplicationMessage
from roles.selection.services.offers import accept_offer, decline_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    make_advert,
    make_application,
    make_handler,
    make_offer,
)
from tests.factories.hub import make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def handler(campaign):
    return make_handler(campaign)


@pytest.fixture
def offered(campaign, handler):
    application = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    return make_offer(application, campaign.posts.get(), handler)


def base_of(application):
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def test_the_candidate_discusses_an_offer_and_it_stands(offered, handler):
    own, offer = signed_in(offered.candidate), f"/applications/{offered.reference}/offer/"
    discuss = own.post(offer, as_read(own, offer, {"answer": "discuss"})).url
    assert discuss == f"{offer}discuss/"
    words = "May I start four weeks later?"
    page = own.post(discuss, as_read(own, discuss, {"text": words}), follow=True)
    assert "The offer stands" in page.text
    assert words in page.text
    manager = signed_in(handler)
    answer = f"{base_of(offered)}answer/"
    assert f'href="{answer}"' in manager.get("/work/").text
    assert words in manager.get(base_of(offered)).text
    manager.post(answer, as_read(manager, answer, {"text": "Yes, on 1 March."}))
    kept = ApplicationMessage.objects.filter(offer=offered.terms_offered).order_by("pk")
    assert [(row.is_answer, row.text) for row in kept] == [
        (False, words),
        (True, "Yes, on 1 March."),
    ]
    assert "Yes, on 1 March." in own.get(offer).text
    assert Application.objects.get().state == "provisional_offer"


def test_nothing_is_discussed_of_an_offer_that_is_answered(offered):
    own, discuss = signed_in(offered.candidate), f"/applications/{offered.reference}/offer/discuss/"
    accept_offer(application=offered, actor=offered.candidate)
    for late in (own.get, own.post):
        assert "You have already accepted this offer" in late(discuss, follow=True).text
    assert ApplicationMessage.objects.count() == 0


def test_both_sides_download_the_offer_as_a_letter_and_nobody_else(offered, handler):
    addresses = {
        f"/applications/{offered.reference}/offer/letter/": offered.candidate,
        f"{base_of(offered)}offer-letter/": handler,
    }
    for address, person in addresses.items():
        answer = signed_in(person).get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        # Tagged, with the language, for screen readers.
        assert b"/StructTreeRoot" in answer.content or b"/MarkInfo" in answer.content
        assert signed_in(make_person()).get(address).status_code == 404
    without = make_application(offered.campaign, None, "pass_sift", "invite", by=handler)
    assert signed_in(handler).get(f"{base_of(without)}offer-letter/").status_code == 404
    own = signed_in(without.candidate)
    assert own.get(f"/applications/{without.reference}/offer/letter/").status_code == 404


def test_why_an_offer_was_declined_is_read_by_who_made_it(offered, handler):
    decline_offer(
        application=offered, actor=offered.candidate, reason="place", words="Too far away."
    )
    page = signed_in(handler).get(base_of(offered)).text
    assert "The location or the hours. Too far away" in page
    call_command("deliver")


def test_an_offer_says_its_grade(offered):
    grade = str(offered.post.grade)
    assert ("Grade", grade) in offered.terms_offered.in_words
    page = signed_in(offered.candidate).get(f"/applications/{offered.reference}/offer/").text
    assert page.count(grade) == 1
