"""Nobody is the candidate and the department: who enters, who decides, who answers (R25)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from hub.authorisation import as_nobody
from hub.models import Membership
from hub.permissions import StaffGroup
from roles.applications.services.applications import DECISIONS, move_application
from roles.models import OfferMaker
from roles.selection.moves import APPLICATION_MOVES
from roles.selection.services.offers import accept_offer, change_offer, decline_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    enter_for_somebody,
    make_advert,
    make_handler,
    make_move,
    make_offer,
    terms,
)
from tests.factories.hub import make_member, make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
Role = Membership.Role
ENTERED = "because you entered it for the candidate"
OFFERED = "for the candidate because you made it or changed it"


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def officer(campaign):
    return make_member(Role.RESOURCING, campaign.organisation)


@pytest.fixture
def handler(campaign):
    return make_handler(campaign)


@pytest.fixture
def entered(campaign, officer):
    return enter_for_somebody(campaign, officer)


def page_of(application, rest=""):
    campaign = application.campaign
    return f"/campaigns/{campaign.reference}/applications/{application.reference}/{rest}"


def test_R25_who_entered_an_application_decides_nothing_about_it_and_reads_why(
    entered, officer, handler
):
    application, browser = entered, signed_in(officer)
    for move in TO_RECOMMENDED[:-1]:
        if move == "pass_sift":
            assert ENTERED in browser.get(page_of(application)).text
        application = make_move(application, move, handler)
    page = browser.get(page_of(application)).text
    assert (ENTERED in page, "the hub team if there is nobody else" in page) == (True, True)
    for move in ("recommend", "put_on_reserve", "not_appoint"):
        browser.post(page_of(application, f"{move}/"), {"feedback": "You met the standard."})
        with as_nobody(), pytest.raises(PermissionDenied):
            move_application(application=application, move=move, actor=officer)
    application.refresh_from_db()
    assert application.state == "interviewed"
    # Another person of the department does.
    application = make_move(application, "recommend", handler)
    with as_nobody(), pytest.raises(PermissionDenied):
        make_offer(application=application, post=application.campaign.posts.get(), actor=officer)


def test_R25_who_entered_it_still_arranges_what_is_arranged(entered, officer, handler):
    application = entered
    for move in ("pass_sift", "invite"):
        application = make_move(application, move, handler)
    page = signed_in(officer).get(page_of(application)).text
    assert "Book the interview" in page
    application = make_move(application, "book", officer)
    assert make_move(application, "record_interview", officer).state == "interviewed"


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_R25_who_made_an_offer_does_not_answer_it_for_the_candidate(
    campaign, entered, officer, answer
):
    # Resourcing of another person, who may act for a candidate and offers.
    other, application = make_member(Role.RESOURCING, campaign.organisation), entered
    for move in TO_RECOMMENDED:
        application = make_move(application, move, other)
    application = make_offer(application=application, post=campaign.posts.get(), actor=other)
    page = signed_in(other).get(page_of(application)).text
    assert (OFFERED in page, "Accept the offer" in page) == (True, False)
    for method in ("get", "post"):
        said = getattr(signed_in(other), method)(
            page_of(application, f"for-candidate/{answer}/"), {"is_asked": "on"}, follow=True
        )
        assert OFFERED in said.text
    service = {"accept": accept_offer, "decline": decline_offer}[answer]
    with as_nobody(), pytest.raises(PermissionDenied):
        service(application=application, actor=other)
    # A colleague, or the hub's staff, does.
    adviser = make_person("", StaffGroup.HUB_STAFF)
    for person in (officer, adviser):
        assert "Accept the offer" in signed_in(person).get(page_of(application)).text
    browser, url = signed_in(adviser), page_of(application, f"for-candidate/{answer}/")
    browser.post(url, as_read(browser, url, {"is_asked": "on"}))
    application.refresh_from_db()
    assert application.state == {"accept": "accepted", "decline": "declined"}[answer]


def test_R25_who_changed_an_offer_does_not_answer_it_either(campaign, entered, handler):
    other, application = make_member(Role.RESOURCING, campaign.organisation), entered
    for move in TO_RECOMMENDED:
        application = make_move(application, move, handler)
    make_offer(application=application, post=campaign.posts.get(), actor=handler)
    application.refresh_from_db()
    changed = terms(campaign, contact_name="Recruitment team")
    change_offer(application=application, actor=other, **changed)
    makers = set(OfferMaker.objects.values_list("person", flat=True))
    assert makers == {handler.pk, other.pk}
    with as_nobody(), pytest.raises(PermissionDenied):
        accept_offer(application=application, actor=other)


def test_R25_every_move_that_decides_is_for_others_than_who_entered_it():
    deciding = {move.slug for move in APPLICATION_MOVES if "decide" in move.permission}
    assert deciding == DECISIONS | {
        *("offer", "change_offer", "withdraw_offer", "record_checks", "fall_through"),
        *("decide_again", "meet_after_all"),
        *("agree_late", "refuse_late", "ask_amount", "pass_over", "doubt_check"),
    }
