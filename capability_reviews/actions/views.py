"""What departments build: Digital Leaders, teams, training plans."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from capability_reviews.actions import services
from capability_reviews.actions.forms import TeamForm, TrainingForm
from capability_reviews.actions.moves import TEAM_MOVES, TRAINING_MOVES
from capability_reviews.models import DigitalLeaderAppointment, TeamBuild, TrainingPlan
from capability_reviews.record_view import RecordView
from hub.moves import Move, MoveView, offered
from hub.views.base import GuardedTemplateView

SHOWN = 100


class BuildingListView(GuardedTemplateView):
    """Leaders, teams and training plans of the departments a person may see."""

    permission = "capability_reviews.view_building"
    template_name = "capability_reviews/actions/building_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may = user.has_perm("capability_reviews.record_building")

        def seen(model: Any) -> Any:
            return model.objects.visible_to(user).select_related("organisation__parent")[:SHOWN]

        def with_moves(rows: Any, moves: tuple[Move, ...]) -> Any:
            return [(row, offered(moves, row, user)) for row in rows]

        return super().get_context_data(
            leaders=seen(DigitalLeaderAppointment),
            teams=with_moves(seen(TeamBuild), TEAM_MOVES),
            plans=with_moves(seen(TrainingPlan), TRAINING_MOVES),
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


class TeamMoveView(MoveView):
    """Move a team on."""

    moves = TEAM_MOVES
    record_argument = "team"

    def find_record(self) -> TeamBuild:
        rows = TeamBuild.objects.visible_to(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class TrainingMoveView(MoveView):
    """Move a training plan on."""

    moves = TRAINING_MOVES
    record_argument = "plan"

    def find_record(self) -> TrainingPlan:
        rows = TrainingPlan.objects.visible_to(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])
