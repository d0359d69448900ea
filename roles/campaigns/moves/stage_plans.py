"""What can be done to the stage plan of a campaign."""

from __future__ import annotations

from typing import Any

from hub.models import User
from hub.moves import Move
from roles.campaigns.forms.stage_plans import (
    BeginPlanForm,
    OrderForm,
    PassMarksForm,
    RemoveStageForm,
    TemplateForm,
    TiesForm,
)
from roles.campaigns.services import stage_plan_copies, stage_plans
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import StagePlan

DRAFTING = "roles.draft_campaign"


def _stages(campaign: Campaign) -> int:
    plan = StagePlan.objects.of(campaign)
    return plan.stages.count() if plan else 0


def _meets(campaign: Campaign) -> bool:
    plan = StagePlan.objects.of(campaign)
    return bool(plan and plan.met_elements)


def _fixed(campaign: Campaign) -> str:
    """Why the stage plan is not changed now."""
    if campaign.is_editable:
        return "The stage plan does not have enough stages for this yet"
    return "You can only change the stage plan before you ask for approval"


def _plan(campaign: Campaign, user: User) -> dict[str, Any]:
    return {"plan": StagePlan.objects.of(campaign)}


PLAN_MOVES = (
    Move(
        slug="begin",
        label="Begin the stage plan",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable,
        already=_fixed,
        service=stage_plans.begin_plan,
        form=BeginPlanForm,
        form_kwargs=lambda campaign, user: {"user": user},
        explain="This replaces any plan there is now, and what the advert says about it.",
        done="has a stage plan",
    ),
    Move(
        slug="order",
        label="Change the order of stages",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable and _stages(campaign) > 1,
        already=_fixed,
        service=stage_plans.move_stage,
        form=OrderForm,
        form_kwargs=_plan,
        done="has its stages in a new order",
    ),
    Move(
        slug="marks",
        label="Show or hide pass marks",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable and _stages(campaign) > 0,
        already=_fixed,
        service=stage_plans.show_pass_marks,
        form=PassMarksForm,
        explain="People who assess candidates always see them.",
        done="has a new setting for pass marks in its advert",
    ),
    Move(
        slug="ties",
        label="Choose what decides between equal candidates",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable and _meets(campaign),
        already=_fixed,
        service=stage_plans.choose_ties,
        form=TiesForm,
        form_kwargs=_plan,
        done="has a new rule for equal candidates in its advert",
    ),
    Move(
        slug="remove",
        label="Remove a stage",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable and _stages(campaign) > 0,
        already=_fixed,
        service=stage_plans.remove_stage,
        form=RemoveStageForm,
        form_kwargs=_plan,
        done="has had a stage removed",
        is_warning=True,
    ),
    Move(
        slug="keep",
        label="Save as a template",
        permission=DRAFTING,
        may=lambda campaign: _stages(campaign) > 0,
        already=_fixed,
        service=stage_plan_copies.save_as_template,
        form=TemplateForm,
        explain="The organisation’s other campaigns can begin from these stages.",
        done="has had its stages saved as a template",
        is_creating=True,
    ),
)
