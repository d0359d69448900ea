"""The candidate's side: start, write, check, send, follow and withdraw an application."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.history import by_day
from hub.views.as_read import AsReadView
from hub.views.base import (
    GuardedFormView,
    GuardedTemplateView,
    GuardedView,
    LateAnswerView,
)
from roles.adverts.context import public_status
from roles.applications.answers import answers_of
from roles.applications.dates import clock_of, lines_of_events
from roles.applications.forms.applications import (
    DeclarationForm,
    WithdrawForm,
)
from roles.applications.services.answers import reusable_sources
from roles.applications.services.applications import (
    CampaignNotOpenError,
    IncompleteApplicationError,
    start_application,
    submit_application,
)
from roles.applications.services.interview_times import (
    choose_by,
    times_of_interview,
    with_times_to_choose,
)
from roles.applications.services.same_person import entered_for_the_same, second_place_of
from roles.applications.services.sides import (
    AppliedBeforeError,
    HandlesApplicationsError,
    HelpedAsExpertError,
    applied_before,
    bookings_of,
    handles_already,
    helped_already,
)
from roles.applications.services.withdrawal import withdraw_application
from roles.applications.stage_bar import stages_for_candidate
from roles.applications.status import (
    closing_of,
    interview_called_off,
    moved_on,
    status_of,
    what_ends,
    why_not_open,
    why_role_withdrawn,
)
from roles.applications.task_list import not_ready, tasks_of
from roles.campaigns.services.movers import movers_awaiting, seen_first_by
from roles.models.applications.application import Application
from roles.models.applications.application_state import REJECTED
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.priority_mover import MoverReason, is_hidden_from
from roles.permissions.predicates import is_of_its_people


class ApplicationListView(GuardedTemplateView):
    """Everything the person has applied for, and what they have begun."""

    permission = "roles.view_own_applications"
    template_name = "roles/applications/application_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Application.objects.of(self.request.user).select_related(
            "campaign__organisation",
            "campaign__listing",
            "interview",
            "post",
            "offer_terms__request__organisation",
        )
        own = list(rows)
        return super().get_context_data(
            choose_by=choose_by(own),
            seen_first=seen_first_by(self.person),
            movers=movers_awaiting(self.person),
            applications=[(application, status_of(application)) for application in own],
            **kwargs,
        )


# What whoever starts an application can do no more for the role (R25).
GIVEN_UP = (
    "roles.view_application",
    "roles.publish_campaign",
    "roles.draft_campaign",
    "roles.approve_campaign",
)


class ApplicationStartView(GuardedTemplateView):
    """What applying takes, and the button that begins a draft."""

    permission = "roles.view_own_applications"
    template_name = "roles/applications/application_start.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            rows = Campaign.objects.advertised().select_related("organisation")
            self.campaign = get_object_or_404(rows, reference=kwargs["reference"])
            if is_hidden_from(self.campaign, request.user, timezone.now()):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own = Application.objects.of(request.user).that_count()
        existing = own.filter(campaign=self.campaign).order_by("entered_how").first()
        if existing:
            return redirect(existing)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            application = start_application(campaign=self.campaign, actor=self.person)
        except (CampaignNotOpenError, HandlesApplicationsError, AppliedBeforeError):
            return self.render_to_response(self.get_context_data())
        return redirect(application)

    def why_not(self, handles: bool, helped: bool) -> str:
        """Why this person cannot apply for the role at all; "" where they can."""
        if applied_before(self.campaign, self.person):
            return AppliedBeforeError.reason
        if handles:
            return HandlesApplicationsError.reason
        return HelpedAsExpertError.reason if helped else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        handles = handles_already(self.campaign, self.person.email)
        helped = helped_already(self.campaign, self.person, timezone.now())
        # Before they give a power up, they read that they do.
        may_help = is_of_its_people(self.person, self.campaign) or any(
            self.person.has_perm(name, self.campaign) for name in GIVEN_UP
        )
        return super().get_context_data(
            campaign=self.campaign,
            cannot_apply=self.why_not(handles, helped),
            gives_up_helping=may_help and not handles,
            bookings=[] if helped else list(bookings_of(self.campaign, self.person)),
            why_not_open=why_not_open(self.campaign),
            **kwargs,
        )


SENT = "You have sent this application and cannot change it"


def has_applied(application: Application) -> bool:
    """Whether the candidate has one of their own beside what was entered for them (R8)."""
    own = Application.objects.filter(candidate=application.candidate_id, entered_how="")
    return own.filter(campaign=application.campaign_id).exists()


class OwnApplicationView(LateAnswerView, GuardedView):
    """A view of one application, found among the person's own."""

    permission = "roles.view_own_applications"
    application: Application

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            rows = Application.objects.of(request.user)
            self.application = get_object_or_404(
                rows.select_related(
                    "campaign__organisation",
                    "post",
                    "interview",
                    "offer_terms__place",
                    "offer_terms__request__organisation",
                ),
                reference=kwargs["reference"],
            )
            if late := self.late_answer():
                return late
        return super().dispatch(request, *args, **kwargs)

    def moved_on_url(self) -> str:
        return self.application.get_absolute_url()

    def lock_what_is_read(self) -> None:
        """Lock the application and read it again, for an answer that is about what was read."""
        rows = Application.objects.select_for_update(of=("self",)).select_related(
            "campaign__organisation",
            "post",
            "interview",
            "offer_terms__place",
            "offer_terms__request__organisation",
        )
        self.application = rows.get(pk=self.application.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The stubs know no names of the contexts' own.
        return super().get_context_data(  # type: ignore[misc]
            application=self.application,
            campaign=self.application.campaign,
            has_applied=bool(self.application.entered_how) and has_applied(self.application),
            closing=closing_of(self.application),
            **kwargs,
        )


class ApplicationDetailView(OwnApplicationView, GuardedTemplateView):
    """A draft's list of tasks; a sent application's status and what was sent."""

    def get_template_names(self) -> list[str]:
        return [
            "roles/applications/application_tasks.html"
            if self.application.is_draft
            else "roles/applications/application_detail.html"
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        times = times_of_interview(self.application)
        status = status_of(self.application)
        return super().get_context_data(
            status=with_times_to_choose(status, self.application, times["choose_by"]),
            interview_off=interview_called_off(self.application),
            why_withdrawn=why_role_withdrawn(self.application),
            clock=clock_of(self.application),
            stages=[] if self.application.is_draft else stages_for_candidate(self.application),
            history=by_day(self.request, lines_of_events(self.application)),
            entered_beside=entered_for_the_same(self.application),
            second=second_place_of(self.application),
            letters=list(self.application.messages.all()),
            answers=answers_of(self.application),
            **times,
            check_question=self.application.has_accepted
            and self.application.checks_in_hand.with_candidate().exists(),
            mover_reason=MoverReason.objects.filter(application=self.application).first()
            if self.application.shown_state in REJECTED
            else None,
            tasks=tasks_of(self.application) if self.application.is_draft else [],
            reusable=reusable_sources(self.application) if self.application.is_draft else [],
            role_status=public_status(self.application.campaign),
            **kwargs,
        )


class CheckView(OwnApplicationView, GuardedFormView):
    """Check your answers, declare, send: once, however often the button is pressed."""

    form_class = DeclarationForm
    template_name = "roles/applications/application_check.html"

    def too_late(self) -> str:
        is_sent = self.request.method == "POST" and self.application.submitted_at
        return "" if self.application.is_draft or is_sent else SENT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.application.campaign.is_open:
            return self.not_sent(status_of(self.application).next_step)
        if why := not_ready(self.application):
            return self.not_sent(why)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.application.submitted_at:
            return redirect("roles:application_submitted", self.application.reference)
        return super().post(request, *args, **kwargs)

    def not_sent(self, why: str) -> HttpResponse:
        """Lead to the parts of the application, and say what keeps it from being sent."""
        messages.warning(self.request, why)
        return redirect(self.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(answers=answers_of(self.application), **kwargs)

    def form_valid(self, form: DeclarationForm) -> HttpResponse:
        try:
            submit_application(application=self.application, actor=self.person)
        except CampaignNotOpenError:
            return self.not_sent(status_of(self.application).next_step)
        except AppliedBeforeError as error:
            return self.not_sent(str(error))
        except IncompleteApplicationError:
            self.application.refresh_from_db()
            return self.not_sent(not_ready(self.application))
        return redirect("roles:application_submitted", self.application.reference)


class SubmittedView(OwnApplicationView, GuardedTemplateView):
    """The confirmation with the reference number; can be opened again."""

    template_name = "roles/applications/application_submitted.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.application.submitted_at:
            messages.warning(request, "You have not sent this application yet.")
            return redirect(self.application)
        return super().get(request, *args, **kwargs)


class WithdrawView(OwnApplicationView, AsReadView, GuardedFormView):
    """Asks, and why if the person likes to say, then withdraws or deletes a draft."""

    form_class = WithdrawForm
    template_name = "roles/applications/application_withdraw.html"

    def too_late(self) -> str:
        return "" if self.application.is_withdrawable else moved_on(self.application)

    def facts_read(self) -> list[tuple[str, Any]]:
        return what_ends(self.application)

    def make(self, form: WithdrawForm) -> HttpResponse:
        try:
            application = withdraw_application(
                application=self.application,
                reason=form.cleaned_data["reason"],
                actor=self.person,
            )
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            return self.nothing_changed(moved_on(self.application))
        if application is None:
            messages.success(self.request, "You have deleted your application")
            return redirect("roles:application_list")
        messages.success(self.request, "You have withdrawn your application")
        return redirect(application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(ends=self.facts_read(), **kwargs)
