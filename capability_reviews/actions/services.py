"""What departments build themselves: teams, and training of staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from capability_reviews.models import TeamBuild, TrainingPlan
from hub.audit import log
from hub.authorisation import requires
from hub.models import Organisation, User

TEAM_MOVES = {
    "start": "capability_reviews.team_started",
    "establish": "capability_reviews.team_established",
}
TRAINING_MOVES = {
    "start": "capability_reviews.training_started",
    "finish": "capability_reviews.training_finished",
}


@requires("capability_reviews.record_building", "organisation")
@transaction.atomic
def plan_team(
    *,
    organisation: Organisation,
    actor: User | None,
    kind: str = TeamBuild.Kind.SETTING_UP,
    functions: Iterable[str] = (),
    description: str = "",
    at: datetime | None = None,
) -> TeamBuild:
    """Record that a department means to build a digital team."""
    moment = at or timezone.now()
    team = TeamBuild.objects.create(
        organisation=organisation,
        kind=kind,
        functions=list(functions),
        description=description,
        planned_at=moment,
    )
    log(team, "capability_reviews.team_planned", actor=actor, at=moment)
    return team


@requires("capability_reviews.record_building", "team")
@transaction.atomic
def move_team(
    *, team: TeamBuild, move: str, actor: User | None, at: datetime | None = None
) -> TeamBuild:
    """Move a team on by one of ``TEAM_MOVES``. Raises ``TransitionNotAllowed``, ``KeyError``."""
    action = TEAM_MOVES[move]
    moment = at or timezone.now()
    locked = TeamBuild.objects.select_for_update().get(pk=team.pk)
    getattr(locked, move)(moment)
    locked.save()
    log(locked, action, actor=actor, at=moment)
    return locked


@requires("capability_reviews.record_building", "organisation")
@transaction.atomic
def plan_training(
    *,
    organisation: Organisation,
    description: str,
    actor: User | None,
    at: datetime | None = None,
) -> TrainingPlan:
    """Record that a department plans digital skills training for its staff."""
    moment = at or timezone.now()
    plan = TrainingPlan.objects.create(
        organisation=organisation, description=description, planned_at=moment
    )
    log(plan, "capability_reviews.training_planned", actor=actor, at=moment)
    return plan


@requires("capability_reviews.record_building", "plan")
@transaction.atomic
def move_training(
    *, plan: TrainingPlan, move: str, actor: User | None, at: datetime | None = None
) -> TrainingPlan:
    """Move a plan on by one of ``TRAINING_MOVES``.

    Raises ``TransitionNotAllowed``, ``KeyError``.
    """
    action = TRAINING_MOVES[move]
    moment = at or timezone.now()
    locked = TrainingPlan.objects.select_for_update().get(pk=plan.pk)
    getattr(locked, move)(moment)
    locked.save()
    log(locked, action, actor=actor, at=moment)
    return locked
