"""Whose turn it is: passed over with a reason, proposed when an offer ends (S38, S41)."""

from __future__ import annotations

import pytest
from django_fsm import TransitionNotAllowed

from hub.models import Membership, Notification
from roles.models import AmountApproval, Application, Location, PassedOver
from roles.models.campaigns.selection_order import TooEarlyError
from roles.models.campaigns.turns import next_in_order
from roles.selection.services.amounts import (
    AmountRefusedError,
    OwnAmountError,
    ask_for_amount,
    decide_on_amount,
)
from roles.selection.services.offer_terms import OfferRefusedError
from roles.selection.services.offers import accept_offer, decline_offer, record_fall_through
from roles.selection.services.passing_over import PassedOverAlreadyError, pass_over
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_offer,
    tell_of_decisions,
)
from tests.factories.hub import make_member, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
ON_RESERVE = (*TO_RECOMMENDED[:-1], "put_on_reserve")


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def handler(campaign):
    return make_handler(campaign)


def base_of(application):
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def over(application, handler, **given):
    return pass_over(
        application=application,
        actor=handler,
        **{"place": None, "reason": "not_reached", "words": "Phoned on 3 days.", **given},
    )


def test_S38_the_reserve_list_is_offered_a_post_once_the_first_is_passed_over(campaign, handler):
    first = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    second = make_application(campaign, None, *ON_RESERVE, by=handler)
    bring_to(campaign, "merit_agreed")
    with pytest.raises(TooEarlyError):
        make_offer(second, campaign.posts.get(), handler)
    browser = signed_in(handler)
    typed = {"place": "", "reason": "not_reached", "words": "Phoned on 3 days."}
    page = f"{base_of(first)}pass_over/"
    answer = browser.post(page, as_read(browser, page, typed), follow=True)
    assert "The reason is listed with the order of merit" in answer.text
    campaign.refresh_from_db()
    assert next_in_order(campaign) == second
    assert make_offer(second, campaign.posts.get(), handler).state == "provisional_offer"
    kept = PassedOver.objects.get()
    assert (kept.application, kept.reason, kept.by) == (first, "not_reached", handler)
    # It is listed with the applications of the campaign.
    listed = browser.get(f"/campaigns/{campaign.reference}/applications/").text
    assert ("People passed over" in listed, "Phoned on 3 days." in listed) == (True, True)
    # They keep their place, and can still be offered another post.
    first.refresh_from_db()
    assert first.state == "recommended"


def test_S38_passed_over_at_one_location_is_first_at_another(campaign, handler):
    first_place = campaign.places.get()
    campaign.places.add(Location.objects.exclude(pk=first_place.pk).first())
    first = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    second = make_application(campaign, None, *ON_RESERVE, by=handler)
    bring_to(campaign, "merit_agreed")
    tell_of_decisions(second)
    over(first, handler, place=first_place)
    campaign.refresh_from_db()
    # Somewhere else it is still the turn of who was passed over here.
    assert next_in_order(campaign) == first
    offered = make_offer(second, campaign.posts.get(), handler, place=first_place)
    assert offered.state == "provisional_offer"


def test_S38_of_the_recommended_the_better_place_in_the_merit_list_comes_first(campaign, handler):
    better, worse = [make_application(campaign, None, *TO_RECOMMENDED, by=handler) for _ in "ab"]
    bring_to(campaign, "merit_agreed")
    for application, rank in ((better, 1), (worse, 2)):
        Application.objects.filter(pk=application.pk).update(merit_rank=rank)
    worse = Application.objects.get(pk=worse.pk)
    with pytest.raises(TooEarlyError, match=f"Offer a post first to: {better.reference}"):
        make_offer(worse, campaign.posts.get(), handler)
    listed = signed_in(handler).get(f"/campaigns/{campaign.reference}/applications/").text
    assert f"Offer a post first to: {better.reference}" in listed
    over(Application.objects.get(pk=better.pk), handler)
    worse = Application.objects.get(pk=worse.pk)
    assert make_offer(worse, campaign.posts.get(), handler).state == "provisional_offer"


def test_S38_equal_places_are_in_no_order(campaign, handler):
    first, second = [make_application(campaign, None, *TO_RECOMMENDED, by=handler) for _ in "ab"]
    bring_to(campaign, "merit_agreed")
    Application.objects.filter(pk__in=(first.pk, second.pk)).update(merit_rank=1)
    second = Application.objects.get(pk=second.pk)
    assert make_offer(second, campaign.posts.get(), handler).state == "provisional_offer"


def test_S38_nobody_is_passed_over_twice_or_before_the_order_is_agreed(campaign, handler):
    first = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    with pytest.raises(TransitionNotAllowed):
        over(first, handler)
    bring_to(campaign, "merit_agreed")
    first = Application.objects.get(pk=first.pk)
    over(first, handler)
    with pytest.raises(PassedOverAlreadyError):
        over(first, handler)
    assert PassedOver.objects.count() == 1


