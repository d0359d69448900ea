"""Lists of records: sorting, pages by keys, how they are left and found again, files."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from hub.keyset import Key, order_of, ordered, page_of
from hub.models import Membership, Need
from hub.needs import withdraw_need
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
    signed_in,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def organisation():
    return make_organisation("AAA", name="Department A")


@pytest.fixture
def requester(organisation):
    return make_member(Role.REQUESTER, organisation)


@pytest.fixture
def needs(organisation, requester):
    """Seven needs: two without a service, some with the same number of people."""
    one, two = (make_service(organisation, name=name) for name in ("Alpha", "Beta"))
    return [
        make_need(organisation, actor=requester, headcount=people, service=service)
        for people, service in (
            (3, one),
            (1, two),
            (2, None),
            (3, one),
            (1, None),
            (9, two),
            (3, two),
        )
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 30])
@pytest.mark.parametrize(
    "names", [(), ("headcount",), ("-headcount",), ("service__name",), ("-service__name", "pk")]
)
def test_pages_by_keys_have_every_record_once_in_order_both_ways(needs, names, size):
    rows = Need.objects.all()
    order = order_of(rows, *names)
    whole = [need.pk for need in ordered(rows, order)]
    assert sorted(whole) == sorted(need.pk for need in needs)
    page, seen, firsts = page_of(rows, order, size), [], []
    while True:
        seen += [need.pk for need in page.records]
        firsts.append(page.first)
        assert page.total == 7
        if page.after is None:
            break
        page = page_of(rows, order, size, after=page.after)
    assert seen == whole
    assert firsts == list(range(1, 8, size))
    back = [need.pk for need in page.records]
    while page.before is not None:
        page = page_of(rows, order, size, before=page.before)
        back = [need.pk for need in page.records if need.pk not in back] + back
    assert back == whole


def test_what_has_no_value_stands_last_both_ways(needs):
    rows = Need.objects.all()
    for names in (("service__name",), ("-service__name",)):
        found = [need.service_id for need in ordered(rows, order_of(rows, *names))]
        assert found[-2:] == [None, None]
    assert order_of(rows) == (Key("raised_at", True), Key("pk", True))


def test_a_page_of_a_record_that_is_gone_is_none(needs):
    rows = Need.objects.all()
    assert page_of(rows, order_of(rows), 2, after=0) is None
    assert page_of(rows.none(), order_of(rows), 2).records == []


def shown(client, query=""):
    return [need.pk for need in client.get(f"/needs/{query}").context_data["listed"].page.records]


def test_a_list_is_sorted_by_its_headings_and_says_so(requester, needs):
    client = signed_in(requester)
    assert shown(client) == [need.pk for need in reversed(needs)]
    page = client.get("/needs/?show=all&sort=people")
    by_people = sorted(needs, key=lambda need: (need.headcount, need.pk))
    assert [need.pk for need in page.context_data["listed"].page.records] == [
        need.pk for need in by_people
    ]
    assert 'aria-sort="ascending"' in page.text
    assert 'href="?show=all&amp;sort=-people">People</a>' in page.text
    assert 'href="?show=all&amp;sort=raised">Raised</a>' in page.text
    assert shown(client, "?sort=-people")[0] == needs[5].pk
    assert "7 needs" in page.text


def test_how_a_list_was_left_is_there_again(requester, needs):
    client = signed_in(requester)
    back = f'href="/needs/{needs[0].reference}/"'
    assert back in client.get("/needs/?show=all&sort=people").text
    assert 'href="/needs/?show=all&amp;sort=people"' in client.get(needs[0].get_absolute_url()).text
    client.get("/needs/")
    page = client.get(needs[0].get_absolute_url()).text
    assert 'href="/needs/"' in page
    assert "sort=people" not in page
    # Too long to be one of ours.
    client.get(f"/needs/?show={'a' * 600}")
    assert "aaa" not in client.get(needs[0].get_absolute_url()).text


def test_the_records_beside_one_in_the_list_one_came_from(requester, needs):
    client = signed_in(requester)
    beside = re.compile(r'rel="(prev|next)".*?href="([^"]+)"|href="([^"]+)"[^>]*rel="(prev|next)"')

    def found(need):
        text = client.get(need.get_absolute_url()).text
        return {one or four: two or three for one, two, three, four in beside.findall(text)}

    # Nobody who has not seen the list is shown others.
    assert found(needs[3]) == {}
    client.get("/needs/?sort=people")
    by_people = sorted(needs, key=lambda need: (need.headcount, need.pk))
    assert found(by_people[0]) == {"next": by_people[1].get_absolute_url()}
    assert found(by_people[3]) == {
        "prev": by_people[2].get_absolute_url(),
        "next": by_people[4].get_absolute_url(),
    }
    assert found(by_people[-1]) == {"prev": by_people[-2].get_absolute_url()}
    withdraw_need(need=by_people[1], reason="No longer needed at all.", actor=requester)
    assert found(by_people[0]) == {"next": by_people[2].get_absolute_url()}
    # One that has left the list has none beside it.
    assert found(by_people[1]) == {}


def test_a_list_is_downloaded_as_it_is_shown_without_formulas_and_this_is_logged(
    organisation, requester, needs
):
    elsewhere = make_organisation("BBB")
    hidden = make_need(elsewhere, actor=make_member(Role.REQUESTER, elsewhere))
    evil = make_service(organisation, name='=HYPERLINK("http://x")')
    make_need(organisation, actor=requester, headcount=4, service=evil)
    client = signed_in(requester)
    assert 'href="?sort=people&amp;export=csv"' in client.get("/needs/?sort=people").text
    answer = client.get("/needs/?sort=people&export=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="needs.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [int(row["People"]) for row in rows] == [1, 1, 2, 3, 3, 3, 4, 9]
    assert [row["Service"] for row in rows if row["People"] == "4"] == ['\'=HYPERLINK("http://x")']
    assert {row["State"] for row in rows} == {"Raised"}
    assert hidden.reference not in {row["Reference"] for row in rows}
    answer = client.get("/needs/?sort=-people&export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    written = list(sheet.iter_rows(values_only=True))
    assert written[0] == (
        "Reference",
        "Organisation",
        "Role",
        "People",
        "Service",
        "State",
        "Raised",
    )
    assert [row[3] for row in written[1:]] == [9, 4, 3, 3, 3, 2, 1, 1]
    entries = ModelLogEntry.objects.filter(action="hub.list_exported").order_by("pk")
    assert [(entry.user, entry.data["detail"]) for entry in entries] == [
        (requester, "8 needs, CSV"),
        (requester, "8 needs, Excel"),
    ]
    # Whoever may not see the list gets no file of it, and asking for no such file shows the page.
    outsider = signed_in(make_person("somebody@example.com"))
    assert outsider.get("/needs/?export=csv").status_code == 404
    assert "8 needs" in client.get("/needs/?export=exe").text


def test_a_file_costs_as_many_queries_at_3_and_30(organisation, requester):
    client = signed_in(requester)
    counts = []
    for number in (3, 27):
        for _ in range(number):
            make_need(organisation, actor=requester, service=make_service(organisation))
        with CaptureQueriesContext(connection) as found:
            b"".join(client.get("/needs/?export=csv").streaming_content)
        counts.append(len(found))
    assert counts[0] == counts[1]
