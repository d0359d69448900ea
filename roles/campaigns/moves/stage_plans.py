"""What can be done to the stage plan of a campaign."""

from __future__ import annotations

from hub.moves import Move
from roles.campaigns.forms.stage_plans import (
    BeginPlanForm,
    OrderForm,
    PassMarksForm,
    RemoveStageForm,
    TemplateForm,
)
from roles.campaigns.services import stage_plans
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import StagePlan

DRAFTING = "roles.draft_campaign"


def plan_of(campaign: Campaign) -> StagePlan | None:
    """The plan with its campaign, None before it is begun."""
    return StagePlan.objects.select_related("campaign").filter(campaign=campaign).first()


def _has_stages(campaign: Campaign) -> bool:
    plan = plan_of(campaign)
    return plan is not None and plan.stages.exists()


def _has_several(campaign: Campaign) -> bool:
    plan = plan_of(campaign)
    return plan is not None and plan.stages.count() > 1


PLAN_MOVES = (
    Move(
        slug="begin",
        label="Begin the stage plan",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable,
        service=stage_plans.begin_plan,
        form=BeginPlanForm,
        form_kwargs=lambda campaign, user: {"user": user},
        explain="A plan that is there already is replaced, and with it what the advert says.",
        done="has a stage plan",
        is_secondary=True,
    ),
    Move(
        slug="order",
        label="Change the order of stages",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable and _has_several(campaign),
        service=stage_plans.move_stage,
        form=OrderForm,
        form_kwargs=lambda campaign, user: {"plan": plan_of(campaign)},
        done="has its stages in another order",
        is_secondary=True,
    ),
    Move(
        slug="marks",
        label="Show or hide pass marks",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable and _has_stages(campaign),
        service=stage_plans.show_pass_marks,
        form=PassMarksForm,
        explain="Those who assess see them in any case.",
        done="has what its advert says of pass marks changed",
        is_secondary=True,
    ),
    Move(
        slug="remove",
        label="Remove a stage",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable and _has_stages(campaign),
        service=stage_plans.remove_stage,
        form=RemoveStageForm,
        form_kwargs=lambda campaign, user: {"plan": plan_of(campaign)},
        done="has a stage less",
        is_secondary=True,
    ),
    Move(
        slug="keep",
        label="Keep it as a template",
        permission=DRAFTING,
        may=_has_stages,
        service=stage_plans.keep_as_template,
        form=TemplateForm,
        explain="The organisation’s other campaigns can begin from these stages.",
        done="has its stages kept as a template",
        is_secondary=True,
        is_creating=True,
    ),
)
