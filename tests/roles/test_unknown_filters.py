"""A list whose address asks for what there is not says so, and is shown without that filter."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.hub import make_need, signed_in
from tests.factories.roles import make_draft, make_open, make_request, make_team

pytestmark = pytest.mark.django_db
WITHOUT = "so we have ignored it."


@pytest.fixture
def team():
    return make_team("AAA")


@pytest.mark.parametrize(
    ("who", "address", "words"),
    [
        ("requester", "/support/?state=triagd", "There is no state “triagd”"),
        ("lead", "/support/?state=triagd", "There is no state “triagd”"),
        ("lead", "/support/?adviser=999999", "There is no adviser “999999”"),
        ("lead", "/support/?organisation=x", "There is no organisation “x”"),
        ("lead", "/support/?clock=soon", "There is no filter “soon”"),
        ("manager", "/campaigns/?state=opn", "There is no state “opn”"),
        ("requester", "/needs/?show=everything", "There is no filter “everything”"),
    ],
)
def test_what_a_list_does_not_know_is_said_and_it_is_shown_without_it(team, who, address, words):
    request = make_request(team)
    shown = {
        "support": request.reference,
        "campaigns": make_draft(team).reference,
        "needs": make_need(team.organisation, actor=team.requester).reference,
    }
    page = signed_in(getattr(team, who)).get(address)
    assert f"{words}, {WITHOUT}" in page.text
    assert shown[address.split("/")[1]] in page.text


@pytest.mark.parametrize(
    ("who", "address", "words"),
    [
        ("requester", "/needs/?state=opn", "You cannot filter this page by state"),
        ("lead", "/capability/?quarter=x", "You cannot filter this page by quarter"),
        ("lead", "/monitoring/?quarter=2031-Q9", "You cannot filter this page by quarter"),
    ],
)
def test_a_filter_that_a_page_does_not_have_is_said(team, who, address, words):
    client = signed_in(getattr(team, who))
    assert f"{words}, so we are showing all of it." in client.get(address).text
    assert "You cannot filter" not in client.get(f"{address.split('?')[0]}?utm_source=mail").text


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("requester", "/needs/"),
        ("requester", "/support/"),
        ("lead", "/support/"),
        ("lead", "/capability/"),
        ("lead", "/capability/advice/"),
        ("manager", "/campaigns/"),
        ("lead", "/services/"),
        ("lead", "/organisations/roles/"),
        ("lead", "/campaigns/delegations/"),
    ],
)
def test_a_part_of_a_list_that_is_gone_is_said(team, who, address):
    client = signed_in(getattr(team, who))
    said = "This page of the list is no longer there, so we are showing the first page."
    assert said not in client.get(f"{address}?page=1").text
    for query in ("page=999", "after=x", "after=99999999", f"before={'9' * 40}", "after=%00"):
        assert said in client.get(f"{address}?{query}").text
    assert "There is no column “no”" in client.get(f"{address}?sort=no").text


def test_what_a_list_knows_is_shown_without_a_word_even_where_nothing_has_it(team):
    request = make_request(team)
    for person in (team.requester, team.lead):
        page = signed_in(person).get("/support/?state=closed")
        assert WITHOUT not in page.text
        assert request.reference not in page.text


def test_applications_of_a_campaign_in_no_such_state(team):
    campaign = make_open(team)
    manager = signed_in(team.manager)
    address = f"/campaigns/{campaign.reference}/applications/"
    assert WITHOUT not in manager.get(address).text
    assert f"There is no state “nowhere”, {WITHOUT}" in (
        manager.get(f"{address}?state=nowhere").text
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("contract=forever", "There is no filter “Contract” with the value “forever”"),
        ("sort=nicest", "There is no filter “Sort by” with the value “nicest”"),
        ("salary=lots", "There is no filter “Salary from” with the value “lots”"),
    ],
)
def test_the_public_list_of_roles_says_what_it_does_not_know(query, words):
    page = Client().get(f"/roles/?{query}").text
    assert f"{words}, {WITHOUT}" in page


@pytest.mark.parametrize(
    "query",
    ["contract=permanent&sort=closing&salary=£45,000", "utm_source=mail", "place=&salary=0"],
)
def test_what_it_knows_it_says_nothing_about(query):
    assert WITHOUT not in Client().get(f"/roles/?{query}").text


def test_the_library_of_roles_says_which_edition_there_is_not():
    page = Client().get("/role-profiles/?edition=1999").text
    assert f"There is no edition of the framework “1999”, {WITHOUT}" in page
