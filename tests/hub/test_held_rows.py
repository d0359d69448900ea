"""Lists of what no query gives, such as the rows of a figure: pages, sorting, files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hub.directory import record_phase
from hub.keyset import HeldRows, order_of, page_of
from hub.models import Membership
from hub.permissions import StaffGroup
from hub.views.monitoring import RowsView
from hub.views.organisations import OrganisationTreeView
from tests.factories.hub import make_member, make_organisation, make_person, make_service, signed_in
from tests.factories.roles import make_request, make_team

ROWS = reverse("monitoring_rows", args=["2013-Q2", "hub.exemplars_by_phase"])


@dataclass(frozen=True)
class Thing:
    name: str
    size: int | None
    owner: Thing | None = None


THINGS = [
    Thing("b", 3),
    Thing("A", None),
    Thing("c", 3, Thing("z", 1)),
    Thing("", 1, Thing("y", 1)),
    Thing("a", 2),
]


@pytest.mark.parametrize("size", [1, 2, 3, 30])
@pytest.mark.parametrize("names", [(), ("size",), ("-size", "name"), ("owner__name",), ("-name",)])
def test_pages_have_every_row_once_in_order_both_ways(names, size):
    rows = HeldRows(THINGS)
    order = order_of(rows, *names)
    whole = [thing for _, thing in rows.in_order(order)]
    assert sorted(map(id, whole)) == sorted(map(id, THINGS))
    page, seen, firsts = page_of(rows, order, size), [], []
    while True:
        seen += page.records
        firsts.append(page.first)
        assert page.total == 5
        if page.after is None:
            break
        page = page_of(rows, order, size, after=page.after)
    assert (seen, firsts) == (whole, list(range(1, 6, size)))
    back = list(page.records)
    while page.before is not None:
        page = page_of(rows, order, size, before=page.before)
        back = [thing for thing in page.records if thing not in back] + back
    assert back == whole


def test_what_has_no_value_stands_last_both_ways_and_letters_sort_in_either_case():
    rows = HeldRows(THINGS)

    def sorted_by(*names):
        return [each.name for _, each in rows.in_order(order_of(rows, *names))]

    assert sorted_by("name") == ["A", "a", "b", "c", ""]
    assert sorted_by("-name") == ["c", "b", "A", "a", ""]
    assert [sorted_by("size")[-1], sorted_by("-size")[-1]] == ["A", "A"]
    assert page_of(rows, order_of(rows), 2, after=6) is None
    assert page_of(HeldRows([]), (), 2).records == []


@pytest.fixture
def analyst():
    return make_person("analyst@hub.example", StaffGroup.ANALYSTS)


@pytest.fixture
def exemplars(monkeypatch):
    """Three services that entered a phase on days of their own, on pages of two."""
    monkeypatch.setattr(RowsView, "page_size", 2)
    department = make_organisation("AAA", name="Department of A")
    for number, (name, day) in enumerate((("Gamma", 3), ("Alpha", 9), ("Beta", 1)), 1):
        service = make_service(department, name=name, exemplar_number=number)
        record_phase(service=service, phase="discovery", on=date(2013, 2, day))


def names_of(page) -> list[str]:
    return [row.label.partition(",")[0] for row in page.context_data["listed"].page.records]


@pytest.mark.django_db
def test_the_rows_of_a_figure_are_sorted_paged_and_taken_as_shown(exemplars, analyst):
    client = signed_in(analyst)
    page = client.get(f"{ROWS}?sort=record")
    assert names_of(page) == ["Alpha", "Beta"]
    assert "1 to 2 of 3 records counted" in page.text
    assert 'aria-sort="ascending"' in page.text
    after = page.context_data["listed"].next
    assert names_of(client.get(ROWS + after)) == ["Gamma"]
    assert names_of(client.get(f"{ROWS}?sort=-date")) == ["Alpha", "Gamma"]
    rows = client.get(f"{ROWS}?sort=-date&export=csv")
    assert rows["Content-Disposition"] == (
        'attachment; filename="hub-exemplars_by_phase-2013-Q2.csv"'
    )
    written = list(csv.DictReader(io.StringIO(b"".join(rows.streaming_content).decode())))
    assert [row["Date"] for row in written] == ["2013-02-09", "2013-02-03", "2013-02-01"]
    entry = ModelLogEntry.objects.get(action="hub.list_exported")
    assert entry.data["detail"] == "3 records counted, CSV"
    # Columns are chosen here as in every list.
    client.post(ROWS, {"column": ["organisation", "date"]})
    assert 'scope="col">What' not in client.get(ROWS).text
    assert "This page of the list is no longer there" in client.get(f"{ROWS}?after=99").text


@pytest.mark.django_db
def test_the_rows_of_one_department_keep_it_in_every_link(exemplars, analyst):
    page = signed_in(analyst).get(f"{ROWS}?department=AAA&sort=record")
    listed = page.context_data["listed"]
    links = [
        listed.next,
        *(href for href, _ in listed.files),
        *(one for one, _, _ in listed.sortings),
    ]
    assert all("department=AAA" in link for link in links)


@pytest.mark.django_db
def test_organisations_are_a_list_beside_their_picture(monkeypatch):
    monkeypatch.setattr(OrganisationTreeView, "page_size", 2)
    home = make_organisation("HOME", name="Home")
    make_organisation("BODY", name="A body", parent=home)
    make_organisation("ZOO", name="Zoo")
    client = signed_in(make_member(Membership.Role.REQUESTER, home))
    address = reverse("organisation_tree")

    def shown(query=""):
        page = client.get(address + query)
        return [row.organisation.name for row in page.context_data["listed"].page.records]

    # As the picture: each body under its department.
    assert shown() == ["Home", "A body"]
    assert shown("?sort=name") == ["A body", "Home"]
    assert shown("?sort=-name") == ["Zoo", "Home"]
    page = client.get(address)
    assert ("1 to 2 of 3 organisations" in page.text, "<svg" in page.text) == (True, True)
    text = b"".join(client.get(f"{address}?export=csv").streaming_content).decode()
    assert [line.split(",")[0] for line in text.splitlines()] == ["Name", "Home", "A body", "Zoo"]


@pytest.mark.django_db
def test_demand_is_sorted_by_its_numbers_and_taken_as_a_file():
    team = make_team()
    for posts in (3, 2):
        make_request(team, posts_wanted=posts)
    client = signed_in(team.adviser)
    page = client.get("/support/demand/?sort=-posts")
    (line,) = page.context_data["listed"].page.records
    assert (line.requests, line.wanted, "1 role and level" in page.text) == (2, 5, True)
    text = b"".join(client.get("/support/demand/?export=csv").streaming_content).decode()
    assert text.splitlines()[0].startswith("Role and level,Requests,Posts")
    assert signed_in(team.requester).get("/support/demand/?export=csv").status_code == 404


@pytest.mark.django_db
def test_a_list_of_held_rows_costs_the_same_however_many(analyst):
    department = make_organisation("AAA")
    client, counts = signed_in(analyst), []
    for more in (1, 2, 27):
        for each in range(more):
            service = make_service(department, exemplar_number=100 * more + each)
            record_phase(service=service, phase="discovery", on=date(2013, 2, 1))
        client.get(f"{ROWS}?sort=record")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ROWS}?sort=record")
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
