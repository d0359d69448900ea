"""Files have days as days, moments as people here read them, and no column of buttons."""

from __future__ import annotations

import ast
import csv
import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership
from hub.permissions import StaffGroup
from hub.spreadsheets import as_moment
from hub.views.record_lists import RecordListView
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import make_delegation, make_team
from tests.harness.test_access_matrix import routes
from tests.harness.test_templates import templates

ROOT = Path(__file__).resolve().parents[2]
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
IN_WORDS = re.compile(rf"\d{{1,2}} ({MONTHS}) \d{{4}}")
SAID = {"date_gb", "datetime_gb", "when_gb"}


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.django_db
def test_the_file_of_access_has_days_and_nothing_to_press():
    department = make_organisation("AAA")
    roles = make_member(Membership.Role.ADMINISTRATOR, department)
    given = make_member(Membership.Role.REQUESTER, department)
    until = timezone.localdate() + timedelta(days=9)
    Membership.objects.filter(user=given).update(valid_from=date(2013, 1, 1), valid_to=until)
    client = signed_in(roles)
    assert "1 January 2013 to" in client.get(reverse("role_list")).text
    rows = rows_of(client.get(reverse("role_list") + "?export=csv"))
    assert list(rows[0]) == [
        *("Email address", "Organisation", "Access", "From", "Given by", "Until"),
    ]
    (row,) = [row for row in rows if row["Email address"] == given.email]
    assert (row["From"], row["Until"]) == ("2013-01-01", until.isoformat())


@pytest.mark.django_db
def test_the_file_of_delegations_has_days_and_nothing_to_press():
    team = make_team()
    delegation = make_delegation(team)
    client = signed_in(make_person("", StaffGroup.HUB_LEADS))
    (row,) = rows_of(client.get(reverse("roles:delegation_list") + "?export=csv"))
    assert (row["In force"], row["Until"]) == (
        delegation.valid_from.isoformat(),
        delegation.valid_to.isoformat() if delegation.valid_to else "",
    )
    assert {"Action", "Change"}.isdisjoint(row)


def columns_in_words():
    """The columns whose cell writes a day in words, and which do not say what a file has."""
    for package in ("hub", "roles", "training", "capability_reviews"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Column"):
                    continue
                known = {word.arg for word in node.keywords}
                cell = node.args[1] if len(node.args) > 1 else None
                if known & {"written", "is_action"} or not isinstance(cell, ast.Lambda):
                    continue
                body = cell.body
                if isinstance(body, ast.Call) and getattr(body.func, "id", "") in SAID:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_no_column_is_a_day_in_words_alone():
    assert list(columns_in_words()) == []


def test_a_moment_is_in_london_time_and_text_only_where_a_file_has_no_types():
    moment = datetime(2013, 5, 13, 9, tzinfo=timezone.get_fixed_timezone(0))
    assert as_moment(moment, "csv") == "2013-05-13 10:00"
    assert as_moment(moment, "xlsx") == datetime(2013, 5, 13, 10)
    # Which of two was sent first is in no cell that shows minutes (R11).
    exact = moment.replace(second=26, microsecond=666)
    assert as_moment(exact, "csv") == "2013-05-13 10:00"
    assert as_moment(exact, "xlsx") == datetime(2013, 5, 13, 10)
    for other in (date(2013, 5, 13), "2013-05-13", 5, None):
        assert as_moment(other, "csv") == other


# --- Back to the list ----------------------------------------------------------------------------


def lists() -> set[str]:
    return {
        view.url_name
        for _, _, route in routes()
        if (view := getattr(route.callback, "view_class", None))
        and issubclass(view, RecordListView)
    }


def test_what_leads_back_to_a_list_leads_to_it_as_it_was_left():
    names = lists()
    assert {"role_list", "roles:delegation_list", "need_list"} <= names
    straight = re.compile(r'(?:cancel=|back_link\()url\("([^"]+)"')
    found = {
        f"{path.name}: {name}"
        for path in templates()
        for name in straight.findall(path.read_text())
        if name in names
    }
    assert found == set()


@pytest.mark.django_db
def test_ending_somebodys_access_leads_back_to_the_list_as_it_was_left():
    department = make_organisation("AAA")
    roles = make_member(Membership.Role.ADMINISTRATOR, department)
    given = Membership.objects.get(user=make_member(Membership.Role.REQUESTER, department))
    client = signed_in(roles)
    listed = reverse("role_list") + "?sort=-access"
    client.get(listed)
    end = reverse("role_end", args=[given.pk])
    page = client.get(end).text
    assert page.count(f'href="{listed}"') == 2
    assert client.post(end, {"when": "now"}).url == listed
    # Whoever has not looked at the list comes to its beginning.
    other = Membership.objects.get(user=make_member(Membership.Role.REQUESTER, department))
    fresh = signed_in(make_member(Membership.Role.ADMINISTRATOR, department))
    answer = fresh.post(reverse("role_end", args=[other.pk]), {"when": "now"})
    assert answer.url == reverse("role_list")
