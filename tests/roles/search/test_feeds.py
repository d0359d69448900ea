"""Feeds of any search and the daily export: valid, complete, cheap to ask for again."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import timezone

from roles.campaigns.services.campaigns import close_due_campaigns
from roles.models import RecruitmentPolicy
from roles.search.services.exports import export_path, write_exports
from roles.search.tasks import write_exports as write_exports_task
from tests.factories.adverts import make_advert
from tests.factories.hub import make_organisation

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def opened(days: int):
    return timezone.now() - timedelta(days=days)


def test_the_atom_feed_is_valid_and_newest_first(client):
    older = make_advert("Older & wiser", opened_at=opened(3))
    newer = make_advert("<Newer>", opened_at=opened(1))
    response = client.get("/roles/feed.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    # What RFC 4287 asks of a feed and of each entry.
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(ATOM + name)) == 1, name
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": f"{settings.HUB_BASE_URL}/roles/",
        "self": f"{settings.HUB_BASE_URL}/roles/feed.atom",
    }
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == [
        f"<Newer>, {newer.organisation.name}",
        f"Older & wiser, {older.organisation.name}",
    ]
    for entry in entries:
        for name in ("id", "title", "updated", "published", "summary"):
            assert len(entry.findall(ATOM + name)) == 1, name
        assert datetime.fromisoformat(entry.find(f"{ATOM}updated").text).tzinfo
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == 2
    assert {name[:9] for name in ids} == {"urn:uuid:"}
    assert entries[0].find(f"{ATOM}link").get("href") == settings.HUB_BASE_URL + newer.page.url


def test_the_json_feed_is_valid(client):
    campaign = make_advert(salary_min=50_000, salary_max=60_000, places=("York", "Leeds"))
    response = client.get("/roles/feed.json")
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"{settings.HUB_BASE_URL}/roles/"
    assert feed["feed_url"] == f"{settings.HUB_BASE_URL}/roles/feed.json"
    assert "next_url" not in feed
    [item] = feed["items"]
    assert item["url"] == settings.HUB_BASE_URL + campaign.page.url
    assert "£50,000 to £60,000" in item["content_text"]
    assert item["_vacancy"]["reference"] == campaign.reference
    assert item["_vacancy"]["salary"]["min"] == 50_000
    assert [place["slug"] for place in item["_vacancy"]["places"]] == ["leeds", "york"]
    assert datetime.fromisoformat(item["date_published"]) == campaign.opened_at.replace(
        microsecond=0
    )


@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_feed_takes_the_parameters_of_the_search(client, form):
    make_advert("Wanted", places=("Leeds",))
    make_advert("Elsewhere", places=("York",))
    body = client.get(f"/roles/feed.{form}?place=leeds&sort=closing").content.decode()
    assert "Wanted" in body
    assert "Elsewhere" not in body
    assert "place=leeds" in body
    assert "sort=" not in body


@pytest.mark.parametrize("form", ["atom", "json"])
@pytest.mark.parametrize("query", ["?q=%00%22'", "?grade=&place=", "?sort=closing"])
def test_a_feed_survives_rubbish_to_look_for_and_what_a_list_adds(client, form, query):
    make_advert()
    assert client.get(f"/roles/feed.{form}{query}").status_code == 200


@pytest.mark.parametrize("form", ["atom", "json"])
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("grade=G7", "grade has no value 'G7'."),
        ("place=%F0%9F%92%A9", "place has no value '\U0001f4a9'."),
        ("place=leeds&place=nowhere", "place has no value 'nowhere'."),
        ("pattern=AAA", "pattern has no value 'AAA'."),
        ("sort=foo", "sort has no value 'foo'."),
        ("sort=Newest", "sort has no value 'Newest'."),
        ("department=dwp-", "department has no value 'dwp-'."),
        ("grades=g7", "There is no parameter 'grades'"),
        ("grade=g7&grade=g6", "grade can be given once."),
        ("after=x", "after is no place in the list"),
        ("after=1.2.3", "after is no place in the list"),
    ],
)
def test_a_feed_refuses_a_filter_that_is_none_as_the_api_does(client, form, query, says):
    make_advert(places=("Leeds",))
    response = client.get(f"/roles/feed.{form}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert says in response.json()["detail"]


# What anybody may look for in free words.
FREE = {"q"}


def test_every_parameter_of_a_feed_an_export_and_the_api_refuses_a_value_that_it_has_not(client):
    make_advert()
    paths = client.get("/api/openapi.json").json()["paths"]
    asked = 0
    for address in (path for path, told in paths.items() if "get" in told and "{" not in path):
        told = paths[address]["get"].get("parameters", [])
        names = {item["name"] for item in told if item["in"] == "query"}
        for name in [*sorted(names - FREE), "colour"]:
            response = client.get(address, {name: "no such value"})
            assert (address, name, response.status_code) == (address, name, 400)
            assert name in response.json()["detail"]
            asked += 1
    assert asked > 40


def test_a_feed_is_read_to_its_end(client, monkeypatch):
    monkeypatch.setattr("roles.search.views.feeds.SIZE", 2)
    titles = [make_advert(f"Role {n}", opened_at=opened(9 - n)).title for n in range(5)]
    address, found = "/roles/feed.json", []
    while address:
        feed = json.loads(client.get(address).content)
        found += [item["_vacancy"]["title"] for item in feed["items"]]
        address = feed.get("next_url", "").removeprefix(settings.HUB_BASE_URL)
    assert found == titles[::-1]
    atom = ElementTree.fromstring(client.get("/roles/feed.atom").content)
    assert [link.get("rel") for link in atom.findall(f"{ATOM}link")] == [
        "alternate",
        "self",
        "next",
    ]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_who_has_it_already_gets_304_until_it_changes(client, time_machine, form):
    campaign = make_advert(closes_in=timedelta(days=1))
    make_advert()
    first = client.get(f"/roles/feed.{form}")
    asking = {"If-None-Match": first.headers["ETag"]}
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(f"/roles/feed.{form}", headers=asking).status_code == 304
    assert client.get(f"/roles/feed.{form}", headers=since).status_code == 304
    # A role that closes leaves no date behind, and is a change all the same.
    time_machine.move_to(campaign.closes_at + timedelta(minutes=1), tick=False)
    assert close_due_campaigns() == 1
    assert client.get(f"/roles/feed.{form}", headers=asking).status_code == 200
    assert client.get(f"/roles/feed.{form}", headers=since).status_code == 200


def test_an_empty_feed_is_valid_and_stays_the_same(client):
    first = client.get("/roles/feed.atom")
    assert ElementTree.fromstring(first.content).find(f"{ATOM}updated").text
    again = client.get("/roles/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert json.loads(client.get("/roles/feed.json").content)["items"] == []


def test_the_list_names_its_feeds_in_the_head_and_to_people(client):
    make_advert(places=("Leeds",))
    html = client.get("/roles/?place=leeds").content.decode()
    head, body = html.split("</head>")
    assert 'type="application/atom+xml"' in head
    assert 'href="/roles/feed.atom?place=leeds"' in head
    assert 'href="/roles/feed.json?place=leeds"' in head
    assert 'href="/roles/feed.atom?place=leeds">Atom feed</a>' in body


@pytest.mark.parametrize("number", [1, 3, 12])
def test_a_feed_costs_two_queries(client, django_assert_num_queries, number):
    for _ in range(number):
        make_advert(places=("Leeds", "York"))
    client.get("/roles/feed.json")
    with django_assert_num_queries(2):
        client.get("/roles/feed.json")


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_export_holds_what_anyone_may_apply_for(client):
    organisation = make_organisation("ABC", name="Department of Tests")
    campaign = make_advert(
        "Owner & co", organisation=organisation, body="You will <b>lead</b>.", salary_min=60_000
    )
    make_advert("For civil servants", audience="across_government")
    make_advert("Closed", closes_in=timedelta(days=-1), opened_at=opened(9))
    assert write_exports() == 1
    data = json.loads(body_of(client.get("/roles/export.json")))
    [vacancy] = data["vacancies"]
    assert vacancy["reference"] == campaign.reference
    assert vacancy["description_html"] == (
        "<p>Lead a service that people depend on.</p><p>You will lead.</p>"
    )
    source = ElementTree.fromstring(body_of(client.get("/roles/export.xml")))
    assert source.tag == "source"
    job = {child.tag: child.text for child in source.find("job")}
    assert job["title"] == "Owner & co"
    assert job["company"] == "Department of Tests"
    assert job["url"] == settings.HUB_BASE_URL + campaign.page.url
    assert job["salary"] == "£60,000"
    assert job["description"] == vacancy["description_html"]


def test_the_export_is_there_before_the_first_morning_and_the_task_renews_it(client):
    make_advert("First")
    first = client.get("/roles/export.json")
    assert len(json.loads(body_of(first))["vacancies"]) == 1
    make_advert("Second")
    assert len(json.loads(body_of(client.get("/roles/export.json")))["vacancies"]) == 1
    asking = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/roles/export.json", headers=asking).status_code == 304
    write_exports_task()
    write_exports_task()
    response = client.get("/roles/export.json", headers=asking)
    assert response.status_code == 200
    assert len(json.loads(body_of(response))["vacancies"]) == 2
    assert sorted(path.name for path in export_path("xml").parent.iterdir()) == [
        "vacancies.json",
        "vacancies.xml",
    ]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_export_of_the_morning_follows_the_public_address(client, settings, form):
    make_advert("First")
    write_exports()
    before = settings.HUB_BASE_URL
    assert before.encode() in body_of(client.get(f"/roles/export.{form}"))
    settings.HUB_BASE_URL = "https://recruit.example.gov.uk"
    body = body_of(client.get(f"/roles/export.{form}"))
    assert (before.encode() in body, b"https://recruit.example.gov.uk/roles/" in body) == (
        False,
        True,
    )
    # Nothing of the earlier address stays behind.
    folders = [path.name for path in export_path(form).parent.parent.iterdir()]
    assert folders == ["https-recruit.example.gov.uk"]


def test_an_export_of_an_earlier_address_is_not_served_while_exports_are_paused(client, settings):
    make_advert("First")
    write_exports()
    settings.HUB_BASE_URL = "https://recruit.example.gov.uk"
    policy = RecruitmentPolicy.load()
    policy.exports_are_paused = True
    policy.save()
    response = client.get("/roles/export.json")
    assert response.status_code == 503
    assert "we have no file to send yet" in response.json()["detail"]


def test_an_empty_export_is_valid(client):
    assert json.loads(body_of(client.get("/roles/export.json")))["vacancies"] == []
    assert list(ElementTree.fromstring(body_of(client.get("/roles/export.xml"))).iter("job")) == []


def test_an_export_is_written_in_pieces(monkeypatch):
    monkeypatch.setattr("roles.search.services.exports.CHUNK", 2)
    for _ in range(5):
        make_advert()
    assert write_exports() == 5
    assert len(json.loads(export_path("json").read_text())["vacancies"]) == 5
