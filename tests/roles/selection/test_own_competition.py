"""Whoever applies for a role does not read how it stands, whatever else they are (R25)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hub.models import Membership, StaffGroup
from tests.factories.adverts import TO_RECOMMENDED, make_application, make_offer
from tests.factories.hub import make_member, make_need, make_person, signed_in
from tests.factories.roles import make_accepted_request, make_open, make_team

pytestmark = pytest.mark.django_db
Role = Membership.Role
OWN = "amira.okafor@example.com"


@pytest.fixture
def campaign():
    """One with a request, a need, and two posts of which one is offered."""
    team = make_team("AAA")
    need = make_need(team.organisation)
    request = make_accepted_request(team, need=need, posts_wanted=2)
    found = make_open(team, request)
    found.need = need
    found.save()
    make_application(found, make_person(OWN))
    rival = make_application(found, None, *TO_RECOMMENDED, by=team.manager)
    make_offer(rival, found.posts.first(), team.manager)
    return found


def pages_of(campaign):
    """Where a department reads how a campaign stands."""
    request, need, post = campaign.support_request, campaign.need, campaign.posts.first()
    lists = [reverse("roles:campaign_list"), reverse("roles:support_list")]
    states = [f"{lists[0]}?state={campaign.state}", f"{lists[1]}?state={request.state}"]
    files = [f"{each}?export=csv" for each in lists]
    return {
        "campaign": campaign.get_absolute_url(),
        "request": request.get_absolute_url(),
        "post": post.get_absolute_url(),
        "need": need.get_absolute_url(),
        "needs": f"{reverse('need_list')}?show=all",
        **dict(zip(("campaigns", "requests"), lists, strict=True)),
        **dict(zip(("state", "state of requests"), states, strict=True)),
        **dict(zip(("file", "file of requests"), files, strict=True)),
        "To do": "/work/",
    }


def read(person, url):
    page = signed_in(person).get(url, follow=True)
    if page.status_code == 404:
        return ""
    return b"".join(page).decode(errors="replace") if page.streaming else page.text


def found_by(person, words):
    """The page that the search box leads to: a record found by its reference, or the results."""
    return signed_in(person).post("/search/", {"q": words}, follow=True)


TELLING = ("Offered", "offered", "Offers started", "Order of merit agreed", "of 2")


@pytest.mark.parametrize("role", [Role.HIRING_MANAGER, Role.REQUESTER, Role.RESOURCING])
def test_R25_who_applies_with_another_account_reads_nothing_of_how_the_competition_stands(
    campaign, role
):
    twin = make_member(role, campaign.organisation, "amira.okafor+dwp@example.com")
    colleague = make_member(role, campaign.organisation)
    pages = pages_of(campaign)
    known = {name: read(colleague, url) for name, url in pages.items()}
    own = {name: read(twin, url) for name, url in pages.items()}
    assert "Offered" in known["campaign"]
    assert "Offered" in known["request"]
    assert campaign.reference in known["campaigns"]
    assert campaign.need.reference in known["needs"]
    assert campaign.reference in known["need"]
    for name, page in own.items():
        assert (name, [words for words in TELLING if words in page]) == (name, [])
        if name != "campaign":
            assert (name, campaign.reference in page) == (name, False)
            assert (name, campaign.need.reference in page) == (name, False)
    assert (
        "You have started an application for this role, so you cannot help to" in (own["campaign"])
    )
    assert [own["request"], own["post"], own["need"]] == ["", "", ""]
    request, post = campaign.support_request, campaign.posts.first()
    for record in (campaign, request, post, campaign.need):
        address = record.get_absolute_url()
        assert found_by(colleague, record.reference).request["PATH_INFO"] == address
        page = found_by(twin, record.reference)
        assert (page.request["PATH_INFO"], address in page.text) == ("/search/", False)


def test_R25_staff_who_apply_do_not_read_it_in_the_admin_either(campaign):
    twin = make_person("amira.okafor+hub@example.com", StaffGroup.HUB_STAFF)
    colleague = make_person("", StaffGroup.HUB_STAFF)
    post = campaign.posts.first()
    for url, words in (
        ("/admin/campaign/", campaign.reference),
        ("/admin/post/", post.reference),
        ("/admin/reports/site-history/", campaign.reference),
    ):
        assert words in read(colleague, url)
        assert words not in read(twin, url)
