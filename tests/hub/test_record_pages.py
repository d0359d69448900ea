"""The way back from the page of a record, and the records beside it in the list one came from."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, PhaseEvent
from hub.permissions import StaffGroup
from hub.tables import Link
from roles.models import Application
from tests.factories.adverts import (
    WORDS,
    bring_to,
    enter_for_somebody,
    make_advert,
    make_application,
    make_handler,
)
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
    signed_in,
)
from tests.factories.training import make_cohort, make_place, make_release

pytestmark = pytest.mark.django_db
CRUMB = re.compile(
    r'<li class="govuk-breadcrumbs__list-item"(?: aria-current="page")?>\s*'
    r'(?:<a class="govuk-breadcrumbs__link" href="([^"]+)">)?([^<]+)<'
)
BESIDE = re.compile(r'href="([^"]+)" rel="(prev|next)"')


def crumbs_of(html: str) -> list[tuple[str, str]]:
    """The steps of the way back: their words, and their addresses."""
    nav = html.split('class="govuk-breadcrumbs"', 1)[1].split("</nav>")[0]
    return [(" ".join(unescape(text).split()), unescape(href)) for href, text in CRUMB.findall(nav)]


def beside_of(html: str) -> dict[str, str]:
    """Where the links to the records before and after one lead."""
    return {name: href for href, name in BESIDE.findall(html)}


def sift_list(campaign) -> str:
    return reverse("roles:sift_list", args=[campaign.reference])


def sift_page(application) -> str:
    return f"{sift_list(application.campaign)}{application.reference}/"


def in_order(campaign) -> list[Application]:
    return list(campaign.applications.sent().in_order_of_merit())


def test_the_way_back_leads_to_the_list_as_it_was_left():
    organisation = make_organisation("AAA")
    requester = make_member(Membership.Role.REQUESTER, organisation)
    need = make_need(organisation, actor=requester)
    client = signed_in(requester)
    page = need.get_absolute_url()
    own = f"Need {need.reference}"
    assert crumbs_of(client.get(page).text) == [("Needs", "/needs/"), (own, "")]
    client.get("/needs/?show=all&sort=people")
    left = ("Needs", "/needs/?show=all&sort=people")
    assert crumbs_of(client.get(page).text) == [left, (own, "")]
    below = client.get(reverse("need_withdraw", args=[need.reference])).text
    assert crumbs_of(below) == [left, (own, page), ("Withdraw this need", "")]


def test_the_way_back_of_an_application_leads_through_its_campaign_and_its_list():
    campaign = make_advert()
    application = make_application(campaign)
    bring_to(campaign, "sifting")
    client = signed_in(make_handler(campaign))
    client.get("/campaigns/?state=sifting")
    client.get(sift_list(campaign) + "?state=submitted")
    way = [
        ("Campaigns", "/campaigns/?state=sifting"),
        (f"Campaign {campaign.reference}", campaign.get_absolute_url()),
        ("Applications", sift_list(campaign) + "?state=submitted"),
    ]
    page = sift_page(application)
    own = f"Application {application.reference}"
    assert crumbs_of(client.get(page).text) == [*way, (own, "")]
    below = client.get(f"{page}fail_sift/").text
    assert crumbs_of(below) == [*way, (own, page), ("Do not pass the sift", "")]


def test_a_post_stands_below_its_campaign():
    campaign = make_advert()
    post = campaign.posts.get()
    html = signed_in(make_handler(campaign)).get(post.get_absolute_url()).text
    assert crumbs_of(html) == [
        ("Campaigns", "/campaigns/"),
        (f"Campaign {campaign.reference}", campaign.get_absolute_url()),
        ("Posts", reverse("roles:campaign_posts", args=[campaign.reference])),
        (f"Post {post.reference}", ""),
    ]


def test_nobody_is_shown_a_way_to_a_page_that_they_may_not_open():
    """Whose place it is comes from their own places, a trainer from the cohort."""
    person, trainer = make_person(), make_person("", StaffGroup.TRAINERS)
    place = make_place(make_cohort(), person)
    own = (f"Induction place {place.reference}", "")
    page = place.get_absolute_url()
    cohort = reverse("training:cohort_manage", args=[place.cohort.slug])
    assert crumbs_of(signed_in(person).get(page).text) == [
        ("Your places", "/training/places/"),
        own,
    ]
    assert crumbs_of(signed_in(trainer).get(page).text) == [
        ("Run the induction", "/training/workspace/"),
        (place.cohort.name, cohort),
        ("Places", f"{cohort}places/"),
        own,
    ]


def test_R11_the_applications_beside_one_stand_in_the_order_of_the_list_and_say_no_more():
    campaign = make_advert()
    for _ in range(4):
        make_application(campaign)
    hidden = make_application(make_advert())
    bring_to(campaign, "sifting")
    client = signed_in(make_handler(campaign))
    shown = in_order(campaign)
    # By their references, which say nothing of when they arrived.
    assert [each.reference for each in shown] == sorted(each.reference for each in shown)
    # Nobody who has not seen the list is shown others.
    assert beside_of(client.get(sift_page(shown[1])).text) == {}
    listed = client.get(sift_list(campaign)).text
    places = [listed.index(f"{each.reference}/") for each in shown]
    assert places == sorted(places)
    pages = [client.get(sift_page(each)).text for each in shown]
    assert [beside_of(page) for page in pages] == [
        {"next": sift_page(shown[1])},
        {"prev": sift_page(shown[0]), "next": sift_page(shown[2])},
        {"prev": sift_page(shown[1]), "next": sift_page(shown[3])},
        {"prev": sift_page(shown[2])},
    ]
    for page in pages:
        assert WORDS["full_name"] not in page
        assert hidden.reference not in page


def test_R11_the_applications_beside_one_are_those_of_the_state_that_the_list_was_left_with():
    campaign = make_advert()
    passed = [make_application(campaign, None, "pass_sift") for _ in range(2)]
    others = [make_application(campaign) for _ in range(2)]
    client = signed_in(make_handler(campaign))
    client.get(sift_list(campaign) + "?state=sift_pass")
    one, two = sorted(passed, key=lambda each: each.reference)
    assert beside_of(client.get(sift_page(one)).text) == {"next": sift_page(two)}
    assert beside_of(client.get(sift_page(others[0])).text) == {}


def test_R11_who_entered_an_application_learns_from_its_neighbours_nothing_of_it():
    campaign = make_advert()
    shown = [make_application(campaign) for _ in range(2)]
    handler = make_handler(campaign)
    entered = enter_for_somebody(campaign, handler, email="somebody@example.com")
    bring_to(campaign, "sifting")
    client = signed_in(handler)
    client.get(sift_list(campaign))
    assert beside_of(client.get(sift_page(entered)).text) == {}
    one, two = sorted(shown, key=lambda each: each.reference)
    assert beside_of(client.get(sift_page(one)).text) == {"next": sift_page(two)}


def test_the_cohorts_beside_one_stand_in_the_order_of_the_workspace():
    release = make_release()
    cohorts = [make_cohort(release=release, in_days=days) for days in (30, 60, 90)]
    client = signed_in(make_person("", StaffGroup.TRAINERS))
    page = {each.pk: reverse("training:cohort_manage", args=[each.slug]) for each in cohorts}
    first, second, third = cohorts
    assert beside_of(client.get(page[second.pk]).text) == {}
    client.get("/training/workspace/")
    html = client.get(page[second.pk]).text
    assert beside_of(html) == {"prev": page[third.pk], "next": page[first.pk]}
    assert crumbs_of(html) == [("Run the induction", "/training/workspace/"), (second.name, "")]


def test_the_services_beside_one_stand_as_in_their_list():
    organisation = make_organisation("AAA")
    for name in ("Beta", "Alpha"):
        make_service(organisation, name=name)
    first = make_service(organisation, name="Zeta", exemplar_number=24)
    client = signed_in(make_person("", StaffGroup.HUB_STAFF))
    client.get("/services/")
    html = client.get(first.get_absolute_url()).text
    assert set(beside_of(html)) <= {"prev", "next"}
    assert "next" in beside_of(html)
    assert PhaseEvent.objects.filter(service=first).count() == 0


@pytest.mark.parametrize("number", [3, 30])
def test_the_furniture_of_an_application_costs_the_same_however_many_there_are(number):
    campaign = make_advert()
    for _ in range(number):
        make_application(campaign)
    bring_to(campaign, "sifting")
    client = signed_in(make_handler(campaign))
    page = sift_page(in_order(campaign)[1])
    client.get(page)
    with CaptureQueriesContext(connection) as without:
        client.get(page)
    client.get(sift_list(campaign))
    with CaptureQueriesContext(connection) as beside:
        assert set(beside_of(client.get(page).text)) == {"prev", "next"}
    # The campaign, whether it was listed, where the application stands, and those beside it.
    assert len(beside) - len(without) == 4


def test_a_reference_that_leads_somewhere_stays_on_one_line():
    assert "hub-nowrap" in Link("A-X5AD-XMM2", "/a/").__html__()
    assert "hub-nowrap" not in Link("Delivery manager", "/a/").__html__()


def test_R13_the_list_goes_on_from_a_row_in_order_of_merit():
    campaign = make_advert()
    handler = make_handler(campaign)
    applications = [make_application(campaign) for _ in range(3)]
    for place, application in enumerate(applications[:2], start=1):
        Application.objects.filter(pk=application.pk).update(
            state="reserve", reserve_at=timezone.now(), merit_rank=3 - place
        )
    bring_to(campaign, "offering")
    page = signed_in(handler).get(sift_list(campaign))
    assert page.status_code == 200
    wanted = [applications[1], applications[0], applications[2]]
    assert in_order(campaign) == wanted
    assert page.context_data["listed"].page.records == wanted
    first = wanted[0].reference
    after = signed_in(handler).get(f"{sift_list(campaign)}?after={first}").status_code
    assert after == 200
