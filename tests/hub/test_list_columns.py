"""A person's choice of the columns of a list: page, sorting, files, and what goes with it."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.models import ListColumns, Membership
from hub.retention.erasure import erase_person
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
    signed_in,
)
from tests.hub.test_accounts import ask_for_code, enter_code

pytestmark = pytest.mark.django_db
Role = Membership.Role

ALL = ["Reference", "Organisation", "Role", "People", "Service", "State", "Raised"]
TICKED = {"column": ["role", "people", "state"]}
CHOSEN = ["Reference", "Role", "People", "State"]


@pytest.fixture
def organisation():
    return make_organisation("AAA", name="Department A")


@pytest.fixture
def requester(organisation):
    return make_member(Role.REQUESTER, organisation)


@pytest.fixture
def needs(organisation, requester):
    return [
        make_need(
            organisation, actor=requester, headcount=people, service=make_service(organisation)
        )
        for people in (3, 1, 2)
    ]


def columns(answer):
    return [column.heading for column in answer.context_data["listed"].table.table.columns]


def file_of(client, address="/needs/?export=csv"):
    answer = client.get(address)
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_a_person_chooses_which_columns_a_list_shows_and_shows_all_again(requester, needs):
    client = signed_in(requester)
    assert columns(client.get("/needs/")) == ALL
    assert "Show all columns" not in client.get("/needs/").text
    address = "/needs/?show=all&sort=people"
    answer = client.post(address, TICKED, follow=True)
    # It leads back to the list as it was, and says so.
    assert answer.redirect_chain == [(address, 302)]
    assert "We have saved which columns you see in this list" in answer.text
    assert columns(answer) == CHOSEN
    assert [len(row) for row in answer.context_data["listed"].table.rows] == [4, 4, 4]
    choice = answer.context_data["listed"].columns
    assert choice.on_page == [
        ("organisation", "Organisation", False),
        ("role", "Role", True),
        ("people", "People", True),
        ("service", "Service", False),
        ("state", "State", True),
        ("raised", "Raised", False),
    ]
    # Another session of the same person, another day.
    assert columns(signed_in(requester).get("/needs/")) == CHOSEN
    answer = client.post(address, {"all_columns": "yes", **TICKED}, follow=True)
    assert columns(answer) == ALL
    assert "You now see all the columns of this list" in answer.text
    assert not ListColumns.objects.exists()


def test_the_first_column_always_stays(requester, needs):
    client = signed_in(requester)
    answer = client.post("/needs/", {}, follow=True)
    assert columns(answer) == ["Reference"]
    assert f'href="{needs[0].get_absolute_url()}"' in answer.text
    assert "Reference is always shown." in answer.text
    # Ticking all is no choice to keep.
    slugs = [heading.lower() for heading in ALL]
    assert columns(client.post("/needs/", {"column": slugs}, follow=True)) == ALL
    assert not ListColumns.objects.exists()


def test_files_have_the_columns_that_are_chosen(requester, needs):
    client = signed_in(requester)
    assert list(file_of(client)[0]) == ALL
    client.post("/needs/", TICKED)
    rows = file_of(client)
    assert [list(row) for row in rows] == [CHOSEN] * 3
    assert sorted(row["People"] for row in rows) == ["1", "2", "3"]


def test_a_list_is_sorted_by_a_column_that_is_hidden(requester, needs):
    client = signed_in(requester)
    client.post("/needs/", {"column": ["role"]})
    answer = client.get("/needs/?sort=people")
    assert columns(answer) == ["Reference", "Role"]
    shown = [need.headcount for need in answer.context_data["listed"].page.records]
    assert shown == [1, 2, 3]
    assert [row["Reference"] for row in file_of(client, "/needs/?sort=people&export=csv")] == [
        needs[1].reference,
        needs[2].reference,
        needs[0].reference,
    ]


def test_a_column_that_has_gone_or_never_was_does_no_harm(requester, needs):
    client = signed_in(requester)
    client.post("/needs/", {"column": ["role", "shoe-size", "<script>"]})
    assert ListColumns.objects.get().hidden == [
        "organisation",
        "people",
        "raised",
        "service",
        "state",
    ]
    ListColumns.objects.update(hidden=["people", "shoe-size"])
    answer = client.get("/needs/")
    assert columns(answer) == [heading for heading in ALL if heading != "People"]
    assert list(file_of(client)[0]) == columns(answer)


def test_nobody_sees_what_another_person_chose(organisation, requester, needs):
    signed_in(requester).post("/needs/", TICKED)
    other = make_member(Role.HIRING_MANAGER, organisation, email="other@example.gov.uk")
    assert columns(signed_in(other).get("/needs/")) == ALL
    # Who may not see the list keeps no choice of it.
    assert signed_in(make_person("a@example.com")).post("/needs/", TICKED).status_code == 404
    assert [row.user for row in ListColumns.objects.all()] == [requester]


def test_a_choice_made_after_the_session_ended_is_asked_again(requester, needs):
    client = Client()
    enter_code(client, ask_for_code(client, requester.email))
    client.cookies.pop("sessionid")
    to_sign_in = client.post("/needs/", TICKED)
    enter_code(client, ask_for_code(client, requester.email))
    answer = client.get(to_sign_in.url.partition("next=")[2], follow=True)
    assert "so nothing has changed. Select it again." in answer.text
    assert not ListColumns.objects.exists()


def test_the_choice_is_in_a_person_s_data_and_goes_with_the_account(requester, needs):
    client = signed_in(requester)
    client.post("/needs/", TICKED)
    page = client.get("/account/data/").text
    assert "The columns you chose for lists" in page
    # As the list calls them, and not as its address does.
    kept = client.get("/account/data/download/").text
    left_out = re.search(r'"columns_left_out": \[([^]]+)\]', kept)[1]
    assert re.findall(r'"([^"]+)"', left_out) == ["Organisation", "Raised", "Service"]
    assert ('"Needs"' in kept, "need_list" in kept) == (True, False)
    # A choice from before the headings were kept.
    ListColumns.objects.update(headings=[], list_label="", hidden=["last-day", "people"])
    assert '"Last day"' in client.get("/account/data/download/").text
    requester.memberships.all().delete()
    requester.forget_accounts()
    erase_person(person=requester, actor=requester, reason="asked for it")
    assert not ListColumns.objects.exists()


def test_a_list_with_a_choice_costs_as_many_queries_at_1_3_and_30(organisation, requester):
    client = signed_in(requester)
    client.post("/needs/", TICKED)
    counts = []
    for number in (1, 2, 27):
        for _ in range(number):
            make_need(organisation, actor=requester, service=make_service(organisation))
        client.get("/needs/")
        with CaptureQueriesContext(connection) as found:
            client.get("/needs/")
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]
