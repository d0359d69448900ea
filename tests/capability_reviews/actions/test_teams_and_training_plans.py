"""What departments build: Digital Leaders, teams and training, through their pages."""

from datetime import date

import pytest
from django.urls import reverse

from capability_reviews.actions.services import plan_team
from capability_reviews.leadership.services import appoint_digital_leader
from capability_reviews.models import (
    DigitalLeaderAppointment,
    TeamBuild,
    TrainingPlan,
)
from tests.factories.hub import make_organisation, signed_in

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"capability_reviews:{name}", args=args)


def test_a_department_records_leaders_teams_and_training(department, lead):
    client = signed_in(lead)
    started = {"started_on_day": "7", "started_on_month": "5", "started_on_year": "2013"}
    client.post(
        url("leader_add"), {"organisation": department.pk, "post_title": "Director", **started}
    )
    team = {"organisation": department.pk, "functions": ["training"]}
    page = client.post(url("team_add"), team).content.decode()
    assert "Select how it is building the team" in page
    client.post(url("team_add"), {**team, "kind": "creating_roles"})
    client.post(url("training_add"), {"organisation": department.pk, "description": "Data"})
    assert DigitalLeaderAppointment.objects.get().started_on == date(2013, 5, 7)
    team, plan = TeamBuild.objects.get(), TrainingPlan.objects.get()
    said = [
        client.post(url("team_move", team.pk, name), follow=True).content.decode()
        for name in ("start", "establish", "establish")
    ]
    assert f"{team} is established" in said[1]
    assert "This may already have been done" in said[2]
    for name in ("start", "finish"):
        client.post(url("training_move", plan.pk, name))
    team.refresh_from_db()
    plan.refresh_from_db()
    assert (team.state, plan.state) == ("established", "done")
    page = client.get(url("building_list")).content.decode()
    assert "Department of A" in page
    assert "Creating roles. Training" in page


def test_a_move_of_a_team_is_asked_before_it_is_made(department, lead):
    team = plan_team(organisation=department, actor=lead)
    client = signed_in(lead)
    address = url("team_move", team.pk, "establish")
    assert f'href="{address}"' in client.get(url("building_list")).content.decode()
    page = client.get(address).content.decode()
    assert "We count it as a team set up in this quarter." in page
    team.refresh_from_db()
    assert team.state == "planned"


def test_another_department_moves_nothing_of_ours(department, lead, stranger):
    team = plan_team(organisation=department, actor=lead)
    assert signed_in(stranger).post(url("team_move", team.pk, "start")).status_code == 404
    assert signed_in(lead).post(url("team_move", team.pk, "nope")).status_code == 404


def test_the_leader_before_leaves_the_day_before(department):
    first = appoint_digital_leader(
        organisation=department, post_title="A", started_on=date(2012, 1, 1), actor=None
    )
    appoint_digital_leader(
        organisation=department, post_title="B", started_on=date(2013, 5, 7), actor=None
    )
    first.refresh_from_db()
    assert first.ended_on == date(2013, 5, 6)


def test_empty_lists_say_so(lead):
    page = signed_in(lead).get(url("building_list")).content.decode()
    assert "No teams have been recorded." in page


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_lists_cost_the_same_however_long(
    lead, reviewer, number, django_assert_max_num_queries
):
    for _ in range(number):
        plan_team(organisation=make_organisation(), actor=lead)
    client = signed_in(reviewer)
    with django_assert_max_num_queries(10):
        client.get(url("building_list"))
