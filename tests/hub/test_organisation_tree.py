"""The tree of departments: what stands under what, and what it was before."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub.directory import record_succession
from hub.models import Membership, Organisation
from hub.organisation_tree import places
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)


def tree() -> list[tuple[str, int, bool]]:
    return [(place.organisation.code, place.depth, place.is_over) for place in places(TODAY)]


def ended(code: str, **fields) -> Organisation:
    return make_organisation(code, valid_to=date(2016, 7, 13), **fields)


def test_bodies_stand_under_their_department_and_what_it_was_before_after_them():
    Organisation.objects.all().delete()
    home, old = make_organisation("HOME"), ended("OLD")
    make_organisation("BODY", parent=home, kind="body")
    make_organisation("ALONE")
    ended("OLD-BODY", parent=old, kind="body")
    ended("LOST")
    record_succession(predecessor=old, successor=home, on=date(2016, 7, 14))
    assert tree() == [
        ("ALONE", 0, False),
        ("HOME", 0, False),
        ("BODY", 1, False),
        ("OLD", 1, True),
        ("OLD-BODY", 2, True),
        ("LOST", 0, True),
    ]


def test_a_body_of_today_stands_under_what_its_department_became_or_by_itself():
    Organisation.objects.all().delete()
    now, other = make_organisation("NOW"), make_organisation("OTHER")
    renamed, divided = ended("RENAMED"), ended("DIVIDED")
    make_organisation("AGENCY", parent=renamed, kind="body")
    make_organisation("OFFICE", parent=divided, kind="body")
    service = ended("SERVICE", parent=divided, kind="body")
    for old, new in ((renamed, now), (divided, now), (divided, other), (service, other)):
        record_succession(predecessor=old, successor=new, on=date(2016, 7, 14))
    assert tree() == [
        ("NOW", 0, False),
        ("AGENCY", 1, False),
        ("RENAMED", 1, True),
        ("DIVIDED", 1, True),
        ("OFFICE", 0, False),
        ("OTHER", 0, False),
        ("SERVICE", 1, True),
    ]
    words = [place.words for place in places(TODAY) if place.organisation == divided]
    assert words == ["Department DIVIDED, until 13 July 2016, now 2 organisations"]


def test_each_stands_once_where_work_went_to_two_or_back():
    Organisation.objects.all().delete()
    first, second = make_organisation("FIRST"), make_organisation("SECOND")
    old = ended("OLD")
    for successor in (first, second):
        record_succession(predecessor=old, successor=successor, on=date(2016, 7, 14))
    record_succession(predecessor=first, successor=second, on=date(2018, 1, 1))
    record_succession(predecessor=second, successor=first, on=date(2019, 1, 1))
    codes = [code for code, _, _ in tree()]
    assert sorted(codes) == ["FIRST", "OLD", "SECOND"]
    (place,) = [place for place in places(TODAY) if place.organisation == old]
    assert [each.code for each in place.became] == ["FIRST", "SECOND"]


def test_the_page_draws_it_and_says_the_same_in_a_table():
    home = make_organisation("HOME", name="Home & <Away>")
    old = ended("OLD", name="Office of Old")
    record_succession(predecessor=old, successor=home, on=date(2016, 7, 14))
    person = make_member(Membership.Role.REQUESTER, home)
    page = signed_in(person).get(reverse("organisation_tree")).text
    drawn = [unescape(words) for words in re.findall(r"<text[^>]*>([^<]*)<", page)]
    at = drawn.index("Home & <Away>")
    assert " ".join(drawn[at + 1 : at + 3]) == "Office of Old, until 13 July 2016"
    row = next(row for row in page.split("<tr")[1:] if "Office of Old" in row)
    cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
    assert [unescape(re.sub("<[^>]*>", "", cell)).strip() for cell in cells] == [
        *("Office of Old", "Department", "", "", "13 July 2016"),
        "Home & <Away>",
    ]
    assert reverse("organisation_tree") in signed_in(person).get(reverse("service_list")).text


def test_a_candidate_and_a_stranger_get_no_tree():
    path = reverse("organisation_tree")
    assert Client().get(path).status_code == 302
    assert signed_in(make_person()).get(path).status_code == 404


def test_a_tree_of_many_costs_no_more_queries():
    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            make_organisation(parent=make_organisation())
        with CaptureQueriesContext(connection) as queries:
            places(TODAY)
        counts.append(len(queries))
    assert counts == [2, 2, 2]
