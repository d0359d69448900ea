"""The department's and the hub's side: applications by reference, and their legal moves."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from hub import timeline
from hub.moves import MoveView, offered
from hub.uploads import response
from hub.views.base import CreatingFormView, GuardedTemplateView
from roles.applications.answers import answers_for_assessors, arrangements_of
from roles.applications.forms.applications import AnswerToCandidateForm
from roles.applications.services.assisted import acts_for
from roles.applications.services.messages import answer_candidate
from roles.applications.views.handled import HandledApplicationView
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import pass_marks_of
from roles.selection import tables
from roles.selection.moves import APPLICATION_MOVES

PAGE = 30


class SiftListView(GuardedTemplateView):
    """A campaign's applications, by reference and state, oldest first."""

    permission = "roles.view_application"
    template_name = "roles/selection/sift_list.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            rows = Campaign.objects.select_related("organisation__parent")
            self.campaign = get_object_or_404(rows, reference=kwargs["reference"])
        return super().dispatch(request, *args, **kwargs)

    def get_permission_object(self) -> Campaign:
        return self.campaign

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.campaign.applications.handled_by(self.request.user)
        counts = Counter(rows.values_list("state", flat=True))
        state = self.request.GET.get("state", "")
        if state in counts:
            rows = rows.filter(state=state)
        page = Paginator(rows.order_by("submitted_at", "pk"), PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            campaign=self.campaign,
            may_enter=self.request.user.has_perm("roles.enter_application", self.campaign),
            page_of_applications=page,
            applications=tables.applications(self.campaign, APPLICATION_MOVES).of(page),
            states=[
                (value, label, counts[value])
                for value, label in ApplicationState.choices
                if value in counts
            ],
            state=state if state in counts else "",
            pass_marks=pass_marks_of(self.campaign),
            **kwargs,
        )


class SiftDetailView(HandledApplicationView, GuardedTemplateView):
    """What was sent, without a name before the interview (R11), and what can be done next."""

    template_name = "roles/selection/sift_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            moves=offered(APPLICATION_MOVES, self.application, self.request.user),
            # Names of candidates never show before the interview, so nobody's are shown here.
            history=[
                timeline.Line(
                    entry.label,
                    entry.at,
                    note="Recorded afterwards" if entry.recorded_later else "",
                )
                for entry in timeline.of(self.application, names=False)
            ],
            answers=answers_for_assessors(self.application),
            arranged=self.arranged(),
            letters=list(self.application.messages.all()),
            acts=acts_for(self.application, self.person),
            pass_marks=pass_marks_of(self.application.campaign),
            **kwargs,
        )

    def arranged(self) -> list[tuple[str, str]]:
        """What those who arrange the selection have to know, and nobody else (R12)."""
        if not self.request.user.has_perm("roles.view_adjustments", self.application):
            return []
        return arrangements_of(self.application)


class ApplicationMoveView(MoveView, HandledApplicationView):
    """One thing done to an application by those who handle it."""

    moves = APPLICATION_MOVES
    record_argument = "application"
    template_name = "roles/selection/sift_move.html"

    @property
    def record_url(self) -> str:
        return self.detail_url

    def find_record(self) -> Application:
        if self.application is None:
            raise Http404
        return self.application


class AnswerView(HandledApplicationView, CreatingFormView):
    """An answer to what a candidate asked."""

    permission = "roles.move_application"
    form_class = AnswerToCandidateForm
    template_name = "roles/selection/sift_answer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=list(self.application.messages.all()), **kwargs)

    def form_valid(self, form: AnswerToCandidateForm) -> HttpResponse:
        answer_candidate(
            application=self.application, text=form.cleaned_data["text"], actor=self.person
        )
        messages.success(self.request, "Your answer is sent to the candidate")
        return redirect(self.detail_url)


class CvView(HandledApplicationView):
    """A candidate's CV, from the invitation to an interview on (R11)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.application.cv is None or not self.application.shows_identity:
            raise Http404
        return response(request, self.application.cv, name="cv")