@pytest.mark.parametrize("ending", ["declined", "fell_through"])
def test_S41_the_next_in_order_is_proposed_at_once(ending, campaign, handler):
    first = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    second = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    post = campaign.posts.get()
    offered = make_offer(first, post, handler)
    other = make_handler(campaign)
    if ending == "declined":
        decline_offer(application=offered, actor=offered.candidate)
    else:
        accept_offer(application=offered, actor=offered.candidate)
        assert campaign.posts.filled().count() == 1
        # The campaign was filled, so that the second came on the reserve list, and was told.
        second.refresh_from_db()
        tell_of_decisions(second)
        record_fall_through(application=offered, reason="No visa.", actor=handler)
    campaign.refresh_from_db()
    # R17's figure is reversed, and the post is open.
    assert (campaign.posts.filled().count(), campaign.posts.open().count()) == (0, 1)
    told = Notification.objects.filter(slug="roles.next_in_order", recipient=other)
    assert [row.context["next"] for row in told] == [second.reference]
    browser = signed_in(other)
    state = "recommended" if ending == "declined" else "reserve"
    to_do = f"/campaigns/{campaign.reference}/applications/next/{state}/"
    assert f'href="{to_do}"' in browser.get("/work/").text
    assert browser.get(to_do).url == f"{base_of(second)}offer/"


def amount(application, actor, salary=90_000):
    return ask_for_amount(
        application=application, salary=salary, allowance=None, case="A rare skill.", actor=actor
    )


@pytest.fixture
def advertised():
    return make_advert(salary_min=60_000, salary_max=70_000)


@pytest.fixture
def recommended(advertised):
    return make_application(advertised, None, *TO_RECOMMENDED)


def test_R1_an_amount_above_the_range_is_offered_once_somebody_else_approves_it(
    advertised, recommended
):
    manager = make_handler(advertised)
    approver = make_member(Membership.Role.APPROVER, advertised.organisation)
    browser, page = signed_in(manager), f"{base_of(recommended)}ask_amount/"
    bring_to(advertised, "merit_agreed")
    browser.post(page, as_read(browser, page, {"salary": 80_000, "case": "A rare skill."}))
    asked = AmountApproval.objects.get()
    decide = f"/offers/amounts/{asked.pk}/decide/"
    approvers = signed_in(approver)
    assert f'href="{decide}"' in approvers.get("/work/").text
    with pytest.raises(OfferRefusedError):
        make_offer(recommended, advertised.posts.get(), manager, salary=80_000)
    typed = {"answer": "yes", "reason": "Within our limits."}
    approvers.post(decide, as_read(approvers, decide, typed))
    with pytest.raises(OfferRefusedError):
        make_offer(recommended, advertised.posts.get(), manager, salary=80_001)
    offered = make_offer(recommended, advertised.posts.get(), manager, salary=80_000)
    assert offered.terms_offered.salary == 80_000
    told = Notification.objects.filter(slug="roles.amount_decided", recipient=manager)
    assert [row.context["answer"] for row in told] == ["approved"]


def test_R1_nobody_approves_the_amount_they_asked_for_nor_is_one_offered_that_was_refused(
    advertised, recommended
):
    both = make_member(Membership.Role.APPROVER, advertised.organisation)
    both.memberships.create(
        organisation=advertised.organisation,
        role=Membership.Role.HIRING_MANAGER,
        valid_from=both.memberships.first().valid_from,
    )
    both = type(both).objects.get(pk=both.pk)
    asked = amount(recommended, both)
    with pytest.raises(OwnAmountError):
        decide_on_amount(approval=asked, answer="yes", reason="Mine.", actor=both)
    page = signed_in(both).get(f"/offers/amounts/{asked.pk}/decide/", follow=True)
    assert "You cannot decide on an amount that you" in page.text
    approver = make_member(Membership.Role.APPROVER, advertised.organisation)
    decide_on_amount(approval=asked, answer="no", reason="Too much.", actor=approver)
    with pytest.raises(TransitionNotAllowed):
        decide_on_amount(approval=asked, answer="yes", reason="Well.", actor=approver)
    with pytest.raises(OfferRefusedError):
        make_offer(recommended, advertised.posts.get(), both, salary=90_000)


def test_R1_an_amount_within_the_range_needs_no_approval(advertised, recommended):
    manager = make_handler(advertised)
    with pytest.raises(AmountRefusedError, match="needs no approval"):
        amount(recommended, manager, salary=65_000)
    amount(recommended, manager)
    with pytest.raises(AmountRefusedError, match="already asked"):
        amount(recommended, manager)
