"""The candidate's answer to an offer: read it, choose, confirm. Opening a link does nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.views.base import GuardedFormView, GuardedTemplateView
from roles.applications.forms.applications import OfferAnswerForm
from roles.applications.status import moved_on
from roles.applications.views.applications import OwnApplicationView
from roles.selection.services.offers import accept_offer, decline_offer

ANSWERS = {"accept": accept_offer, "decline": decline_offer}


class AnsweringView(OwnApplicationView):
    """A page about an offer that waits for its answer; afterwards it says what was answered."""

    def too_late(self) -> str:
        return "" if self.application.awaits_answer else moved_on(self.application)


class OfferView(AnsweringView, GuardedFormView):
    """The offer, and the question whether to accept it."""

    form_class = OfferAnswerForm
    template_name = "roles/selection/offer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(terms=self.application.terms_offered, **kwargs)

    def form_valid(self, form: OfferAnswerForm) -> HttpResponse:
        answer = form.cleaned_data["answer"]
        return redirect("roles:application_offer_answer", self.application.reference, answer)


class OfferAnswerView(AnsweringView, GuardedTemplateView):
    """Asks to confirm the answer, then gives it."""

    template_name = "roles/selection/offer_answer.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["answer"] not in ANSWERS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = kwargs["answer"]
        try:
            ANSWERS[answer](application=self.application, actor=self.person)
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            if self.application.awaits_answer:
                why = "The department has not sent you the terms of the offer yet"
                return self.nothing_changed(why)
            return self.nothing_changed(moved_on(self.application))
        done = "accepted" if answer == "accept" else "declined"
        messages.success(request, f"You have {done} the offer")
        return redirect(self.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer = reverse("roles:application_offer", args=[self.application.reference])
        return super().get_context_data(offer_url=offer, **kwargs)
