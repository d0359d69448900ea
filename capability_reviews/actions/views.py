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
from hub.refusals import done_already
from hub.views.base import GuardedTemplateView, GuardedView

SHOWN = 100
# The moves on offer in each state, and what the button says.
TEAM_BUTTONS: dict[str, list[tuple[str, str]]] = {
    TeamBuild.State.PLANNED: [
        ("start", "Roles are being created"),
        ("establish", "The team is established"),
    ],
    TeamBuild.State.IN_PROGRESS: [("establish", "The team is established")],
}
TRAINING_BUTTONS: dict[str, list[tuple[str, str]]] = {
    TrainingPlan.State.PLANNED: [("start", "The training has begun")],
    TrainingPlan.State.RUNNING: [("finish", "The training is over")],
}


class BuildingListView(GuardedTemplateView):
    """Leaders, teams and training plans of the departments a person may see."""

    permission = "capability_reviews.view_building"
    template_name = "capability_reviews/actions/building_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may = user.has_perm("capability_reviews.record_building")

        def seen(model: Any) -> Any:
            return model.objects.visible_to(user).select_related("organisation__parent")[:SHOWN]

        def with_moves(rows: Any, buttons: dict[str, list[tuple[str, str]]]) -> Any:
            return [
                (
                    row,
                    buttons.get(row.state, [])
                    if user.has_perm("capability_reviews.record_building", row)
                    else [],
                )
                for row in rows
            ]

        return super().get_context_data(
            leaders=seen(DigitalLeaderAppointment),
            teams=with_moves(seen(TeamBuild), TEAM_BUTTONS),
            plans=with_moves(seen(TrainingPlan), TRAINING_BUTTONS),
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
            row.refresh_from_db()
            messages.warning(request, done_already(str(row), row.get_state_display()))
        else:
            row.refresh_from_db()
            state = row.get_state_display().lower()
            messages.success(request, f"{row} is now “{state}”")
        return redirect(row)


class TeamMoveView(BuildingMoveView):
    """Move a team on."""

    model, moves, argument = TeamBuild, services.TEAM_MOVES, "team"
    service = staticmethod(services.move_team)


class TrainingMoveView(BuildingMoveView):
    """Move a training plan on."""

    model, moves, argument = TrainingPlan, services.TRAINING_MOVES, "plan"
    service = staticmethod(services.move_training)
