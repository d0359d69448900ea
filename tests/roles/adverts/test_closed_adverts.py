"""An advert whose role has closed stands in a stage of its own, after being published."""

import re

import pytest
from django.urls import reverse

from hub.dates import date_gb
from roles.models import Campaign
from tests.factories.adverts import bring_to, make_advert, make_application
from tests.factories.hub import signed_in
from tests.factories.roles import make_team

pytestmark = pytest.mark.django_db


def stages(person, campaign):
    page = signed_in(person).get(reverse("roles:campaign_advert", args=[campaign.reference])).text
    bar = page.partition('class="hub-stages"')[2].partition("</ol>")[0]
    side = page.partition('class="hub-record__side"')[2]
    state = re.search(r"<strong[^>]*govuk-tag[^>]*>\s*(.+?)\s*</strong>", side)[1]
    return state, " ".join(re.sub(r"<[^>]+>", " ", bar).split())


def test_a_closed_advert_is_not_published_now():
    team = make_team("AAA")
    campaign = make_advert(organisation=team.organisation)
    state, bar = stages(team.adviser, campaign)
    assert state == "Published"
    assert "Published , now" in bar or "Published, now" in bar
    assert date_gb(campaign.closes_at) in bar
    make_application(campaign)
    bring_to(campaign, "closed")
    campaign = Campaign.objects.get(pk=campaign.pk)
    state, bar = stages(team.adviser, campaign)
    assert state == "Closed"
    assert re.search(r"Closed ?, now", bar)
