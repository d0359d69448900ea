"""The month of a person, and the file that their calendar program reads."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from hub.models import CalendarAddress, Membership, User
from hub.periods import LONDON
from hub.permissions import StaffGroup
from roles.models import Campaign
from tests.factories.adverts import book, make_advert, make_application, make_handler
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import make_open, make_team
from tests.factories.training import accepted, make_cohort, make_place
from training.models import Session

pytestmark = pytest.mark.django_db


def shown_in(client: Client, day) -> dict[int, list[str]]:
    """What the page of a day's month says, by the number of the day."""
    page = client.get(reverse("calendar"), {"month": f"{day:%Y-%m}"}).text
    found: dict[int, list[str]] = {}
    for number, rest in re.findall(
        r"hub-calendar__date.*?</span>(\d+)<(.*?)(?=hub-calendar__date|</ol>)", page, re.DOTALL
    ):
        titles = re.findall(r"<li>(.*?)</li>", rest, re.DOTALL)
        words = [" ".join(unescape(re.sub("<[^>]*>", "", each)).split()) for each in titles]
        if words:
            found[int(number)] = words
    return found


def address_on(client: Client) -> str:
    found = re.search(r"<code>([^<]*)</code>", client.get(reverse("calendar")).text)
    return found[1] if found else ""


def path_on(client: Client) -> str:
    return "/calendar/" + address_on(client).rpartition("/")[2]


def new_address(client: Client) -> str:
    client.post(reverse("calendar_address"), {"action": "new"})
    return path_on(client)


def titles_in(path: str) -> list[str]:
    """What a calendar program reads, without any session."""
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    lines = response.content.decode().replace("\r\n ", "").split("\r\n")
    return [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]


def test_a_month_in_which_nothing_happens_says_so_and_leads_to_the_next():
    client = signed_in(make_person())
    page = client.get(reverse("calendar"), {"month": f"{localdate():%Y-%m}"}).text
    assert "You have nothing in your calendar this month." in page
    assert page.count("?month=") == 2
    assert reverse("calendar") in client.get(reverse("work")).text
    odd = client.get(reverse("calendar"), {"month": "1066-10"}).text
    assert "1066-10" in odd
    assert Client().get(reverse("calendar")).status_code == 302


def test_a_candidate_and_who_interviews_see_the_interview_and_nobody_else_does():
    campaign = make_advert("Head of product")
    handler = make_handler(campaign)
    application = make_application(campaign, None, "pass_sift", "invite", by=handler)
    application = book(application, handler)
    day = localdate(application.interview.starts_at)
    own = signed_in(application.candidate)
    assert shown_in(own, day)[day.day] == [
        f"10am Interview: Head of product, {campaign.organisation.name}"
    ]
    assert shown_in(signed_in(handler), day)[day.day] == ["10am Interview for Head of product"]
    for other in (
        make_person(),
        make_person("", StaffGroup.HUB_STAFF),
        make_member(Membership.Role.REQUESTER, campaign.organisation),
        make_member(Membership.Role.HIRING_MANAGER, make_organisation("BBB")),
    ):
        assert shown_in(signed_in(other), day) == {}


def test_R11_a_calendar_names_no_candidate():
    campaign = make_advert("Head of product")
    handler = make_handler(campaign)
    application = make_application(campaign, None, "pass_sift", "invite", by=handler)
    book(application, handler)
    client = signed_in(handler)
    file = Client().get(new_address(client)).content.decode()
    assert "Interview for Head of product" in file
    for secret in (application.candidate.email, application.full_name, "video.example.gov.uk"):
        assert secret not in file


