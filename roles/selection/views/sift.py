"""The department's and the hub's side: applications by reference, and their legal moves."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_fsm import Transition, TransitionNotAllowed

from hub import timeline
from hub.uploads import response
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView, GuardedView
from roles.applications.answers import answers_for_assessors, arrangements_of
from roles.applications.forms.applications import (
    AnswerToCandidateForm,
    FeedbackForm,
    MoveForm,
    OfferForm,
    UndoForm,
)
from roles.applications.services.applications import asks_feedback, move_application
from roles.applications.services.assisted import acts_for
from roles.applications.services.messages import answer_candidate
from roles.applications.status import HANDLED_COLOURS
from roles.campaigns.services.posts import PostTaken
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import pass_marks_of
from roles.models.policy import RecruitmentPolicy
from roles.refusals import RefusedError
from roles.selection.services.offers import (
    make_provisional_offer,
    open_posts,
    record_fall_through,
    record_start,
)
from roles.selection.services.undoing import REVERSALS, undo_rejection

PAGE = 30
# What a move needs said besides that it is meant.
MOVE_FORMS: dict[str, type] = {
    "needs_post": OfferForm,
    "has_feedback": FeedbackForm,
    "needs_reason": UndoForm,
}
SERVICES = {"fall_through": record_fall_through, "start": record_start}


class SiftListView(GuardedTemplateView):
    """A campaign's applications, by reference and state, oldest first."""

    permission = "roles.view_application"
    template_name = "roles/selection/sift_list.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.campaign = (
            Campaign.objects.select_related("organisation__parent")
            .filter(reference=kwargs["reference"])
            .first()
        )
        if self.campaign is None and request.user.is_authenticated:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_permission_object(self) -> Campaign | None:
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
            states=[
                (value, label, counts[value])
                for value, label in Application.State.choices
                if value in counts
            ],
            state=state if state in counts else "",
            pass_marks=pass_marks_of(self.campaign),
            colours=HANDLED_COLOURS,
            **kwargs,
        )


class HandledApplicationView(GuardedView):
    """A view of one application that the person may handle: never their own."""

    permission = "roles.view_application"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.application = self.rows(request).filter(reference=kwargs["application"]).first()
        if self.application is None and request.user.is_authenticated:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def rows(self, request: HttpRequest) -> QuerySet[Application]:
        """The applications of the campaign that this person handles."""
        return (
            Application.objects.handled_by(request.user)
            .select_related("campaign__organisation__parent", "post")
            .filter(campaign__reference=self.kwargs["reference"])
        )

    def get_permission_object(self) -> Application | None:
        return self.application

    @property
    def detail_url(self) -> str:
        """Where the application is shown to those who handle it."""
        return reverse(
            "roles:sift_detail",
            args=[self.application.campaign.reference, self.application.reference],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "application": self.application,
            "campaign": self.application.campaign,
            "detail_url": self.detail_url,
            "colours": HANDLED_COLOURS,
        }
        return super().get_context_data(**(kwargs | own))  # type: ignore[misc]


class SiftDetailView(HandledApplicationView, GuardedTemplateView):
    """What was sent, without a name before the interview (R11), and what can be done next."""

    template_name = "roles/selection/sift_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_move = self.request.user.has_perm("roles.move_application", self.application)
        return super().get_context_data(
            moves=self.application.moves() if may_move else [],
            # Names of candidates never show before the interview, so nobody's are shown here.
            history=timeline.of(self.application, names=False),
            answers=answers_for_assessors(self.application),
            arranged=self.arranged(),
            letters=list(self.application.messages.all()),
            acts=acts_for(self.application, self.request.user),
            pass_marks=pass_marks_of(self.application.campaign),
            **kwargs,
        )

    def arranged(self) -> list[tuple[str, str]]:
        """What those who arrange the selection have to know, and nobody else (R12)."""
        if not self.request.user.has_perm("roles.view_adjustments", self.application):
            return []
        return arrangements_of(self.application)


class MoveView(HandledApplicationView, GuardedFormView):
    """Asks to confirm one of the legal moves, then makes it."""

    permission = "roles.move_application"
    template_name = "roles/selection/sift_move.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.move: Transition | None = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.find_move() else self.moved_already()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.find_move() else self.moved_already()

    def find_move(self) -> bool:
        """Find the move among the legal ones; False when it is a move, but not from here."""
        for move in self.application.moves():
            if move.name == self.kwargs["move"]:
                self.move = move
                return True
        every = self.application.get_all_state_transitions()
        known = {move.name for move in every if "label" in move.custom}
        if self.kwargs["move"] not in known:
            raise Http404
        return False

    def moved_already(self) -> HttpResponse:
        """Say how the application stands instead."""
        state = self.application.get_state_display().lower()
        messages.warning(self.request, f"Nothing was changed: {self.application} is at “{state}”")
        return redirect(self.detail_url)

    def get_form_class(self) -> type:
        custom = self.move.custom if self.move else {}
        for need, form in MOVE_FORMS.items():
            if custom.get(need) and (need != "has_feedback" or self.asks_feedback):
                return form
        return MoveForm

    @property
    def asks_feedback(self) -> bool:
        """Whether the candidate is to read why."""
        return self.move is not None and asks_feedback(self.application, self.move)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.move and self.move.custom.get("needs_post"):
            kwargs["posts"] = open_posts(self.application.campaign)
        return kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        name = self.kwargs["move"]
        try:
            if "post" in form.cleaned_data:
                make_provisional_offer(
                    application=self.application,
                    post=form.cleaned_data["post"],
                    actor=self.request.user,
                )
            elif name in SERVICES:
                SERVICES[name](application=self.application, actor=self.request.user)
            elif name in REVERSALS:
                undo_rejection(
                    application=self.application,
                    move=name,
                    reason=form.cleaned_data["reason"],
                    actor=self.request.user,
                )
            else:
                move_application(
                    application=self.application,
                    move=name,
                    feedback=form.cleaned_data.get("feedback", ""),
                    actor=self.request.user,
                )
        except RefusedError as error:
            for reason in error.reasons:
                form.add_error(None, reason)
            return self.form_invalid(form)
        except PostTaken:
            form.add_error("post", "The post you chose has just been taken. Select another post")
            return self.form_invalid(form)
        except PermissionDenied:
            form.add_error(
                "reason", "You made this decision. Ask a colleague to undo it: it takes two people"
            )
            return self.form_invalid(form)
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            return self.moved_already()
        self.application.refresh_from_db()
        state = self.application.get_state_display().lower()
        messages.success(self.request, f"{self.application} is now at “{state}”")
        return redirect(self.detail_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hours = RecruitmentPolicy.load().release_hours
        return super().get_context_data(move=self.move, release_hours=hours, **kwargs)


class AnswerView(HandledApplicationView, CreatingFormView):
    """An answer to what a candidate asked."""

    form_class = AnswerToCandidateForm
    template_name = "roles/selection/sift_answer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=list(self.application.messages.all()), **kwargs)

    def form_valid(self, form: AnswerToCandidateForm) -> HttpResponse:
        answer_candidate(
            application=self.application, text=form.cleaned_data["text"], actor=self.request.user
        )
        messages.success(self.request, "Your answer is sent to the candidate")
        return redirect(self.detail_url)


class CvView(HandledApplicationView):
    """A candidate's CV, from the invitation to an interview on (R11)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.application.cv is None or not self.application.shows_identity:
            raise Http404
        return response(request, self.application.cv, name="cv")
