"""Staff find adverts in the admin, and read of each whose it is, how it stands and until when."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from hub.permissions import StaffGroup, ensure_staff_groups
from roles.adverts.services.moderation import send_advert
from roles.models import SupportRequest
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_approved, make_open, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_indexes")]


@pytest.fixture
def staff(team):
    return signed_in(team.adviser)


def words(response):
    assert response.status_code == 200
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize("group", [StaffGroup.EDITORS, StaffGroup.HUB_STAFF])
@pytest.mark.parametrize("by", ["title", "reference", "department"])
def test_adverts_are_found_by_search(team, group, by):
    campaign = make_open(team)
    asked = {
        "title": campaign.title.split()[0],
        "reference": campaign.reference,
        "department": campaign.organisation.display_code or campaign.organisation.name,
    }[by]
    client = signed_in(make_person("", group))
    index = campaign.page.get_parent()
    for address in (
        reverse("wagtailadmin_pages:search"),
        reverse("wagtailadmin_explore", args=[index.pk]),
        reverse("adverts:index"),
    ):
        assert campaign.title in words(client.get(address, {"q": asked}))
    call_command("update_index", verbosity=0)
    assert campaign.title in words(client.get(reverse("wagtailadmin_pages:search"), {"q": asked}))


def test_the_listing_of_adverts_says_whose_they_are_how_they_stand_and_until_when(team, staff):
    campaign, sent = make_open(team), make_approved(team)
    send_advert(campaign=sent, actor=team.manager)
    text = words(staff.get(reverse("adverts:index")))
    assert campaign.organisation.name in text
    for shown in (campaign, sent):
        opened = date_format(timezone.localdate(), "j F Y") if shown == campaign else ""
        facts = (shown.get_state_display(), opened, date_format(shown.closes_on, "j F Y"))
        assert " ".join(filter(None, facts)) in text
    assert text.count("With the hub") == 1
    assert text.count("Not asked for") + text.count("Passed") == 1
    # An advert is drafted at its campaign, and the number of adverts is no part of a heading.
    assert "Add vacancy page" not in text
    assert " of 2 vacancy pages" not in text


def test_the_explorer_of_pages_says_the_same_of_each_advert(team, staff):
    campaign = make_open(team)
    explorer = reverse("wagtailadmin_explore", args=[campaign.page.get_parent().pk])
    opened, day = (date_format(on, "j F Y") for on in (timezone.localdate(), campaign.closes_on))
    state = campaign.get_state_display()
    for asked in ({}, {"q": campaign.title.split()[0]}, {"ordering": "-campaign__closes_on"}):
        text = words(staff.get(explorer, asked))
        for heading in (
            "Campaign",
            "Department",
            "State",
            "Opens",
            "Closes",
            "Check",
            "Who has it",
        ):
            assert heading in text
        department = campaign.organisation.display_code
        assert f"{campaign.reference} {department} {state} {opened} {day}" in text


def test_a_deadline_is_a_date_also_when_it_is_still_to_come(team, staff):
    campaign = make_open(team)
    due = timezone.localdate() + timedelta(days=3)
    SupportRequest.objects.update(triage_due_on=due)
    for name, day in (("roles_campaigns", campaign.closes_on), ("roles_support_requests", due)):
        text = words(staff.get(reverse(f"{name}:index")))
        assert date_format(day, "j F Y") in text
        assert "Just now" not in text


def test_an_inspect_page_leads_to_the_workspace_the_advert_and_what_it_names(team, staff):
    campaign = make_open(team)
    response = staff.get(reverse("roles_campaigns:inspect", args=[campaign.pk]))
    html = response.content.decode()
    for address in (
        campaign.get_absolute_url(),
        reverse("wagtailadmin_pages:edit", args=[campaign.page.pk]),
        campaign.page.url,
        campaign.support_request.get_absolute_url(),
    ):
        assert f'href="{address}"' in html
    values = re.findall(r"<dd>\s*(.*?)\s*</dd>", html, re.S)
    assert [value for value in values if value in ("None", "False", "True", "", "-")] == []
    assert "<dt>ID</dt>" not in html
    assert date_format(campaign.closes_on, "j F Y") in html


def test_the_editor_of_an_advert_leads_to_its_campaign(team, staff):
    campaign = make_open(team)
    html = staff.get(reverse("wagtailadmin_pages:edit", args=[campaign.page.pk])).content.decode()
    assert f'href="{campaign.get_absolute_url()}">Campaign {campaign.reference}</a>' in html


def test_nobody_keeps_images(team, staff):
    ensure_staff_groups()
    search = staff.get(reverse("wagtailadmin_pages:search"), {"q": "x"}).content.decode()
    assert reverse("wagtailimages:index") not in search
    assert staff.get(reverse("wagtailimages:index")).status_code == 404
    assert staff.get(reverse("wagtailimages:add")).status_code == 404


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("message_log", "Emails sent and failed"),
        ("invariants", "Nightly check"),
        ("roles_campaigns", "Campaigns"),
        ("adverts", "Adverts"),
    ],
)
def test_a_listing_has_the_title_that_the_menu_has_for_it(staff, name, title):
    html = staff.get(reverse(f"{name}:index")).content.decode()
    assert title in re.search(r"<title>(.*?)</title>", html, re.S)[1]


def titles(client, **asked):
    """The adverts of the listing, and who has each."""
    answer = client.get(reverse("adverts:index"), asked)
    assert answer.status_code == 200
    [table] = [answer.context_data["table"]]
    has = next(column for column in table.columns.values() if column.name == "with")
    return {page.campaign_id: has.get_value(page) for page in answer.context_data["object_list"]}


def test_the_listing_of_adverts_says_who_has_each_and_finds_by_what_the_campaign_says(team, staff):
    opened, sent, written = make_open(team), make_approved(team), make_approved(make_team("ZZZ"))
    send_advert(campaign=sent, actor=team.manager)
    who = {opened.pk: "Nobody", sent.pk: "Hub team", written.pk: "Department"}
    assert titles(staff) == who
    today, other = timezone.localdate(), written.organisation
    found = {
        "state": ({"state": ["open"]}, {opened.pk}),
        "department": ({"organisation": other.pk}, {written.pk}),
        "opened": ({"opened_from": today, "opened_to": today}, {opened.pk}),
        "not opened": ({"opened_from": today + timedelta(days=1)}, set()),
        "closes": ({"closes_from": today, "state": ["open", "closed"]}, {opened.pk}),
        "searched": ({"state": ["open"], "q": opened.title.split()[0]}, {opened.pk}),
        "nonsense": ({"organisation": "nonsense"}, set(who)),
    }
    for name, (asked, expected) in found.items():
        assert (name, set(titles(staff, **asked))) == (name, expected)


def test_the_listing_of_adverts_costs_the_same_for_1_3_and_30(team, staff):
    costs, made = [], 0
    for number in (1, 3, 30):
        while made < number:
            make_approved(team)
            made += 1
        staff.get(reverse("adverts:index"))
        with CaptureQueriesContext(connection) as asked:
            assert len(titles(staff)) == number
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2]
