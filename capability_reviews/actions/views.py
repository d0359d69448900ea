"""What departments build: Digital Leaders, teams, training plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django_fsm import TransitionNotAllowed

from capability_reviews.actions import services
from capability_reviews.actions.forms import TeamForm, TrainingForm
from capability_reviews.models import DigitalLeaderAppointment, TeamBuild, TrainingPlan
from capability_reviews.record_view import RecordView
from hub.views.base import GuardedTemplateView, GuardedView

SHOWN = 100


class BuildingListView(GuardedTemplateView):
    """Leaders, teams and training plans of the departments a person may see."""

    permission = "capability_reviews.view_building"
    template_name = "capability_reviews/actions/building_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may = user.has_perm("capability_reviews.record_building")

        def seen(model: Any) -> Any:
            rows = model.objects.visible_to(user).select_related("organisation__parent")[:SHOWN]
            return [(row, user.has_perm("capability_reviews.record_building", row)) for row in rows]

        return super().get_context_data(
            leaders=seen(DigitalLeaderAppointment),
            teams=seen(TeamBuild),
            plans=seen(TrainingPlan),
            may_record=may,
            **kwargs,
        )


class TeamView(RecordView):
    """Record a team that is planned."""

    form_class = TeamForm
    service = staticmethod(services.plan_team)
    extra_context = {"heading": "Record a digital team", "button": "Record"}
    done = "The team is recorded"


class TrainingView(RecordView):
    """Record a training plan."""

    form_class = TrainingForm
    service = staticmethod(services.plan_training)
    extra_context = {"heading": "Record a training plan", "button": "Record"}
    done = "The training plan is recorded"


class BuildingMoveView(GuardedView):
    """Move a team or a training plan on."""

    http_method_names = ["post"]
    model: Any = None
    moves: dict[str, str] = {}
    service: Callable[..., Any]
    argument = ""

    def post(self, request: Any, pk: int, move: str) -> HttpResponse:
        row = get_object_or_404(self.model.objects.visible_to(request.user), pk=pk)
        if move not in self.moves or not request.user.has_perm(
            "capability_reviews.record_building", row
        ):
            raise Http404
        try:
            type(self).service(**{self.argument: row}, move=move, actor=request.user)
        except TransitionNotAllowed:
            messages.warning(request, f"Nothing was changed: it is {row.get_state_display()}")
        return redirect(row)


class TeamMoveView(BuildingMoveView):
    """Move a team on."""

    model, moves, argument = TeamBuild, services.TEAM_MOVES, "team"
    service = staticmethod(services.move_team)


class TrainingMoveView(BuildingMoveView):
    """Move a training plan on."""

    model, moves, argument = TrainingPlan, services.TRAINING_MOVES, "plan"
    service = staticmethod(services.move_training)
