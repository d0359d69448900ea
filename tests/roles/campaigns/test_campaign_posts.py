"""The posts of a campaign as a list: sorted, filtered, taken as a file."""

from __future__ import annotations

import csv
import io

import pytest
from wagtail.models import ModelLogEntry

from tests.factories.adverts import make_advert, make_handler
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


def test_the_posts_of_a_campaign_are_sorted_filtered_and_taken_as_shown():
    campaign, other = make_advert(posts=3), make_advert(posts=2)
    client = signed_in(make_handler(campaign))
    address = f"/campaigns/{campaign.reference}/posts/"
    assert address in client.get(campaign.get_absolute_url()).text
    references = sorted(campaign.posts.values_list("reference", flat=True))

    def shown(query=""):
        page = client.get(address + query)
        return [post.reference for post in page.context_data["listed"].page.records]

    assert shown() == references
    assert shown("?sort=-reference") == references[::-1]
    assert shown(f"?state={campaign.posts.first().state}") == references
    assert "3 posts" in client.get(address).text
    page = client.get(f"{address}?sort=-reference&export=csv")
    assert page["Content-Disposition"] == f'attachment; filename="posts-{campaign.reference}.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(page.streaming_content).decode())))
    assert [row["Reference"] for row in rows] == references[::-1]
    assert {row["Filled on"] for row in rows} == {""}
    entry = ModelLogEntry.objects.get(action="hub.list_exported")
    assert entry.data["detail"] == f"3 posts of {campaign.reference}, CSV"
    assert client.get(f"/campaigns/{other.reference}/posts/").status_code == 404
    assert signed_in(make_person()).get(address).status_code == 404


def test_the_list_of_posts_costs_the_same_however_many(django_assert_max_num_queries):
    for number in (1, 3, 30):
        campaign = make_advert(posts=number)
        client = signed_in(make_handler(campaign))
        address = f"/campaigns/{campaign.reference}/posts/"
        client.get(address)
        with django_assert_max_num_queries(14):
            assert f"{number} post" in client.get(address).text
