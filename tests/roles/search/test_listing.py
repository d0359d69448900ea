"""The public list: projected from adverts, filtered by the address, open by the clock."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from hub.models import Organisation
from hub.removals import removing
from roles.adverts.pages import VacancyPage
from roles.campaigns.tasks import close_campaigns
from roles.models import Campaign, Listing
from roles.search.services.listings import drifted_listings, refresh_listing, repair_listings
from roles.search.tasks import check_listings
from roles.search.vacancy_search import PAGE
from tests.factories.adverts import make_advert, take_down
from tests.factories.hub import make_organisation

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    return [listing.title for listing in response.context_data["listings"]]


def listed(client, **query) -> list[str]:
    return titles(client.get("/roles/", query))


def test_a_published_advert_is_listed_with_its_facts(client):
    campaign = make_advert(
        "Service owner",
        organisation=make_organisation("ABC", name="Department of Tests"),
        places=("Leeds", "York"),
        salary_min=60_000,
        salary_max=70_000,
    )
    page = client.get("/roles/").content.decode()
    for words in (
        "Service owner",
        "Department of Tests",
        "Grade 7",
        "Leeds, York",
        "£60,000 to £70,000",
        "Permanent",
        "Closes at 11:55pm on",
    ):
        assert words in page
    assert Listing.objects.get().get_absolute_url() == campaign.page.url


def test_R7_the_clock_takes_a_role_off_the_list_without_anybody_closing_it(client, time_machine):
    campaign = make_advert("Closing", closes_in=timedelta(days=1))
    time_machine.move_to(campaign.closes_at, tick=False)
    assert listed(client) == ["Closing"]
    time_machine.move_to(campaign.closes_at + timedelta(seconds=1), tick=False)
    assert listed(client) == []
    assert Listing.objects.count() == 1


def test_a_role_that_opens_later_is_not_listed(client):
    make_advert("Later", opened_at=timezone.now() + timedelta(hours=1))
    assert listed(client) == []


def test_unpublishing_and_publishing_again(client):
    campaign = make_advert("Here")
    take_down(campaign.page)
    assert Listing.objects.count() == 0
    assert listed(client) == []
    VacancyPage.objects.get().save_revision().publish()
    assert listed(client) == ["Here"]


def test_deleting_the_page_takes_it_off_the_list():
    campaign = make_advert()
    Organisation.objects.filter(pk=campaign.organisation_id).update(is_demo=True)
    with removing():
        VacancyPage.objects.get().delete()
    assert Listing.objects.count() == 0


def test_a_new_title_reaches_the_list(client):
    make_advert("Old title")
    page = VacancyPage.objects.get()
    page.title = "New title"
    page.save_revision().publish()
    assert listed(client, q="new") == ["New title"]
    assert listed(client, q="old") == []


def test_filters_by_family_department_grade_and_place(client):
    tax, work = make_organisation("TAX", name="Tax"), make_organisation("WORK", name="Work")
    body = make_organisation("BODY", name="Agency", parent=tax)
    make_advert("One", organisation=tax, places=("Leeds",))
    make_advert("Two", organisation=body, role="user-researcher", grade="seo", places=("York",))
    make_advert("Three", organisation=work, role="data-scientist", places=("York", "London"))
    assert listed(client, family="product-and-delivery") == ["One"]
    assert listed(client, department="TAX") == ["One", "Two"]
    assert listed(client, grade="seo") == ["Two"]
    assert listed(client, place=["leeds", "london"]) == ["One", "Three"]
    assert listed(client, place="york", department="WORK") == ["Three"]
    assert listed(client, q="researcher") == ["Two"]


def test_a_2013_role_is_found_under_todays_family(client):
    from hub.models import FrameworkRole

    old = FrameworkRole.objects.exclude(today=None).get(
        slug="service-manager", family__version__published_on__year=2013
    )
    campaign = make_advert("Service manager")
    Campaign.objects.filter(pk=campaign.pk).update(role=old)
    refresh_listing(campaign=campaign)
    today = old.today.get()
    assert listed(client, family=today.family.slug) == ["Service manager"]


def test_filters_are_shown_and_removable_one_by_one(client):
    make_advert("One", places=("Leeds", "York"))
    response = client.get("/roles/", {"q": "manager", "grade": "g7", "place": ["leeds", "york"]})
    in_force = response.context_data["in_force"]
    assert [text for text, _ in in_force] == [
        "Keyword: manager", "Grade: Grade 7", "Location: Leeds", "Location: York",
    ]  # fmt: skip
    assert [parse_qsl(urlsplit(href).query) for _, href in in_force] == [
        [("grade", "g7"), ("place", "leeds"), ("place", "york")],
        [("q", "manager"), ("place", "leeds"), ("place", "york")],
        [("q", "manager"), ("grade", "g7"), ("place", "york")],
        [("q", "manager"), ("grade", "g7"), ("place", "leeds")],
    ]
    announced = '<div role="status"><h2 class="govuk-heading-m" id="results">1 role</h2></div>'
    assert announced in response.content.decode()


def test_nothing_found_says_what_to_loosen_and_what_that_gives(client):
    organisation = make_organisation("ABC", name="Department of Tests")
    for place in ("Leeds", "York"):
        make_advert(
            "Product manager", organisation=organisation, places=(place,), salary_min=50_000
        )
    asked = {"q": "product", "place": ["leeds", "york"], "salary": "60000", "grade": "seo"}
    page = client.get("/roles/", asked)
    assert page.context_data["heading"] == "No roles"
    assert page.context_data["loosenings"] == []
    assert "remove more than one of your filters" in page.content.decode()
    page = client.get("/roles/", {**asked, "grade": "g7"})
    assert [(item.label, item.count) for item in page.context_data["loosenings"]] == [
        ("Salary from: £60,000", "2 roles")
    ]
    html = page.content.decode()
    assert "remove “Salary from: £60,000”</a>, which finds 2 roles" in html
    assert "check the spelling" in html
    assert len(titles(client.get(page.context_data["loosenings"][0].href))) == 2
    assert "No such family" in client.get("/roles/", {"family": "no-such-family"}).content.decode()


def test_no_open_roles_at_all(client):
    assert "There are no open roles at the moment" in client.get("/roles/").content.decode()


def test_pages_by_key_forwards_and_back_in_both_orders(client):
    now = timezone.now()
    organisation = make_organisation()
    for number in range(2 * PAGE + 3):
        make_advert(
            f"Role {number:02}",
            organisation=organisation,
            closes_in=timedelta(days=3 + number // 5),
            opened_at=now - timedelta(hours=100 - number // 3),
        )
    for sort in ("closing", "newest"):
        first = client.get("/roles/", {"sort": sort})
        second = client.get(first.context_data["next"])
        third = client.get(second.context_data["next"])
        seen = titles(first) + titles(second) + titles(third)
        assert len(seen) == len(set(seen)) == 2 * PAGE + 3
        assert third.context_data["next"] == first.context_data["previous"] == ""
        assert titles(client.get(third.context_data["previous"])) == titles(second)
        assert titles(client.get(second.context_data["previous"])) == titles(first)
        assert first.context_data["heading"] == "43 roles"
    assert titles(client.get("/roles/", {"sort": "newest"}))[0].startswith("Role 4")


@pytest.mark.parametrize(
    "query",
    [{"after": "x"}, {"after": "9" * 18 + ".1"}, {"before": "1."}, {"before": "-1.5"},
     {"after": "\x00"}, {"sort": "price"}, {"place": ["x"] * 100}, {"department": "' OR 1=1"},
     {"grade": "é\x00"}, {"page": "2"}],
)  # fmt: skip
def test_rubbish_in_the_address_is_left_out(client, query):
    make_advert()
    assert client.get("/roles/", query).status_code == 200


def test_a_cursor_past_the_end_gives_the_first_page(client):
    make_advert("Only")
    assert listed(client, after="99999999999999999.1") == ["Only"]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_three_queries_at_most(client, django_assert_max_num_queries, number):
    organisation = make_organisation()
    for _ in range(number):
        make_advert(organisation=organisation)
    client.get("/roles/")
    cache.clear()
    with django_assert_max_num_queries(3):
        client.get("/roles/")
    with django_assert_max_num_queries(1):
        client.get("/roles/")


def test_the_command_rebuilds_and_the_check_finds_drift(capsys):
    first, second, third = make_advert("First"), make_advert("Second"), make_advert("Third")
    assert drifted_listings() == []
    Listing.objects.filter(campaign=first).delete()
    Listing.objects.filter(campaign=second).update(title="Something else")
    VacancyPage.objects.filter(campaign=third).update(live=False)
    expected = sorted([first.reference, second.reference, third.reference])
    assert drifted_listings() == expected
    with pytest.raises(SystemExit):
        call_command("rebuild_listings", "--check")
    assert repair_listings() == expected
    assert sorted(Listing.objects.values_list("title", flat=True)) == ["First", "Second"]
    Listing.objects.all().delete()
    call_command("rebuild_listings")
    assert "2 listings written, 0 taken away." in capsys.readouterr().out
    call_command("rebuild_listings", "--check")


def test_a_role_for_civil_servants_says_so(client):
    make_advert("For anyone")
    make_advert("For some", audience="across_government")
    make_advert("For us", audience="internal")
    html = client.get("/roles/").content.decode()
    assert html.count("Only for civil servants") == 1
    assert html.count("Only for staff of this department") == 1


def test_search_engines_get_the_open_roles_only(client):
    open_role = make_advert()
    make_advert(closes_in=timedelta(days=-2), opened_at=timezone.now() - timedelta(days=20))
    parts = client.get("/sitemap.xml").content.decode()
    assert f"<loc>{settings.HUB_BASE_URL}/sitemap-vacancies.xml</loc><lastmod>" in parts
    xml = client.get("/sitemap-vacancies.xml").content.decode()
    assert xml.count("<loc>") == xml.count("<lastmod>") == 1
    assert open_role.page.url in xml
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /applications/" in robots
    assert f"Sitemap: {settings.HUB_BASE_URL}/sitemap.xml" in robots


def test_the_hourly_task_puts_right_what_drifted_and_the_sweep_closes(time_machine):
    campaign = make_advert("Here")
    Listing.objects.update(title="Wrong")
    check_listings()
    check_listings()
    assert Listing.objects.get().title == "Here"
    time_machine.move_to(campaign.closes_at + timedelta(minutes=1), tick=False)
    close_campaigns()
    close_campaigns()
    campaign.refresh_from_db()
    assert campaign.state == "closed"
    assert Listing.objects.count() == 0


def test_many_roles_are_counted_up_to_a_limit(client, monkeypatch):
    monkeypatch.setattr("roles.search.vacancy_search.choices.MOST_COUNTED", 21)
    organisation = make_organisation()
    for _ in range(PAGE + 2):
        make_advert(organisation=organisation)
    assert client.get("/roles/").context_data["heading"] == "More than 21 roles"
