"""The list from which somebody came to a record: with two tabs, and of records on several lists.

A browser says on which page a link was followed, and so do these tests.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from django.urls import reverse

from hub.directory import record_phase
from hub.models import Membership
from hub.permissions import StaffGroup
from roles.campaigns.services.posts import accept_post
from tests.factories.adverts import make_advert, make_handler
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
    signed_in,
)
from tests.factories.roles import make_accepted_request, make_draft, make_team
from tests.factories.training import make_cohort, make_place
from tests.hub.test_record_pages import beside_of, crumbs_of

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def follow(client, listed: str, record: str) -> str:
    """Open a list, and follow its link to a record."""
    client.get(listed)
    return followed(client, listed, record)


def followed(client, page: str, href: str) -> str:
    """The page to which a link of an open page leads."""
    return client.get(href, headers={"referer": f"{HOST}{page}"}).text


def came(record: str, listed: str) -> str:
    """The address of a record that says from which list somebody came."""
    return f"{record}?list={quote(listed, safe='')}"


@pytest.fixture
def desk():
    """Somebody with three needs for 1, 2 and 3 people."""
    organisation = make_organisation("AAA")
    person = make_member(Membership.Role.REQUESTER, organisation)
    needs = [make_need(organisation, actor=person, headcount=number) for number in (1, 2, 3)]
    return signed_in(person), [need.get_absolute_url() for need in needs]


def test_each_of_two_tabs_has_the_list_that_it_came_from(desk):
    client, (one, two, three) = desk
    up, down = "/needs/?sort=people", "/needs/?sort=-people"
    client.get(up)
    client.get(down)  # In another tab, and later.
    html = followed(client, up, two)
    assert beside_of(html) == {"prev": came(one, up), "next": came(three, up)}
    assert crumbs_of(html)[0] == ("Needs", up)
    other = followed(client, down, two)
    assert beside_of(other) == {"prev": came(three, down), "next": came(one, down)}
    # The first tab goes on where it was, whatever the second one does.
    on = followed(client, two, came(three, up))
    assert (beside_of(on), crumbs_of(on)[0]) == ({"prev": came(two, up)}, ("Needs", up))
    # What is below the page of a record leads back the same way.
    below = client.get(f"{three}withdraw/").text
    assert crumbs_of(below)[0] == ("Needs", up)


def test_what_came_from_no_page_of_ours_has_the_list_as_it_was_left_last(desk):
    client, (one, two, three) = desk
    client.get("/needs/?sort=-people")
    html = client.get(two).text
    assert beside_of(html) == {"prev": three, "next": one}
    assert crumbs_of(html)[0] == ("Needs", "/needs/?sort=-people")


def test_what_came_from_another_page_has_its_list_whole_and_nothing_beside_it(desk):
    client, (_, two, _) = desk
    client.get("/needs/?show=all&sort=-people")
    for page in ("/work/", "/search/?words=x"):
        html = followed(client, page, two)
        assert (crumbs_of(html)[0], beside_of(html)) == (("Needs", "/needs/"), {})
    # Also after something was done there.
    html = followed(client, f"{two}withdraw/", two)
    assert (crumbs_of(html)[0], beside_of(html)) == (("Needs", "/needs/"), {})
    # The list itself is still as it was left, and the way back to it from there.
    html = followed(client, "/needs/?show=all&sort=-people", two)
    assert crumbs_of(html)[0] == ("Needs", "/needs/?show=all&sort=-people")


@pytest.mark.parametrize(
    "said", ["https://elsewhere.example/needs/", "//elsewhere.example", "/nothing/", "/work/", "%"]
)
def test_only_a_list_of_ours_is_a_way_back(desk, said):
    client, (_, two, _) = desk
    html = client.get(two, {"list": said}).text
    assert (crumbs_of(html)[0], beside_of(html)) == (("Needs", "/needs/"), {})
    html = client.get(two, headers={"referer": said}).text
    assert (crumbs_of(html)[0], beside_of(html)) == (("Needs", "/needs/"), {})


def test_a_list_that_one_may_not_open_is_no_way_back(desk):
    client, (_, two, _) = desk
    rows = "/support/outcomes/specialist-posts/"
    assert client.get(rows).status_code == 404
    html = client.get(two, {"list": rows}).text
    assert crumbs_of(html)[0] == ("Needs", "/needs/")


def test_posts_of_a_campaign_lead_back_to_their_list_and_have_those_beside_them():
    team = make_team()
    campaign = make_draft(team, make_accepted_request(team, posts_wanted=3))
    posts = sorted(campaign.posts.all(), key=lambda post: post.reference, reverse=True)
    one, two, three = (post.get_absolute_url() for post in posts)
    client = signed_in(team.adviser)
    listed = reverse("roles:campaign_posts", args=[campaign.reference]) + "?sort=-reference"
    html = follow(client, listed, two)
    assert crumbs_of(html)[1:3] == [
        (f"Campaign {campaign.reference}", campaign.get_absolute_url()),
        ("Posts", listed),
    ]
    assert beside_of(html) == {"prev": came(one, listed), "next": came(three, listed)}


def test_a_campaign_beside_others_leads_not_to_the_list_of_posts():
    campaign = make_advert()
    client = signed_in(make_handler(campaign))
    listed = reverse("roles:campaign_posts", args=[campaign.reference])
    html = follow(client, listed, campaign.get_absolute_url())
    assert crumbs_of(html)[0] == ("Campaigns", "/campaigns/")


def test_places_of_a_cohort_lead_back_to_their_list_and_have_those_beside_them():
    cohort = make_cohort(capacity=3)
    places = [make_place(cohort, make_person(f"p{at}@a.example")) for at in range(3)]
    one, two, three = (place.get_absolute_url() for place in places)
    client = signed_in(make_person("", StaffGroup.TRAINERS))
    listed = reverse("training:cohort_places", args=[cohort.slug])
    html = follow(client, listed, two)
    assert crumbs_of(html)[-2] == ("Places", listed)
    assert beside_of(html) == {"prev": came(one, listed), "next": came(three, listed)}
    # By whichever way they come to the next one.
    assert beside_of(client.get(three).text) == {"prev": two}


def test_places_of_a_department_have_those_beside_them():
    cohort, organisation = make_cohort(capacity=3), make_organisation("AAA")
    places = [
        make_place(cohort, make_person(f"p{at}@a.example"), organisation=organisation)
        for at in range(2)
    ]
    client = signed_in(make_member(Membership.Role.NOMINATOR, organisation))
    listed = reverse("training:department_place_list") + "?sort=person"
    html = follow(client, listed, places[0].get_absolute_url())
    assert crumbs_of(html)[-2] == ("Places of your department", listed)
    assert len(beside_of(html)) == 1


def test_the_records_behind_an_outcome_lead_back_to_it():
    team = make_team()
    request = make_accepted_request(team, posts_wanted=2)
    client = signed_in(team.adviser)
    for post in request.posts.all():
        accept_post(post=post, person=None, reference="HR-1", actor=team.manager)
    listed = "/support/outcomes/to-record/?sort=-role"
    html = follow(client, listed, request.get_absolute_url())
    label = "Every post is filled, and the hub team has not recorded the outcome yet"
    assert crumbs_of(html) == [(label, listed), (f"Support request {request.reference}", "")]
    # The list as it was left is there again after something was done to the request.
    page = request.get_absolute_url()
    assert crumbs_of(client.get(page).text)[0] == (label, listed)
    assert crumbs_of(followed(client, f"{page}outcome/", page))[0] == (label, listed)
    # Whoever comes from somewhere else is led to the list of requests.
    assert crumbs_of(followed(client, "/work/", page))[0] == ("Support requests", "/support/")
    assert crumbs_of(client.get(page).text)[0] == ("Support requests", "/support/")


def test_the_rows_of_a_figure_lead_back_to_it_and_have_those_beside_them():
    department = make_organisation("AAA", name="Department of A")
    services = {}
    for number, (name, day) in enumerate((("Gamma", 3), ("Alpha", 9), ("Beta", 1)), 1):
        services[name] = make_service(department, name=name, exemplar_number=number)
        record_phase(service=services[name], phase="discovery", on=date(2013, 2, day))
    listed = reverse("monitoring_rows", args=["2013-Q2", "hub.exemplars_by_phase"]) + "?sort=record"
    client = signed_in(make_person("analyst@hub.example", StaffGroup.ANALYSTS))
    at = {name: service.get_absolute_url() for name, service in services.items()}
    html = follow(client, listed, at["Beta"])
    assert crumbs_of(html)[0][1] == listed
    assert beside_of(html) == {"prev": came(at["Alpha"], listed), "next": came(at["Gamma"], listed)}
