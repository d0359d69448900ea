"""The records of recruitment that the access matrix and other harnesses look at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.bulk.runs import prepare
from hub.models import Grade
from roles.adverts.services.adverts import create_advert
from roles.campaigns.services.drafting import make_campaign
from roles.campaigns.services.movers import answer_mover, record_mover
from roles.campaigns.services.stage_plans import begin_plan
from roles.models import Application, AppointmentByException, RequestFeedback
from roles.support.services import request_questions
from tests.factories.adverts import bring_to, make_advert, make_application
from tests.factories.hub import make_person
from tests.factories.roles import (
    Team,
    make_accepted_request,
    make_delegation,
    make_draft,
    make_request,
)
from tests.roles.support.support_forms import attach, book, make_expert
from tests.roles.world_candidates import build_candidate_world


def build_world(world: Any) -> None:
    """Adds a request, a campaign with its post, a delegation; and the candidate side."""
    team = Team(
        organisation=world.org_a,
        requester=world.people["requester_a"],
        manager=world.people["hiring_manager_a"],
        approver=world.people["approver_a"],
        adviser=world.people["hub_staff"],
        lead=world.people["hub_leads"],
    )
    world.request = make_request(team)
    world.support_question = request_questions.ask(
        request=world.request, text="Which site?", actor=team.adviser
    )
    world.helped = make_accepted_request(team)
    world.run = prepare(
        list_name="roles:support_list",
        move="become-adviser",
        keys=[world.helped.pk],
        actor=team.adviser,
    )
    world.booking = book(make_expert(world.people["owner"]), make_accepted_request(team), team)
    world.feedback = RequestFeedback.objects.create(
        request=make_request(team), asked_at=timezone.now()
    )
    own = make_campaign(
        organisation=world.org_a,
        title="Delivery manager",
        role=world.request.role,
        grade=world.request.grade,
        posts=1,
        actor=team.manager,
    )
    world.own_feedback = RequestFeedback.objects.create(campaign=own, asked_at=timezone.now())
    world.file = attach(world.request, team.requester)
    world.campaign = make_draft(team)
    world.drafted = make_draft(team)
    create_advert(campaign=world.drafted, actor=team.adviser)
    begin_plan(campaign=world.campaign, framework="success-profiles-2026", actor=team.manager)
    world.post = world.campaign.posts.get()
    world.mover = record_mover(
        user=make_person(),
        name="As Typed",
        organisation=world.org_a,
        kind="surplus",
        grade=Grade.objects.get(code="aa"),
        valid_from=timezone.localdate(),
        actor=team.lead,
    )
    answer_mover(mover=world.mover, agrees=True, actor=world.mover.user)
    world.turned_down = make_application(
        make_advert(organisation=world.org_a, grade="aa"), world.mover.user, "fail_sift"
    )
    Application.objects.filter(pk=world.turned_down.pk).update(release_at=timezone.now())
    bring_to(world.turned_down.campaign, "interviewing")
    world.delegation = make_delegation(team)
    today = timezone.localdate()
    world.exception = AppointmentByException.objects.create(
        reference="X-2222-3333",
        organisation=world.org_a,
        title="Specialist",
        grade=Grade.objects.get(code="g7"),
        kind="specialist",
        case="Nobody applied.",
        file="HR/1",
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=300),
        asked_by=make_person(),
        is_approved=True,
    )
    build_candidate_world(world)