def test_R25_who_competes_sees_nothing_of_the_campaign_in_the_calendar():
    team = make_team("AAA")
    campaign = make_advert("Head of product", organisation=team.organisation)
    day = localdate() + timedelta(days=20)
    Campaign.objects.filter(pk=campaign.pk).update(
        sift_on=day, interviews_from=day, interviews_to=day
    )
    assert shown_in(signed_in(team.manager), day)[day.day] == [
        "Interviews: Head of product",
        "Sift begins: Head of product",
    ]
    path = new_address(signed_in(team.manager))
    make_application(campaign, team.manager)
    manager = User.objects.get(pk=team.manager.pk)
    assert shown_in(signed_in(manager), day) == {}
    assert titles_in(path) == []


def test_the_days_of_a_course_are_those_of_who_has_a_place_and_of_trainers():
    cohort = make_cohort()
    Session.objects.filter(cohort=cohort).delete()
    day = cohort.starts_on
    Session.objects.create(cohort=cohort, number=1, on=day, title="Users first")
    place = accepted(make_place(cohort))
    title = f"{cohort.name}: Users first"
    assert shown_in(signed_in(place.person), day) == {day.day: [title]}
    assert shown_in(signed_in(make_person("", StaffGroup.TRAINERS)), day) == {day.day: [title]}
    assert shown_in(signed_in(make_person()), day) == {}


def test_an_address_is_given_renewed_and_switched_off():
    team = make_team("AAA")
    campaign = make_open(team)
    client = signed_in(team.manager)
    assert address_on(client) == ""
    first = new_address(client)
    assert f"Sift begins: {campaign.title}" in titles_in(first)
    second = new_address(client)
    assert first != second
    assert Client().get(first).status_code == 404
    assert f"Sift begins: {campaign.title}" in titles_in(second)
    client.post(reverse("calendar_address"), {"action": "end"})
    assert Client().get(second).status_code == 404
    assert CalendarAddress.objects.count() == 0


def test_an_address_ends_with_the_account_and_shows_nothing_when_the_right_ends():
    team = make_team("AAA")
    make_open(team)
    path = new_address(signed_in(team.manager))
    assert titles_in(path) != []
    team.manager.memberships.update(valid_to=localdate() - timedelta(days=1))
    assert titles_in(path) == []
    User.objects.filter(pk=team.manager.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["nosuch", "1-AAAAAAAAAAAA", "-", "zzzzzzzzzzzzzzzzzzz-x"])
def test_a_guessed_address_answers_as_if_there_were_none(token):
    new_address(signed_in(make_person()))
    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_the_file_says_moments_in_utc_and_days_up_to_the_day_after():
    team = make_team("AAA")
    campaign = make_open(team)
    at = datetime.combine(now().date() + timedelta(days=30), time(10), LONDON)
    first, last = at.date(), at.date() + timedelta(days=2)
    Campaign.objects.filter(pk=campaign.pk).update(interviews_from=first, interviews_to=last)
    file = Client().get(new_address(signed_in(team.manager))).content.decode()
    assert f"DTSTART;VALUE=DATE:{first:%Y%m%d}\r\n" in file
    assert f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}\r\n" in file
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    assert file.count("BEGIN:VEVENT") == file.count("END:VEVENT") == 2


def test_what_is_in_a_calendar_stays_the_same_when_the_hub_moves_to_another_domain(settings):
    team = make_team("AAA")
    make_open(team)
    path = new_address(signed_in(team.manager))
    read = []
    for settings.HUB_BASE_URL in ("http://localhost", "https://moved.example"):
        file = Client().get(path).content.decode().replace("\r\n ", "")
        read.append([line for line in file.split("\r\n") if line.startswith("UID:")])
    assert read[0] == read[1]
    assert len(set(read[0])) == len(read[0]) > 0


def test_a_month_of_many_costs_no_more_queries():
    team = make_team("AAA")
    client, counts, day = signed_in(team.manager), [], localdate()
    for more in (1, 2, 7):
        for _ in range(more):
            campaign = make_advert(organisation=team.organisation)
            Campaign.objects.filter(pk=campaign.pk).update(sift_on=day)
        client.get(reverse("calendar"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("calendar"))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
