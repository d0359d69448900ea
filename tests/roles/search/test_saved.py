"""Saved roles and searches: kept for one person, recalled once, let go of in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from hub.models import Notification, NotificationPreference
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import RecruitmentPolicy, SavedRole, SavedSearch
from roles.search.notifications import still_open
from roles.search.retention import RETENTION
from roles.search.services.saved import (
    TooManySavedError,
    nudge_savers,
    save_role,
    save_search,
    unsave_role,
)
from roles.search.tasks import nudge_savers as nudge_task
from tests.factories.adverts import make_advert, make_draft, make_handler, take_down
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person()


def told() -> list[Notification]:
    return list(Notification.objects.filter(slug="roles.saved_role_closing"))


def test_a_role_is_saved_from_its_advert_and_removed(person):
    campaign = make_advert("Service owner")
    client = signed_in(person)
    advert = client.get(campaign.page.url).content.decode()
    assert "Save for later" in advert
    address = f"/saved/roles/{campaign.reference}/"
    assert f'action="{address}"' in advert
    page = client.post(address, {"action": "save"}, follow=True).content.decode()
    assert "Role saved." in page
    assert "Remove from saved roles" in page
    client.post(address, {"action": "save"})
    assert SavedRole.objects.count() == 1
    listed = client.get("/saved/").content.decode()
    assert f'href="{campaign.page.url}">Service owner</a>' in listed
    assert "Closes at 11:55pm on" in listed
    page = client.post(address, {"action": "remove", "from": "list"}, follow=True)
    assert "The role is no longer saved." in page.content.decode()
    assert "You have not saved any roles." in page.content.decode()
    client.post(address, {"action": "remove"})


def test_a_stranger_signs_in_and_then_saves(client, person):
    campaign = make_advert()
    address = f"/saved/roles/{campaign.reference}/"
    html = client.get(campaign.page.url).content.decode()
    assert f'href="{address}">Save this role for later</a>' in html
    assert "csrfmiddlewaretoken" not in html
    assert client.get(address).url == f"/accounts/login/?next={address}"
    page = signed_in(person).get(address).content.decode()
    assert "Save this role to find it again" in page


def test_nothing_shows_in_anybody_elses_list(person):
    campaign = make_advert("Service owner")
    save_role(campaign=campaign, actor=person)
    search = save_search(name="Mine alone", address="q=owner", actor=person)
    other = signed_in(make_person())
    html = other.get("/saved/").content.decode()
    assert "Service owner" not in html
    assert "Mine alone" not in html
    assert other.post(f"/saved/searches/{search.pk}/remove/").status_code == 404
    assert "Save for later" in other.get(campaign.page.url).content.decode()


def test_what_is_not_advertised_cannot_be_saved(person):
    campaign = make_advert()
    take_down(campaign.page)
    assert signed_in(person).get(f"/saved/roles/{campaign.reference}/").status_code == 404
    assert signed_in(person).post("/saved/roles/C-0000-0000/").status_code == 404


def test_the_list_says_what_is_not_open_any_more(person, time_machine):
    closed, withdrawn = make_advert("Was open"), make_advert("Was withdrawn")
    for campaign in (closed, withdrawn):
        save_role(campaign=campaign, actor=person)
    cancel_campaign(campaign=withdrawn, reason="Gone", actor=make_handler(withdrawn))
    time_machine.move_to(closed.closes_at + timedelta(hours=1), tick=False)
    html = signed_in(person).get("/saved/").content.decode()
    assert "Not open any more" in html
    assert "Closed" in html
    assert "Withdrawn" in html


def test_a_search_is_saved_under_a_name_done_again_and_removed(person):
    make_advert("Wanted", places=("Leeds",))
    make_advert("Elsewhere", places=("York",))
    client = signed_in(person)
    found = client.get("/roles/?place=leeds&sort=newest").content.decode()
    address = "/saved/searches/add/?place=leeds&amp;sort=newest"
    assert f'href="{address}">Save this search</a>' in found
    address = address.replace("&amp;", "&")
    form = client.get(address).content.decode()
    assert 'value="Leeds"' in form
    page = client.post(address, {"name": ""}).content.decode()
    assert "Enter a name for the search" in page
    page = client.post(address, {"name": "Near home"}, follow=True).content.decode()
    assert "The search is saved." in page
    saved = SavedSearch.objects.get()
    assert saved.get_absolute_url() == "/roles/?place=leeds&sort=newest"
    again = client.get(saved.get_absolute_url()).content.decode()
    assert "Wanted" in again
    assert "Elsewhere" not in again
    client.post(address, {"name": "Closer"})
    assert [search.name for search in SavedSearch.objects.all()] == ["Closer"]
    page = client.post(f"/saved/searches/{saved.pk}/remove/", follow=True).content.decode()
    assert "You have not saved any searches." in page


def test_a_search_is_named_in_the_words_of_its_filters(person):
    make_advert("Data owner", grade="g7", salary_min=50_000, home_working=True)
    address = "/saved/searches/add/?q=data&grade=g7&home=yes&salary=45000&sort=newest"
    form = signed_in(person).get(address).content.decode()
    for words in ("<li>data</li>", "<li>Grade 7</li>", "45,000"):
        assert words in form, words
    assert "Newest" not in form


@pytest.mark.parametrize("query", ["", "?colour=red", "?place=%00", "?sort=newest"])
def test_a_search_for_nothing_is_not_saved(person, query):
    page = signed_in(person).get(f"/saved/searches/add/{query}", follow=True)
    assert page.redirect_chain[0][0] == "/roles/"
    assert "Choose what to look for first" in page.content.decode()


def test_there_is_a_limit(person):
    RecruitmentPolicy.objects.update_or_create(defaults={"most_saved": 1})
    save_role(campaign=make_advert(), actor=person)
    save_search(name="One", address="q=one", actor=person)
    save_search(name="One again", address="q=one", actor=person)
    with pytest.raises(TooManySavedError):
        save_search(name="Two", address="q=two", actor=person)
    other = make_advert()
    page = signed_in(person).post(f"/saved/roles/{other.reference}/", follow=True)
    assert "You have saved as many as you can" in page.content.decode()
    page = signed_in(person).post("/saved/searches/add/?q=two", {"name": "Two"})
    assert "You have saved as many as you can" in page.content.decode()


def test_a_saver_is_reminded_once_before_it_closes(person, time_machine):
    campaign = make_advert(closes_in=timedelta(days=10))
    save_role(campaign=campaign, actor=person)
    assert nudge_savers() == 0
    time_machine.move_to(campaign.closes_at - timedelta(days=2), tick=False)
    nudge_task()
    nudge_task()
    assert [mail.recipient for mail in told()] == [person]
    assert campaign.reference in told()[0].context["reference"]
    # What is dropped meanwhile is not sent.
    assert still_open(told()[0])["title"] == campaign.title
    unsave_role(campaign=campaign, actor=person)
    assert still_open(Notification.objects.get(pk=told()[0].pk)) is None


def test_who_has_begun_to_apply_who_stopped_it_and_who_saved_it_late_are_not(person, time_machine):
    campaign = make_advert(closes_in=timedelta(days=10))
    applying, stopped, late = make_person(), make_person(), make_person()
    for saver in (applying, stopped):
        save_role(campaign=campaign, actor=saver)
    make_draft(campaign, applying)
    NotificationPreference.objects.create(
        user=stopped, slug="roles.saved_role_closing", chosen_at=timezone.now()
    )
    time_machine.move_to(campaign.closes_at - timedelta(days=2), tick=False)
    save_role(campaign=campaign, actor=late)
    nudge_savers()
    assert told() == []


def test_nobody_is_reminded_of_a_role_that_is_not_open(person, time_machine):
    withdrawn, closed = make_advert(), make_advert(closes_in=timedelta(days=5))
    for campaign in (withdrawn, closed):
        save_role(campaign=campaign, actor=person)
    cancel_campaign(campaign=withdrawn, reason="Gone", actor=make_handler(withdrawn))
    time_machine.move_to(closed.closes_at + timedelta(minutes=1), tick=False)
    assert nudge_savers() == 0
    assert told() == []


def test_what_was_saved_is_exported_and_goes_in_time(person, time_machine):
    campaign = make_advert("Service owner")
    save_role(campaign=campaign, actor=person)
    save_search(name="Near home", address="place=leeds&closing=soon", actor=person)
    policies = {item.slug: item for item in RETENTION}
    [role] = policies["roles.saved_roles"].held_on(person)
    [search] = policies["roles.saved_searches"].held_on(person)
    assert policies["roles.saved_roles"].export(role)["Role"] == "Service owner"
    assert policies["roles.saved_searches"].export(search)["Looks for"] == {
        "Location": "Leeds",
        "Closing": "Soon",
    }
    page = signed_in(person).get("/account/data/").content.decode()
    assert "Near home" in page
    time_machine.move_to(campaign.closes_at + timedelta(days=100), tick=False)
    call_command("retention")
    assert not SavedRole.objects.exists()
    assert SavedSearch.objects.exists()
    time_machine.move_to(timezone.now() + timedelta(days=300), tick=False)
    call_command("retention")
    assert SavedSearch.objects.exists()  # Its owner is told first.
    time_machine.move_to(timezone.now() + timedelta(days=30), tick=False)
    call_command("retention")
    assert not SavedSearch.objects.exists()


def test_an_account_that_is_erased_leaves_nothing_saved(person):
    save_role(campaign=make_advert(), actor=person)
    save_search(name="Near home", address="place=leeds", actor=person)
    for policy in RETENTION:
        for record in list(policy.held_on(person)):
            policy.erase(record)
            policy.erase(record)
    assert not SavedRole.objects.exists()
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same(person, django_assert_max_num_queries, number):
    for n in range(number):
        save_role(campaign=make_advert(), actor=person)
        save_search(name=f"{n}", address=f"q={n}", actor=person)
    client = signed_in(person)
    client.get("/saved/")
    with django_assert_max_num_queries(9):
        client.get("/saved/")
