"""The triage board: by state, by the clock, by adviser; what is chosen stands in the address."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.utils import timezone

from roles.models import SupportRequest
from roles.support.services import requests
from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request, make_request, make_team

pytestmark = pytest.mark.django_db


def shown(client, question=""):
    page = client.get(f"/support/{question}")
    assert page.status_code == 200
    return [request.reference for request in page.context_data["listed"].page.records]


def test_H2_the_board_filters_by_state_clock_adviser_and_organisation(team, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)
    late = make_request(team, at=timezone.now() - timedelta(days=7))
    due = make_request(team, at=timezone.now() - timedelta(days=4))
    fresh = make_request(make_team("BBB"))
    taken = make_accepted_request(team)
    requests.assign(
        request=taken,
        urgency="soon",
        urgency_reason="The minister asked.",
        adviser=team.lead,
        actor=team.adviser,
        follow_up_on=timezone.localdate(),
    )
    client = signed_in(team.adviser)
    assert len(shown(client)) == 4
    assert shown(client, "?clock=late") == [late.reference]
    assert shown(client, "?clock=due") == [due.reference]
    assert shown(client, "?clock=follow-up") == [taken.reference]
    assert shown(client, "?state=submitted") == [late.reference, due.reference, fresh.reference]
    assert shown(client, f"?adviser={team.lead.pk}") == [taken.reference]
    assert fresh.reference in shown(client, "?adviser=nobody")
    assert shown(client, f"?organisation={fresh.organisation_id}") == [fresh.reference]
    assert shown(client, "?state=closed") == []
    page = client.get(f"/support/?clock=late&adviser={team.lead.pk}").content.decode()
    assert "No requests match what you chose." in page
    assert '<a class="govuk-link" href="/support/">Remove the filters</a>' in page
    assert 'href="?clock=late"' in page


@pytest.mark.parametrize(
    "rubbish",
    [
        "?state=no",
        "?clock=%00",
        "?adviser=1%27",
        "?organisation=99999999999999",
        "?page=-4&state=x",
    ],
)
def test_rubbish_in_the_boards_address_is_left_out(team, rubbish):
    request = make_request(team)
    assert shown(signed_in(team.adviser), rubbish) == [request.reference]


def test_a_department_sees_its_list_and_not_the_board(team):
    own = make_request(team)
    make_request(make_team("BBB"))
    page = signed_in(team.requester).get("/support/?clock=late").content.decode()
    assert own.reference in page
    assert "Filter requests" not in page


def test_by_due_stands_what_is_due_first_and_what_has_no_day_last(team, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)
    taken = make_accepted_request(team)
    fresh = make_request(team)
    late = make_request(team, at=timezone.now() - timedelta(days=7))
    client = signed_in(team.adviser)
    assert shown(client, "?sort=due") == [late.reference, fresh.reference, taken.reference]
    assert shown(client, "?sort=-due") == [fresh.reference, late.reference, taken.reference]
    answer = client.get("/support/?sort=due&export=csv")
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["Request"], row["Due"]) for row in rows] == [
        (late.reference, str(late.triage_due_on)),
        (fresh.reference, str(fresh.triage_due_on)),
        (taken.reference, ""),
    ]
    assert {row["Organisation"] for row in rows} == {team.organisation.name}
    assert {row["Submitted"] for row in rows} == {"2026-11-16", "2026-11-23"}
    assert [row["Urgency"] for row in rows] == [
        "Not triaged",
        "Not triaged",
        taken.get_urgency_display(),
    ]


def test_each_cell_of_a_departments_file_is_one_fact(team, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)
    request = make_request(team, at=timezone.now() - timedelta(days=7))
    answer = signed_in(team.requester).get("/support/?export=csv")
    (row,) = csv.DictReader(StringIO(b"".join(answer.streaming_content).decode()))
    assert (row["State"], row["Triage late"], row["Adviser"]) == ("Submitted", "Yes", "")
    assert row["Kind of help"] == request.what_for
    assert row["Role"] == str(request.level or request.role or "")


def test_pages_of_the_board_keep_the_filters(team):
    for _ in range(31):
        make_request(team)
    client = signed_in(team.adviser)
    first = client.get("/support/?state=submitted")
    assert "1 to 30 of 31 requests" in first.text
    after = first.context_data["listed"].page.records[-1].pk
    assert f"?state=submitted&amp;after={after}" in first.text
    second = client.get(f"/support/?state=submitted&after={after}")
    assert "31 to 31 of 31 requests" in second.text
    assert len(second.context_data["listed"].page.records) == 1
    assert SupportRequest.objects.count() == 31


def test_unless_sorted_what_is_late_stands_first_then_what_is_due_next(team, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)
    late = make_request(team, at=timezone.now() - timedelta(days=7))
    fresh = make_request(team)
    accepted = make_accepted_request(team)
    followed, closed = make_accepted_request(team), make_accepted_request(team)
    day = timezone.localdate() + timedelta(days=1)
    SupportRequest.objects.filter(pk=followed.pk).update(follow_up_on=day)
    # Nothing of a closed request is due, however long ago its day was.
    long_ago = timezone.localdate() - timedelta(days=90)
    SupportRequest.objects.filter(pk=closed.pk).update(state="closed", follow_up_on=long_ago)
    client = signed_in(team.adviser)
    order = [each.reference for each in (late, followed, fresh, accepted)]
    assert shown(client) == order
    assert shown(client, "?state=all") == [*order, closed.reference]
    assert "Follow up on" not in client.get("/support/?state=closed").text


def test_who_has_taken_a_request_reads_what_is_left_to_do_and_their_name_once(team):
    request = make_request(team)
    client = signed_in(team.adviser)
    client.post(f"{request.get_absolute_url()}take/")
    page = client.get(request.get_absolute_url())
    assert page.context_data["next_step"] == (
        "Triage the request: set how urgent it is, and keep it or choose another adviser."
    )
    assert page.context_data["who"] == str(team.adviser)
    assert ">Adviser<" not in " ".join(page.text.split()).replace("> ", ">").replace(" <", "<")
    page = signed_in(team.requester).get(request.get_absolute_url())
    assert page.context_data["next_step"] == (
        f"{team.adviser} from the hub team looks at it and says how urgent it is."
    )
