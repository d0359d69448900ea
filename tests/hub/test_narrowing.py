"""Lists are narrowed by what their rows have, in the address."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from capability_reviews.org_design.services import move_engagement, request_advice
from hub.directory import record_phase
from hub.permissions import StaffGroup
from hub.views.record_lists import RecordListView
from roles.models.support.support_request import SupportRequest
from tests.factories.hub import make_need, make_organisation, make_person, make_service, signed_in
from tests.factories.roles import make_draft, make_request, make_team
from tests.harness.test_access_matrix import routes

pytestmark = pytest.mark.django_db
SELECT = re.compile(r'<select class="govuk-select" id="narrow-(\w+)".*?</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]*)"( selected)?>([^<]*)<')
# Lists that have a filter of their own, or that nobody narrows, and why.
OTHERWISE = {
    "role_list": "those whom a department’s administrator gave access: a few",
    "qualification_list": "by person, kind and state",
    "training:workspace": "by state",
    "training:cohort_places": "by state",
    "training:department_place_list": "the places of somebody’s own department",
    "roles:support_list": "the board’s filters",
    "roles:campaign_posts": "by state",
    "roles:delegation_list": "those in force",
    "roles:commission_return": "a quarter",
    "roles:sift_list": "by state",
    "roles:complaint_list": "by state",
    "roles:quality_rows": "the marks behind one figure",
    "roles:exception_list": "a register that is read as a whole",
    "roles:time_rows": "one part of a figure",
    "roles:campaign_time_rows": "one part of a figure",
    "mentoring:pairing_list": "an example",
}


@pytest.fixture
def staff():
    return signed_in(make_person("", StaffGroup.HUB_STAFF))


def choices_of(html: str) -> dict[str, list[str]]:
    """What each choice offers, beside all."""
    return {
        found[1]: [unescape(words) for value, _, words in OPTION.findall(found[0]) if value]
        for found in SELECT.finditer(html)
    }


def shown(client, address: str, **asked: str):
    listed = client.get(address, asked).context_data["listed"]
    return listed.page.records


def test_every_list_is_narrowed_or_says_why_not():
    lists = {
        view.url_name: view
        for _, _, route in routes()
        if (view := getattr(route.callback, "view_class", None))
        and issubclass(view, RecordListView)
    }
    assert {name for name, view in lists.items() if not view.narrowed_by} == set(OTHERWISE) & set(
        lists
    )


def test_services_are_narrowed_by_organisation_and_phase_in_the_address(staff):
    one, two = make_organisation("AAA", name="Alpha"), make_organisation("BBB", name="Beta")
    made = {name: make_service(body, name=name) for name, body in (("A1", one), ("B1", two))}
    made["B2"] = make_service(two, name="B2")
    record_phase(service=made["B1"], phase="alpha", on=date(2013, 5, 1))
    address = reverse("service_list")
    page = staff.get(address).text
    assert choices_of(page) == {
        "organisation": ["Alpha", "Beta"],
        "phase": ["Alpha", "Not recorded"],
    }
    assert shown(staff, address, organisation="BBB") == [made["B1"], made["B2"]]
    assert shown(staff, address, organisation="BBB", phase="none") == [made["B2"]]
    assert shown(staff, address, phase="alpha") == [made["B1"]]
    # Sorting and files keep it, and it is there again on the way back.
    html = staff.get(address, {"organisation": "BBB", "sort": "-service"}).text
    assert '<input type="hidden" name="sort" value="-service">' in html
    assert '<option value="BBB" selected>Beta</option>' in html
    taken = staff.get(address, {"organisation": "BBB", "export": "csv"})
    assert len(b"".join(taken.streaming_content).decode().splitlines()) == 3
    record = staff.get(made["B1"].get_absolute_url()).text
    assert f"{address}?organisation=BBB&amp;sort=-service" in record
    # What there is not is said, and narrows nothing.
    none = staff.get(address, {"organisation": "ZZZ"})
    assert "There is no organisation “ZZZ”, so we have ignored it." in none.text
    assert len(none.context_data["listed"].page.records) == 3


def test_needs_and_campaigns_are_narrowed_by_organisation_beside_what_is_shown(staff):
    teams = [make_team(code) for code in ("AAA", "BBB")]
    needs = [make_need(team.organisation, team.requester) for team in teams]
    drafts = [make_draft(team) for team in teams]
    for address, made, kept in (
        (reverse("need_list"), needs, {"show": "all"}),
        (reverse("roles:campaign_list"), drafts, {"state": "draft"}),
    ):
        found = {row.organisation.code for row in shown(staff, address, **kept)}
        assert found == {row.organisation.code for row in made}
        found = {row.organisation.code for row in shown(staff, address, **kept, organisation="BBB")}
        assert found == {"BBB"}
        page = staff.get(address, {**kept, "organisation": "BBB"}).text
        ((name, value),) = kept.items()
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    # Whoever has one organisation has nothing to choose from.
    assert "narrow-organisation" not in signed_in(teams[0].requester).get(reverse("need_list")).text


def test_what_two_choices_leave_nothing_of_says_so(staff):
    one, two = make_organisation("AAA"), make_organisation("BBB")
    service = make_service(one, name="A1")
    make_service(two, name="B1")
    record_phase(service=service, phase="alpha", on=date(2013, 5, 1))
    html = staff.get(reverse("service_list"), {"organisation": "BBB", "phase": "alpha"}).text
    assert "No services match what you chose." in html
    assert "Clear filters" in html


def test_organisations_are_narrowed_without_a_query(staff):
    home = make_organisation("HOME", name="Home")
    make_organisation("BODY", name="A body", parent=home)
    make_organisation("GONE", name="Gone", valid_to=date(2014, 1, 1))
    address = reverse("organisation_tree")
    found = shown(staff, address, state="No longer exists")
    assert [place.organisation.name for place in found] == ["Gone"]
    found = shown(staff, address, department="HOME")
    assert [place.organisation.name for place in found] == ["A body"]


def test_advice_is_narrowed_by_state():
    adviser = make_person("", StaffGroup.HUB_STAFF)
    organisation = make_organisation("AAA")
    asked = [
        request_advice(organisation=organisation, question=f"Who leads {at}?", actor=None)
        for at in range(2)
    ]
    move_engagement(engagement=asked[0], move="start_scoping", actor=adviser)
    address = reverse("capability_reviews:engagement_list")
    client = signed_in(adviser)
    assert choices_of(client.get(address).text) == {"state": ["Requested", "Scoping"]}
    assert shown(client, address, state="scoping") == [asked[0]]


def test_H3_demand_leads_to_the_requests_that_it_counts():
    team, other = make_team(), make_team()
    requests = [make_request(team), make_request(other)]
    old = make_request(team)
    long_ago = timezone.now() - timedelta(days=400)
    SupportRequest.objects.filter(pk=old.pk).update(submitted_at=long_ago)
    client = signed_in(team.adviser)
    (line,) = client.get(reverse("roles:support_demand")).context_data["listed"].page.records
    assert line.requests == 2
    assert set(shown(client, line.address)) == set(requests)
    body = team.organisation.code
    assert shown(client, f"{line.address}&organisation={body}") == [requests[0]]


@pytest.mark.parametrize("number", [3, 30])
def test_the_choices_cost_one_query_each_however_many_rows_there_are(staff, number):
    bodies = [make_organisation(f"A{at:02}") for at in range(3)]
    for at in range(number):
        make_service(bodies[at % 3], name=f"S{at}")
    address = reverse("service_list")
    staff.get(address)
    with CaptureQueriesContext(connection) as without:
        staff.get(address)
    # That it was asked is kept in the session once.
    staff.get(address, {"organisation": "A01"})
    with CaptureQueriesContext(connection) as narrowed:
        staff.get(address, {"organisation": "A01"})
    asked = [query for query in without.captured_queries if "DISTINCT" in query["sql"]]
    assert (len(asked), len(narrowed) - len(without)) == (2, 0)
