"""What is next for a campaign follows from its posts, up to the outcome of its request."""

from __future__ import annotations

import pytest

from hub.models import Notification
from roles.campaigns.next_step import next_step_of
from roles.campaigns.services import posts
from roles.models import Campaign
from tests.factories.adverts import bring_to
from tests.factories.hub import signed_in
from tests.factories.roles import make_open, make_team

pytestmark = pytest.mark.django_db


def test_H7_nothing_more_is_not_said_before_everybody_has_started_and_the_outcome_is_recorded():
    team = make_team()
    campaign = make_open(team)
    bring_to(campaign, "offering")
    post = campaign.posts.get()
    assert next_step_of(campaign) == "Make offers until every post is filled."
    posts.accept_post(post=post, person=None, reference="HR-1", actor=team.manager)
    request = campaign.support_request
    told = Notification.objects.filter(slug="roles.support_outcome_due", recipient=team.adviser)
    assert [row.context["reference"] for row in told] == [request.reference]
    html = signed_in(team.adviser).get(campaign.get_absolute_url()).content.decode()
    assert "To start: 1 person" in html
    html = signed_in(team.adviser).get(request.get_absolute_url()).content.decode()
    assert "the hub records the outcome" in html
    posts.start_post(post=post, actor=team.manager)
    campaign = Campaign.objects.get(pk=campaign.pk)
    assert next_step_of(campaign) == (
        f"The hub records the outcome of support request {request.reference}."
    )
