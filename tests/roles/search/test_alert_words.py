"""What an alert looks for is said in the names that the site uses."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.models import RoleFamily
from roles.models import Location
from roles.search.alert_words import described, each_described
from tests.factories.hub import make_organisation

pytestmark = pytest.mark.django_db


def test_an_alert_is_described_by_the_names_of_what_it_looks_for():
    family = RoleFamily.objects.get(slug="user-centred-design")
    for slug, name in (("newcastle-upon-tyne", "Newcastle upon Tyne"), ("leeds", "Leeds")):
        Location.objects.get_or_create(slug=slug, defaults={"name": name})
    department = make_organisation("DWP", name="Department for Work and Pensions")
    assert described(
        {
            "q": "user research",
            "family": family.slug,
            "department": department.code,
            "place": ["newcastle-upon-tyne", "leeds"],
            "salary": "45000",
            "closing": "soon",
        }
    ) == [
        ("Keyword", "user research"),
        ("Role family", family.name),
        ("Department", department.name),
        ("Location", "Newcastle upon Tyne, Leeds"),
        ("Salary from", "£45,000"),
        ("Closing", "Soon"),
    ]


def test_what_is_called_so_no_more_is_said_as_it_was_asked_for():
    assert described({"role": "webmaster", "grade": "zz"}) == [
        ("Role", "webmaster"),
        ("Grade", "zz"),
    ]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_names_of_many_alerts_are_asked_for_once_a_kind(number):
    with CaptureQueriesContext(connection) as queries:
        each_described([{"grade": "g7", "place": ["leeds"]}] * number)
    assert len(queries) == 2
