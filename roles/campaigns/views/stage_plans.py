"""The stage plan of a campaign: its stages, what no stage tests, and what can be done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.moves import MoveView, offered
from hub.states import Step
from hub.views.base import GuardedFormView, GuardedTemplateView
from roles.campaigns import stage_table
from roles.campaigns.forms.stage_plans import StageForm
from roles.campaigns.moves.stage_plans import DRAFTING, PLAN_MOVES
from roles.campaigns.services import stage_plans
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import StagePlan

# Once there is a plan, another would replace it: that is nobody's next step.
TO_BEGIN = (Step("Begin the stage plan.", move="begin"),)


class StagePlanView(CampaignRecordView, GuardedTemplateView):
    """The plan, with a warning for each criterion that is never tested."""

    template_name = "roles/campaigns/stage_plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, user = self.record, self.request.user
        plan = StagePlan.objects.of(campaign)
        stages = list(plan.stages.select_related("plan")) if plan else []
        may_write = campaign.is_editable and user.has_perm(DRAFTING, campaign)
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            number_of_stages=len(stages),
            plan=plan,
            planned=stage_table.stages(campaign, len(stages), self.request, may_write=may_write).of(
                stages
            ),
            untested=plan.untested if plan else [],
            may_write=may_write,
            next_number=len(stages) + 1,
            moves=offered(PLAN_MOVES, campaign, user, () if plan else TO_BEGIN),
            **kwargs,
        )


class PlanMoveView(MoveView):
    """One thing done to the plan; the plan is shown afterwards."""

    moves = PLAN_MOVES
    record_argument = "campaign"

    @property
    def done_url(self) -> str:
        return reverse("roles:stage_plan", args=[self.record.reference])

    def find_record(self) -> Campaign:
        rows = Campaign.objects.visible_to(self.request.user).with_related()
        return get_object_or_404(rows, reference=self.kwargs["reference"])


class StageView(CampaignRecordView, GuardedFormView):
    """Add the next stage, or change the one with the number."""

    permission = DRAFTING
    template_name = "roles/campaigns/stage_form.html"
    form_class = StageForm
    plan: StagePlan

    def get_permission_object(self) -> Campaign:
        super().get_permission_object()
        plan = StagePlan.objects.of(self.record)
        number = self.kwargs["number"]
        if plan is None or not 1 <= number <= plan.stages.count() + 1:
            raise Http404
        self.plan = plan
        return self.record

    def get_form_kwargs(self) -> dict[str, Any]:
        stage = self.plan.stages.filter(number=self.kwargs["number"]).first()
        return {**super().get_form_kwargs(), "plan": self.plan, "stage": stage}

    def form_valid(self, form: StageForm) -> HttpResponse:
        try:
            stage_plans.save_stage(
                campaign=self.record,
                number=self.kwargs["number"],
                actor=self.person,
                **{"criteria": [], **form.cleaned_data},
            )
        except TransitionNotAllowed:
            messages.warning(
                self.request, "You cannot change the stages, because the terms are approved"
            )
        else:
            messages.success(self.request, f"Stage {self.kwargs['number']} is saved")
        return redirect("roles:stage_plan", self.record.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("roles:stage_plan", args=[self.record.reference])
        number = self.kwargs["number"]
        return super().get_context_data(record=self.record, back=back, number=number, **kwargs)
