"""Stage plans copied: kept as templates, begun from one, and taken over by a new round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage, StagePlan


class TemplateNameTakenError(RefusedError):
    """The organisation has a template of this name."""

    reason = "Enter another name: your organisation has a template of this name"


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def save_as_template(
    *, campaign: Campaign, name: str, actor: User, at: datetime | None = None
) -> StagePlan:
    """Keep the stages under a name for the organisation's other campaigns.

    Raises ``TemplateNameTakenError``.
    """
    plan = plan_of(campaign)
    same = StagePlan.objects.filter(campaign=None, organisation=campaign.organisation, name=name)
    if same.exists():
        raise TemplateNameTakenError
    template = StagePlan.objects.create(
        name=name,
        organisation=campaign.organisation,
        framework=plan.framework,
        shows_pass_marks=plan.shows_pass_marks,
        **ties_of(plan),
    )
    Stage.objects.bulk_create(copied_stages(plan, template))
    log(campaign, "roles.plan_kept", actor=actor, at=at or timezone.now(), data={"detail": name})
    return template


@internal
def copy_plan(*, source: Campaign, target: Campaign) -> None:
    """Give a new round the plan of the one before it, with the criteria each stage tests."""
    plan = StagePlan.objects.filter(campaign=source).first()
    if plan is None:
        return
    copy = StagePlan.objects.create(
        campaign=target,
        framework=plan.framework,
        shows_pass_marks=plan.shows_pass_marks,
        **ties_of(plan),
    )
    stages = copied_stages(plan, copy)
    for stage, old in zip(stages, plan.stages.all(), strict=True):
        stage.criteria = old.criteria
    Stage.objects.bulk_create(stages)
    target.tie_rule = copy.tie_rule
    Campaign.objects.filter(pk=target.pk).update(tie_rule=copy.tie_rule)


def ties_of(plan: StagePlan | None) -> dict[str, Any]:
    """What decides between equal candidates, as another plan has it."""
    if plan is None:
        return {}
    return {
        "tie_lead": plan.tie_lead,
        "tie_second": plan.tie_second,
        "sift_counts": plan.sift_counts,
        "has_chosen_ties": plan.has_chosen_ties,
    }


def copied_stages(source: StagePlan, target: StagePlan) -> list[Stage]:
    return [
        Stage(
            plan=target,
            number=stage.number,
            kind=stage.kind,
            elements=stage.elements,
            word_limit=stage.word_limit,
            pass_mark=stage.pass_mark,
        )
        for stage in source.stages.all()
    ]


def plan_of(campaign: Campaign) -> StagePlan:
    """The plan of a campaign. Raises ``TransitionNotAllowed`` while there is none."""
    plan = StagePlan.objects.filter(campaign=campaign).first()
    if plan is None:
        raise TransitionNotAllowed("There is no stage plan yet.", object=campaign)
    return plan
