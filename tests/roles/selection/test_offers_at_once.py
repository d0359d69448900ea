"""Offers and answers from several connections at once, on PostgreSQL (S39, S44)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hub.models import Notification
from roles.models import Application, Offer, Post
from roles.selection.services.late_answers import agree_to_late_answer
from roles.selection.services.offers import accept_offer, make_provisional_offer, withdraw_offer
from roles.selection.services.referral_offers import offer_to_selected, posts_for
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_offer,
    terms,
)
from tests.factories.hub import current_role
from tests.factories.roles import make_accepted_request, make_team
from tests.roles.support.support_forms import make_reserved, make_selected
from tests.roles.test_concurrency import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.mark.parametrize("run", range(3))
def test_S44_of_the_owner_and_a_borrower_who_offer_at_once_one_wins_and_the_other_is_told(run):
    assert connection.vendor == "postgresql"
    team = make_team()
    request = make_accepted_request(team)
    reserved = make_reserved(current_role("delivery-manager"))
    owner, borrower = make_handler(reserved.campaign), team.manager
    referral = make_selected(request, reserved, team.adviser, borrower)
    campaign = bring_to(reserved.campaign, "merit_agreed")
    own, theirs = campaign.posts.open().first(), posts_for(request).first()
    given = terms(campaign)
    reserved = Application.objects.get(pk=reserved.pk)
    results = at_once(
        lambda: make_provisional_offer(application=reserved, post=own, actor=owner, **given),
        lambda: offer_to_selected(referral=referral, post=theirs, actor=borrower, **given),
    )
    won = [index for index, result in enumerate(results) if isinstance(result, Application)]
    assert len(won) == 1, results
    found = Application.objects.get(pk=reserved.pk)
    assert found.state == "provisional_offer"
    assert Offer.objects.count() == 1
    held = Post.objects.filter(state="offered")
    assert [post.pk for post in held] == [[own, theirs][won[0]].pk]
    slug, person = (("roles.person_left", borrower), ("roles.reserve_taken", owner))[won[0]]
    told = Notification.objects.filter(slug__in=("roles.person_left", "roles.reserve_taken"))
    assert {(row.slug, row.recipient) for row in told} >= {(slug, person)}
    assert {row.slug for row in told} == {slug}


def test_S39_accepted_and_withdrawn_in_one_moment_is_one_of_the_two():
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED)
    offered = make_offer(application, campaign.posts.get(), handler)
    yesterday = timezone.localdate() - timedelta(days=1)
    Offer.objects.update(answer_by=yesterday)
    at_once(
        lambda: accept_offer(application=offered, actor=offered.candidate),
        lambda: withdraw_offer(application=offered, reason="No.", actor=handler),
    )
    found = Application.objects.get(pk=offered.pk)
    # Late, so that accepting is a question however the two came; the post is free again.
    assert (found.state, found.post.state) == ("offer_withdrawn", "open")


def test_S39_two_officers_agree_to_a_late_answer_at_once_and_one_post_is_filled():
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED)
    offered = make_offer(application, campaign.posts.get(), handler)
    Offer.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    accept_offer(application=Application.objects.get(pk=offered.pk), actor=offered.candidate)
    at_once(*[lambda: agree_to_late_answer(application=offered, actor=handler) for _ in range(4)])
    assert Application.objects.get(pk=offered.pk).state == "accepted"
    assert campaign.posts.get().state == "accepted"
    assert Notification.objects.filter(slug="roles.offer_accepted").count() == 1
