"""The daily check finds what must never be so in recruitment, and nothing in the demonstration."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roles.campaigns.services import posts
from roles.invariants import INVARIANTS
from roles.models import Approval, Campaign, Post
from tests.factories.hub import make_person
from tests.factories.roles import make_accepted_request, make_open, make_team

pytestmark = pytest.mark.django_db


def found():
    named = {item.slug: [str(each) for each in item.broken()] for item in INVARIANTS}
    return {slug: names for slug, names in named.items() if names}


def test_nothing_is_broken_when_all_goes_as_it_should():
    make_open(make_team("AAA"))
    assert found() == {}


def test_R17_a_filled_post_without_an_accepted_offer_is_found():
    team = make_team("AAA")
    post = make_accepted_request(team).posts.get()
    posts.accept_post(post=post, person=make_person(), reference="A-1", actor=team.manager)
    assert found() == {"roles.filled_without_offer": [str(post)]}
    Post.objects.update(appointee=None)
    assert found() == {}
    Post.objects.update(offer_reference="")
    assert found() == {"roles.filled_without_offer": [str(post)]}


def test_R7_a_campaign_that_nothing_closed_is_found():
    campaign = make_open(make_team("AAA"))
    Campaign.objects.update(closes_at=timezone.now() - timedelta(minutes=5))
    assert found() == {}
    Campaign.objects.update(closes_at=timezone.now() - timedelta(minutes=16))
    assert found() == {"roles.open_past_closing": [str(campaign)]}


def test_R1_an_open_campaign_without_approval_is_found():
    campaign = make_open(make_team("AAA"))
    Approval.objects.all().delete()
    assert found() == {"roles.open_without_approval": [str(campaign)]}
