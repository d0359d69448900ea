"""The trainers' workspace for releases: plan, start, finish, learn (I9)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from hub import timeline
from hub.history import entries_by_day
from hub.moves import MoveView, offered
from hub.states import ShownStage, stages_of
from hub.views.base import CreatingFormView, GuardedTemplateView, GuardedView
from hub.views.record_page import Crumb, RecordPage, as_left
from training.models import Programme, ProgrammeRelease
from training.models.programmes.release import lessons_are_applied
from training.models.programmes.release_state import RUNNING, STAGES, TAKING_COHORTS
from training.programmes.forms import LessonForm, ReleasePlanForm
from training.programmes.moves import RELEASE_MOVES
from training.programmes.services import plan_release, record_lessons
from training.programmes.tables import COHORTS_OF_A_RELEASE

State = ProgrammeRelease.State


class ReleaseView(GuardedView):
    """A view of one release for those who run it."""

    permission = "training.manage_release"

    def get_permission_object(self) -> Any:
        return None

    @property
    def release(self) -> ProgrammeRelease:
        """The release that the address names."""
        if not hasattr(self, "_release"):
            rows = ProgrammeRelease.objects.select_related("programme")
            self._release = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._release


def stages_of_release(release: ProgrammeRelease) -> list[ShownStage]:
    """The stages of a release; when it is due to run, no more exact than the plan is."""
    due = f"due {release.due}" if release.due else ""
    return [
        replace(stage, words=due) if stage == ShownStage(RUNNING.label, "next", None) else stage
        for stage in stages_of(release, STAGES)
    ]


class ReleaseDetailView(RecordPage, ReleaseView, GuardedTemplateView):
    """A release: its modules, its cohorts, what it taught and what it learnt from."""

    of = ProgrammeRelease
    is_asked_of_record = False
    template_name = "training/programmes/release_detail.html"

    @classmethod
    def list_of(cls, request: HttpRequest, record: ProgrammeRelease) -> Crumb:
        return as_left(request, "Run the induction", "training:workspace")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        release = self.release
        is_planned = release.state == State.PLANNED
        return super().get_context_data(
            record=release,
            release=release,
            modules=release.modules.all(),
            cohorts=COHORTS_OF_A_RELEASE.of(release.cohorts.all()),
            lessons=release.lessons.select_related("applied_to"),
            applied=release.lessons_applied.select_related("learnt_from"),
            lacks_lessons=is_planned and not lessons_are_applied(release),
            before=release.release_before() if is_planned else None,
            moves=offered(RELEASE_MOVES, release, self.request.user),
            may_add_cohort=release.state in TAKING_COHORTS,
            may_learn=release.running_at is not None,
            stages=stages_of_release(release),
            history=entries_by_day(self.request, timeline.of(release)),
            **kwargs,
        )


class ReleaseMoveView(MoveView):
    """Start or finish a release."""

    moves = RELEASE_MOVES
    record_argument = "release"
    record_name = "The release"

    def find_record(self) -> ProgrammeRelease:
        rows = ProgrammeRelease.objects.select_related("programme")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class LessonView(ReleaseView, CreatingFormView):
    """Record a lesson of a release against the next one."""

    template_name = "training/programmes/lesson_new.html"
    form_class = LessonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "release": self.release}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(release=self.release, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        words = form.cleaned_data
        record_lessons(
            learnt_from=self.release,
            applied_to=words["applied_to"],
            lessons=[(words["lesson"], words["change"])],
            actor=self.person,
        )
        messages.success(self.request, "The lesson is recorded")
        return redirect("training:release_detail", self.release.pk)


class ReleasePlanView(CreatingFormView):
    """Plan a release of a programme."""

    permission = "training.manage_release"
    template_name = "training/programmes/release_new.html"
    form_class = ReleasePlanForm

    def get_programme(self) -> Programme:
        return get_object_or_404(Programme, slug=self.kwargs["slug"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "programme": self.get_programme()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(programme=self.get_programme(), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        release = plan_release(
            programme=self.get_programme(), actor=self.person, **form.cleaned_data
        )
        messages.success(self.request, "The release is planned")
        return redirect("training:release_detail", release.pk)
