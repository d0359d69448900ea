"""GET /api/vacancies: filters of the search, keyset pages, clear refusals, true documentation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import QueryDict
from django.utils import timezone

from roles.campaigns.services.campaigns import cancel_campaign, close_due_campaigns
from roles.search.vacancy_search import PARAMETERS, SearchParameters, Terms
from tests.factories.adverts import make_advert, make_handler, take_down
from tests.factories.hub import make_organisation
from tests.json_schema import unlike_the_document

pytestmark = pytest.mark.django_db
BASE = settings.HUB_BASE_URL


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def problem_of(response) -> str:
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return response.json()["detail"]


def test_the_open_vacancies_are_as_documented(client):
    make_advert(
        organisation=make_organisation("ABC"), places=("York", "Leeds"), salary_min=50_000, posts=2
    )
    make_advert(closes_in=timedelta(days=-1), opened_at=timezone.now() - timedelta(days=9))
    response = client.get("/api/vacancies")
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    data = response.json()
    assert unlike_the_document("/api/vacancies", data) == []
    [vacancy] = data["vacancies"]
    assert data["next"] is None
    assert vacancy["department"]["code"] == "ABC"
    assert vacancy["salary"]["min"] == 50_000
    assert [place["name"] for place in vacancy["places"]] == ["Leeds", "York"]
    assert vacancy["posts"] == 2


def test_it_filters_as_the_search_does(client):
    make_advert("Wanted data role", grade="g6", places=("Leeds",))
    make_advert("Elsewhere", grade="g7", places=("York",))
    for query in ("place=leeds", "grade=g6", "q=data", "place=leeds&place=leeds", "family="):
        found = client.get(f"/api/vacancies?{query}").json()["vacancies"]
        assert found[0]["title"] in ("Wanted data role", "Elsewhere"), query
        assert len(found) == (2 if query == "family=" else 1), query


def test_it_is_read_to_its_end_in_both_orders_while_roles_open_and_close(client):
    now = timezone.now()
    made = [
        make_advert(
            f"Role {n}", opened_at=now - timedelta(hours=9 - n), closes_in=timedelta(days=9 + n)
        ).title
        for n in range(5)
    ]
    for order, expected in (("newest", made[::-1]), ("closing", made)):
        address, found = f"/api/vacancies?limit=2&sort={order}", []
        while address:
            response = client.get(address)
            data = response.json()
            found += [vacancy["title"] for vacancy in data["vacancies"]]
            address = (data["next"] or "").removeprefix(BASE)
            assert bool(address) == response.has_header("Link")
            if address:
                assert f"sort={order}" in address
        assert found == expected


def test_a_page_beyond_the_end_is_empty_and_ends(client, time_machine):
    for n in range(3):
        make_advert(closes_in=timedelta(days=n + 1))
    after = client.get("/api/vacancies?limit=2&sort=closing").json()["next"].removeprefix(BASE)
    time_machine.move_to(timezone.now() + timedelta(days=9), tick=False)
    assert client.get(after).json() == {"vacancies": [], "next": None}


@pytest.mark.parametrize(
    "query, says",
    [
        ("colour=red", "There is no parameter 'colour'; known: q, family"),
        ("family=no-such", "family has no value 'no-such'."),
        ("grade=zzz", "grade has no value 'zzz'."),
        ("place=leeds&place=atlantis", "place has no value 'atlantis'."),
        ("department=%00", "department has no value"),
        ("grade=g6&grade=g7", "grade can be given once."),
        ("sort=salary;drop", "sort must be one of: newest, closing."),
        ("limit=0", "limit must be a number from 1 to 100."),
        ("limit=101", "limit must be a number from 1 to 100."),
        ("limit=-1", "limit must be a number from 1 to 100."),
        ("limit=%C2%B2", "limit must be a number from 1 to 100."),
        ("limit=%2B5", "limit must be a number from 1 to 100."),
        ("limit=5.0", "limit must be a number from 1 to 100."),
        ("limit=" + "9" * 5000, "limit must be a number from 1 to 100."),
        ("after=yesterday", "after is no place in the list"),
        ("after=999999999999999999.1", "after is no place in the list"),
        # Of several mistakes, the first: names, then the search, then the rest.
        ("limit=0&colour=red", "There is no parameter 'colour'"),
        ("limit=0&contract=none&sort=x", "contract has no value 'none'."),
    ],
)
def test_a_bad_parameter_is_refused_and_named(client, query, says):
    make_advert(places=("Leeds",))
    response = client.get(f"/api/vacancies?{query}")
    assert response.status_code == 400
    assert says in problem_of(response)


@pytest.mark.parametrize("query", ["sort=&limit=&after=&grade=&place=", "limit=007&sort=closing"])
def test_an_empty_parameter_counts_as_none(client, query):
    make_advert()
    assert len(client.get(f"/api/vacancies?{query}").json()["vacancies"]) == 1


def test_a_cursor_of_an_earlier_release_still_leads_on(client):
    """The microseconds of the moment and the number of the listing: readers keep addresses."""
    now = timezone.now().replace(microsecond=123456)
    older = make_advert("Older", opened_at=now - timedelta(hours=2))
    newer = make_advert("Newer", opened_at=now - timedelta(hours=1))
    micros = (newer.opened_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    cursor = f"{micros}.{newer.listing.pk}"
    assert f"after={cursor}" in client.get("/api/vacancies?limit=1").json()["next"]
    for address in ("/api/vacancies?after=", "/roles/feed.json?after="):
        data = client.get(f"{address}{cursor}").json()
        assert [older.reference] == [
            item.get("_vacancy", item)["reference"]
            for item in data.get("vacancies", data.get("items"))
        ]


@pytest.mark.parametrize("query", ["q=%00%22'", "q=" + "x" * 3000, "q=NEAR(a%20b)&limit=1"])
def test_rubbish_to_look_for_is_no_error(client, query):
    make_advert()
    assert client.get(f"/api/vacancies?{query}").status_code == 200


def test_one_vacancy_is_as_documented_open_closed_and_withdrawn(client, time_machine):
    campaign = make_advert(
        "Service owner",
        essential_criteria="Running a live service",
        assessment="Interview",
        contact_email="jobs@example.gov.uk",
        body="You will lead.",
    )
    withdrawn = make_advert()
    cancel_campaign(campaign=withdrawn, reason="Gone", actor=make_handler(withdrawn))
    address = f"/api/vacancies/{campaign.reference}"
    data = client.get(address.lower()).json()
    assert unlike_the_document("/api/vacancies/{reference}", data) == []
    assert data["standing"] == "open"
    assert data["contact"]["email"] == "jobs@example.gov.uk"
    assert "<p>You will lead.</p>" in data["description_html"]
    gone = client.get(f"/api/vacancies/{withdrawn.reference}").json()
    assert unlike_the_document("/api/vacancies/{reference}", gone) == []
    assert gone["standing"] == "withdrawn"
    time_machine.move_to(campaign.closes_at + timedelta(minutes=1), tick=False)
    assert client.get(address).json()["standing"] == "closed"
    assert close_due_campaigns() == 1
    assert client.get(address).json()["standing"] == "closed"


def test_what_is_not_published_is_not_there(client):
    campaign = make_advert()
    take_down(campaign.page)
    address = f"/api/vacancies/{campaign.reference}"
    assert campaign.reference in problem_of(client.get(address))
    assert client.get(address).status_code == 404
    assert client.get("/api/vacancies/C-0000-0000").status_code == 404


def test_who_has_it_already_gets_304(client):
    make_advert()
    for address in ("/api/vacancies?sort=closing", "/api/vacancies"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    make_advert()
    assert client.get("/api/vacancies", headers={"If-None-Match": tag}).status_code == 200


def test_it_only_reads(client):
    campaign = make_advert()
    for address in ("/api/vacancies", f"/api/vacancies/{campaign.reference}"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 12])
def test_a_page_costs_two_queries_beside_the_switch(client, django_assert_num_queries, number):
    for _ in range(number):
        make_advert(places=("Leeds", "York"))
    client.get("/api/vacancies")
    with django_assert_num_queries(3):
        client.get("/api/vacancies")


def test_who_asks_too_often_is_told_when_to_ask_again(client, settings, time_machine):
    settings.HUB_API_REQUESTS_A_MINUTE = 3
    time_machine.move_to(timezone.now().replace(second=20, microsecond=0), tick=False)
    assert [client.get("/api/vacancies").status_code for _ in range(3)] == [200, 200, 200]
    time_machine.shift(timedelta(seconds=20))
    refused = client.get("/api/indicators")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert "Try again in 40 seconds" in problem_of(refused)
    assert client.get("/api/vacancies").status_code == 429
    assert client.get("/roles/feed.json").status_code == 200
    assert client.get("/api/vacancies", REMOTE_ADDR="192.0.2.7").status_code == 200
    time_machine.shift(timedelta(seconds=41))
    assert client.get("/api/vacancies").status_code == 200


def test_every_filter_of_the_search_is_documented():
    """When this fails, the search has learnt what ``SearchParameters`` does not say."""
    documented = SearchParameters.model_json_schema()["properties"]
    assert [*documented, "sort"] == list(PARAMETERS)
    for name, schema in documented.items():
        value = schema.get("enum", ["1"])[0]
        assert Terms.from_address(QueryDict(f"{name}={value}")).is_filtered, name
        assert schema["description"]
