"""Advice on organisation design: the list, one engagement, and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django_fsm import TransitionNotAllowed

from capability_reviews.models import OrgDesignEngagement
from capability_reviews.models.org_design.engagement import UNDER_WAY, EngagementState
from capability_reviews.org_design import services
from capability_reviews.org_design.forms import AdviceForm, GiveAdviceForm, MeetingForm
from capability_reviews.org_design.tables import ENGAGEMENTS, MEETINGS
from hub import timeline
from hub.models import Need
from hub.refusals import done_already
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView, GuardedView

S = EngagementState
PAGE = 30
WITHDRAW = ("withdraw", "Withdraw")
PAUSE = ("pause", "Pause")
BUTTONS: dict[str, list[tuple[str, str]]] = {
    S.REQUESTED: [("start_scoping", "Take it up and scope it"), WITHDRAW],
    S.SCOPING: [("agree_terms", "Terms are agreed"), PAUSE, WITHDRAW],
    S.TERMS_AGREED: [("describe_current_state", "Go on to the current state"), PAUSE, WITHDRAW],
    S.CURRENT_STATE: [("set_out_options", "Go on to options"), PAUSE, WITHDRAW],
    S.OPTIONS: [("recommend", "Go on to the recommendation"), PAUSE, WITHDRAW],
    S.RECOMMENDATION: [PAUSE, WITHDRAW],
    S.PAUSED: [("start_scoping", "Take it up again"), WITHDRAW],
    S.ADVICE_GIVEN: [
        ("accept", "Accept the advice"),
        ("accept_in_part", "Accept it in part"),
        ("decline", "Do not accept it"),
    ],
    S.ACCEPTED: [("start_implementing", "Start implementing")],
    S.PART_ACCEPTED: [("start_implementing", "Start implementing")],
    S.IMPLEMENTING: [("finish_implementing", "It is implemented")],
    S.IMPLEMENTED: [("review", "It is reviewed")],
}


class EngagementListView(GuardedTemplateView):
    """The engagements a person may see."""

    permission = "capability_reviews.view_orgdesignengagement"
    template_name = "capability_reviews/org_design/engagement_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = OrgDesignEngagement.objects.visible_to(self.request.user).select_related(
            "organisation"
        )
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_of_engagements=page,
            engagements=ENGAGEMENTS.of(page),
            may_ask=self.request.user.has_perm("capability_reviews.request_advice"),
            **kwargs,
        )


class AskView(CreatingFormView):
    """Ask for advice; with ``?need=``, as an answer to that need."""

    permission = "capability_reviews.request_advice"
    template_name = "capability_reviews/form.html"
    form_class = AdviceForm
    extra_context = {"heading": "Ask for advice on organisation design", "button": "Ask for advice"}

    @property
    def need(self) -> Need | None:
        """The need of the address, if it stands and the person may ask for its organisation."""
        reference = self.request.GET.get("need", "").replace("\x00", "")
        if not reference:
            return None
        needs = Need.objects.visible_to(self.request.user).open()
        need = get_object_or_404(needs.select_related("organisation"), reference=reference)
        if not self.request.user.has_perm("capability_reviews.request_advice", need):
            raise Http404
        return need

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        need = self.need
        return {"organisation": need.organisation_id, "question": need.reason} if need else {}

    def form_valid(self, form: Any) -> HttpResponse:
        need = self.need
        if need is not None and need.organisation != form.cleaned_data["organisation"]:
            form.add_error("organisation", "Select the organisation that has the need")
            return self.form_invalid(form)
        engagement = services.request_advice(actor=self.person, need=need, **form.cleaned_data)
        messages.success(self.request, f"Your request has the reference {engagement.reference}")
        return redirect(engagement)


class EngagementView(GuardedView):
    """A view of one engagement, found among those the person may see."""

    permission = "capability_reviews.view_orgdesignengagement"
    own_permission = ""

    def get_permission_object(self) -> Any:
        self.engagement = get_object_or_404(
            OrgDesignEngagement.objects.visible_to(self.request.user).select_related(
                "organisation__parent", "adviser"
            ),
            reference=self.kwargs["reference"],
        )
        if self.own_permission and not self.may(self.own_permission):
            raise Http404
        return None

    def may(self, name: str) -> bool:
        """Whether the person holds a permission for this engagement's organisation."""
        return bool(self.request.user.has_perm(f"capability_reviews.{name}", self.engagement))

    def may_move(self, move: str) -> bool:
        """Whether the person may make a move of engagements, when its time has come."""
        permission = services.MOVE_PERMISSIONS.get(move)
        return permission is not None and self.request.user.has_perm(permission, self.engagement)


class EngagementDetailView(EngagementView, GuardedTemplateView):
    """An engagement: the question, the advice, meetings, what to do next."""

    template_name = "capability_reviews/org_design/engagement_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        engagement = self.engagement
        return super().get_context_data(
            engagement=engagement,
            meetings=MEETINGS.of(engagement.meetings.all()),
            buttons=[
                (move, label)
                for move, label in BUTTONS.get(engagement.state, [])
                if self.may_move(move)
            ],
            may_advise=engagement.state in UNDER_WAY and self.may("advise"),
            may_log=self.may("advise"),
            history=timeline.shown(timeline.newest_first(timeline.of(engagement))),
            **kwargs,
        )


class EngagementMoveView(EngagementView):
    """Move an engagement on."""

    http_method_names = ["post"]

    def post(self, request: Any, reference: str, move: str) -> HttpResponse:
        known = {name for row in BUTTONS.values() for name, _ in row}
        if move not in known or not self.may_move(move):
            raise Http404
        try:
            services.move_engagement(engagement=self.engagement, move=move, actor=request.user)
        except TransitionNotAllowed:
            self.engagement.refresh_from_db()
            state = self.engagement.get_state_display()
            messages.warning(request, done_already("The engagement", state))
        else:
            self.engagement.refresh_from_db()
            state = self.engagement.get_state_display().lower()
            messages.success(request, f"The engagement is now “{state}”")
        return redirect(self.engagement)


class EngagementFormView(EngagementView, GuardedFormView):
    """An adviser's form about an engagement."""

    template_name = "capability_reviews/form.html"
    own_permission = "advise"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back=self.engagement.get_absolute_url(), caption=str(self.engagement), **kwargs
        )


class MeetingView(EngagementFormView, CreatingFormView):
    """Log an advice meeting."""

    form_class = MeetingForm
    extra_context = {"heading": "Log an advice meeting", "button": "Log meeting"}

    def form_valid(self, form: Any) -> HttpResponse:
        services.log_meeting(engagement=self.engagement, actor=self.person, **form.cleaned_data)
        messages.success(self.request, "The meeting is logged")
        return redirect(self.engagement)


class GiveAdviceView(EngagementFormView):
    """Give the advice."""

    form_class = GiveAdviceForm
    extra_context = {"heading": "Give the advice", "button": "Give advice"}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            services.move_engagement(
                engagement=self.engagement,
                move="give_advice",
                actor=self.person,
                advice=form.cleaned_data["advice"],
            )
        except TransitionNotAllowed:
            self.engagement.refresh_from_db()
            form.add_error(None, self.refusal())
            return self.form_invalid(form)
        messages.success(self.request, "The advice is given")
        return redirect(self.engagement)

    def refusal(self) -> str:
        """Why advice cannot be given: it was already, or the work is not at that point."""
        if self.engagement.advice_given_at:
            return "You have already given this advice"
        state = self.engagement.get_state_display().lower()
        return f"You cannot give the advice now. The engagement is at “{state}”"
