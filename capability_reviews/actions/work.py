"""What waits for departments that build: teams and training that are to go on."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from capability_reviews.longest_first import in_states
from capability_reviews.models import TeamBuild, TrainingPlan
from capability_reviews.models.reviews.review import CAPABILITY_ROLES
from hub.models import User
from hub.work import WorkItem, WorkKind, WorkQueue

# What the department records next, by state.
NEXT_OF_TEAM = {TeamBuild.State.PLANNED: "start", TeamBuild.State.IN_PROGRESS: "establish"}
NEXT_OF_TRAINING = {TrainingPlan.State.PLANNED: "start", TrainingPlan.State.RUNNING: "finish"}


def teams_to_build(person: User) -> QuerySet[TeamBuild]:
    """Teams of the person's departments that are not established."""
    rows = TeamBuild.objects.filter(organisation__in=person.organisations(*CAPABILITY_ROLES))
    return in_states(rows, *NEXT_OF_TEAM)


def training_to_give(person: User) -> QuerySet[TrainingPlan]:
    """Training plans of the person's departments that are not done."""
    rows = TrainingPlan.objects.filter(organisation__in=person.organisations(*CAPABILITY_ROLES))
    return in_states(rows, *NEXT_OF_TRAINING)


def _team(team: Any) -> WorkItem:
    return _item(team, "team_move", NEXT_OF_TEAM[team.state])


def _training(plan: Any) -> WorkItem:
    return _item(plan, "training_move", NEXT_OF_TRAINING[plan.state])


def _item(record: Any, page: str, move: str) -> WorkItem:
    return WorkItem(
        text=f"{record}, {record.get_state_display().lower()}",
        href=reverse(f"capability_reviews:{page}", args=[record.pk, move]),
        since=record.since,
        organisation=record.organisation.name,
    )


def _all(person: User) -> str:
    return reverse("capability_reviews:building_list")


WORK = (
    WorkQueue(
        "capability_reviews.teams",
        "Record progress of your digital teams",
        teams_to_build,
        _team,
        order=99,
        whole=_all,
        offices=CAPABILITY_ROLES,
        kind=WorkKind.RECORD,
    ),
    WorkQueue(
        "capability_reviews.training_plans",
        "Record progress of your digital skills training",
        training_to_give,
        _training,
        order=99,
        whole=_all,
        offices=CAPABILITY_ROLES,
        kind=WorkKind.RECORD,
    ),
)
