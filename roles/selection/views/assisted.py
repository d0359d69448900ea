"""For somebody who cannot use the service: enter an application, answer an offer, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django_fsm import TransitionNotAllowed

from hub.dates import date_gb
from hub.refusals import not_now
from hub.views.as_read import AsReadView
from hub.views.base import GuardedFormView, LateAnswerView
from hub.views.checked import CheckedFormView
from roles.applications.services.applications import CampaignNotOpenError
from roles.applications.services.assisted import (
    ANSWERS,
    EnteredAlreadyError,
    HandlesForThemError,
    MoversFirstError,
    acts_for,
    enter_application,
    refuse_entering,
    rule_of_entering,
    why_no_answer,
    why_nothing_is_entered,
)
from roles.applications.services.withdrawal import (
    has_recorded_withdrawal,
    withdraw_application,
    withdraw_entered,
)
from roles.applications.status import what_ends
from roles.applications.views.handled import HandledApplicationView
from roles.models.campaigns.campaign import Campaign
from roles.permissions.predicates import acts_for_candidate
from roles.selection.forms.assisted import ActForm, EnterApplicationForm
from roles.selection.services.offer_terms import facts_of_offer
from roles.selection.services.offers import accept_offer, decline_offer

ACTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "accept": ("Accept the offer for the candidate", accept_offer),
    "decline": ("Decline the offer for the candidate", decline_offer),
    "withdraw": ("Withdraw the application for the candidate", withdraw_application),
}


class EnterView(CheckedFormView):
    """Type in an application that came by phone, on paper or in person."""

    permission = "roles.enter_application"
    form_class = EnterApplicationForm
    template_name = "roles/selection/application_enter.html"
    check_template = "roles/selection/application_enter_check.html"
    # None only until the guard has refused.
    campaign: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.campaign = (
            Campaign.objects.advertised()
            .select_related("organisation__parent")
            .filter(reference=kwargs["reference"])
            .first()
        )
        if self.campaign is None and request.user.is_authenticated:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_permission_object(self) -> Campaign | None:
        return self.campaign

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "campaign": self.campaign, "person": self.person}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.too_late() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.too_late() or super().post(request, *args, **kwargs)

    def too_late(self) -> HttpResponse | None:
        """Lead back to the applications where none can be entered, whatever is typed."""
        why = why_nothing_is_entered(self.campaign, self.person)
        if not why:
            return None
        messages.warning(self.request, not_now(why, was_tried=self.request.method == "POST"))
        return redirect("roles:sift_list", self.campaign.reference)

    def refuse_early(self, form: EnterApplicationForm) -> bool:
        return self.is_refused(
            form,
            lambda: refuse_entering(
                campaign=self.campaign,
                answers=form.own_answers,
                declared_on=form.cleaned_data["declared_on"],
                actor=self.person,
            ),
        )

    def is_refused(self, form: EnterApplicationForm, act: Callable[[], Any]) -> bool:
        """Act; where that is refused, the form says why."""
        try:
            act()
        except CampaignNotOpenError:
            closed = date_gb(self.campaign.closes_on)
            why = f"The date of their declaration must be {closed} or earlier: the role closed then"
            form.add_error("declared_on", why)
            return True
        except (EnteredAlreadyError, HandlesForThemError, MoversFirstError) as error:
            form.add_error(error.field, error.reasons)
            return True
        return False

    def get_check_context(self, form: EnterApplicationForm) -> dict[str, Any]:
        return {"campaign": self.campaign, "typed": form.in_words, "jobs": form.filled_jobs} | {
            "email": form.cleaned_data["email"],
            "phone": form.cleaned_data["phone"],
        }

    def send(self, form: EnterApplicationForm) -> HttpResponse:
        typed, made = form.cleaned_data, []
        only = [place.slug for place in self.campaign.places.all()]
        if self.is_refused(
            form,
            lambda: made.append(
                enter_application(
                    campaign=self.campaign,
                    answers=form.own_answers,
                    elements=form.elements,
                    places=typed.get("places_wanted", only),
                    rest=form.answers,
                    jobs=form.filled_jobs,
                    cv=typed.get("cv"),
                    entered_how=typed["entered_how"],
                    declared_on=typed["declared_on"],
                    actor=self.person,
                )
            ),
        ):
            return self.form_invalid(form)
        messages.success(self.request, f"{made[0]} has been sent. Tell the person this number")
        return redirect("roles:sift_list", self.campaign.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rule = rule_of_entering(self.campaign)
        return super().get_context_data(campaign=self.campaign, rule=rule, **kwargs)


class ActView(LateAnswerView, HandledApplicationView, AsReadView, GuardedFormView):
    """Asks, then acts in the name of a candidate who told staff what to do."""

    form_class = ActForm
    template_name = "roles/selection/act_for_candidate.html"
    is_open_to_who_entered_it = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["act"] not in ACTS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_permission_object(self) -> Any:
        if not (self.is_unseen or acts_for_candidate(self.person, self.application)):
            raise Http404
        return super().get_permission_object()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.late_answer() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.late_answer() or super().post(request, *args, **kwargs)

    def late_answer(self) -> HttpResponse | None:
        """An offer is not answered by who made it, either."""
        why = why_no_answer(self.application, self.person)
        if why and self.kwargs["act"] in ANSWERS:
            messages.warning(self.request, f"{why}.")
            return redirect(self.detail_url)
        return super().late_answer()

    def too_late(self) -> str:
        if self.kwargs["act"] in acts_for(self.application, self.person):
            return ""
        if self.is_unseen:
            if self.kwargs["act"] == "withdraw" and has_recorded_withdrawal(
                self.application, self.person
            ):
                return f"You have already recorded this for {self.application}"
            return f"You cannot do this for {self.application}"
        state = self.application.get_state_display().lower()
        return f"{self.application} is now “{state}”"

    def moved_on_url(self) -> str:
        return self.detail_url

    def facts_read(self) -> list[tuple[str, Any]]:
        if self.is_unseen:
            return []
        if self.kwargs["act"] == "withdraw":
            return what_ends(self.application)
        return facts_of_offer(self.application)

    def lock_what_is_read(self) -> None:
        rows = self.rows(self.request).select_for_update(of=("self",))
        self.application = rows.get(pk=self.application.pk)

    def make(self, form: ActForm) -> HttpResponse:
        act = ACTS[self.kwargs["act"]][1]
        if self.is_unseen:
            withdraw_entered(application=self.application, actor=self.person)
            said = f"You have recorded that the candidate wants to withdraw {self.application}"
            messages.success(self.request, said)
            return redirect(self.detail_url)
        try:
            act(application=self.application, actor=self.request.user)
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            return self.nothing_changed(self.too_late())
        messages.success(self.request, f"{self.application} is updated for the candidate")
        return redirect(self.detail_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=ACTS[self.kwargs["act"]][0], facts=self.facts_read(), **kwargs
        )
