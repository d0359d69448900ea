"""The quarterly return to the Civil Service Commission."""

from __future__ import annotations

import csv
from datetime import datetime

import pytest
from django.utils import timezone

from hub.periods import LONDON, Quarter
from roles.models import Campaign, CampaignState
from tests.factories.adverts import make_advert, make_application, make_handler
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/campaigns/commission-return/"
LAST = Quarter.containing(timezone.now()).previous


def ended(campaign, on, state=CampaignState.UNFILLED):
    at = datetime(on.year, on.month, on.day, 12, tzinfo=LONDON)
    Campaign.objects.filter(pk=campaign.pk).update(state=state, ended_at=at, closed_at=at)


def test_the_return_has_the_campaigns_that_ended_in_the_quarter_as_csv():
    within, before, going_on = make_advert(posts=2), make_advert(), make_advert()
    ended(within, LAST.end)
    ended(before, LAST.previous.end)
    client = signed_in(make_handler(within))
    for campaign, quarter in ((within, LAST), (before, LAST.previous)):
        reader = signed_in(make_handler(campaign))
        answer = reader.get(ADDRESS, {"period": quarter.code, "export": "csv"})
        body = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(body.splitlines()))
        assert [row["Campaign"] for row in rows] == [campaign.reference]
        assert f"commission-return-{quarter.code}" in answer["Content-Disposition"]
    row = client.get(ADDRESS).text
    assert (within.reference in row, before.reference in row, going_on.reference in row) == (
        True,
        False,
        False,
    )
    assert client.get(ADDRESS, {"period": "1999-Q1"}).status_code == 200


def test_the_return_says_the_posts_and_those_filled_and_no_number_of_people():
    campaign = make_advert(posts=3)
    for _ in range(7):
        make_application(campaign)
    ended(campaign, LAST.start)
    answer = signed_in(make_handler(campaign)).get(ADDRESS, {"export": "csv"})
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(body.splitlines())
    assert (row["Posts"], row["Posts filled"], row["Commissioner chaired"]) == ("3", "0", "No")
    assert "7" not in set(row.values())


def test_R25_nobody_finds_the_role_that_they_compete_for_in_the_return():
    campaign = make_advert()
    other = make_advert(organisation=campaign.organisation)
    competitor = make_handler(campaign)
    make_application(other, competitor)
    ended(campaign, LAST.start)
    ended(other, LAST.start)
    page = signed_in(competitor).get(ADDRESS).text
    assert (campaign.reference in page, other.reference in page) == (True, False)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_return_costs_the_same_however_many(django_assert_max_num_queries, number):
    first = make_advert()
    ended(first, LAST.start)
    for _ in range(number - 1):
        ended(make_advert(organisation=first.organisation), LAST.start)
    client = signed_in(make_handler(first))
    client.get(ADDRESS)
    with django_assert_max_num_queries(14):
        assert client.get(ADDRESS).status_code == 200
