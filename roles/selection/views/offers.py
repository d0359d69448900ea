"""The candidate's answer to an offer: read it, choose, confirm. Opening a link does nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.views.base import GuardedFormView, GuardedTemplateView
from roles.applications.forms.applications import OfferAnswerForm
from roles.applications.views.applications import OwnApplicationView
from roles.selection.services.offers import accept_offer, decline_offer

ANSWERS = {"accept": accept_offer, "decline": decline_offer}


class OfferView(OwnApplicationView, GuardedFormView):
    """The offer, and the question whether to accept it."""

    form_class = OfferAnswerForm
    template_name = "roles/selection/offer.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.application.awaits_answer:
            return redirect(self.application)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(terms=self.application.terms_offered, **kwargs)

    def form_valid(self, form: OfferAnswerForm) -> HttpResponse:
        answer = form.cleaned_data["answer"]
        return redirect("roles:application_offer_answer", self.application.reference, answer)


class OfferAnswerView(OwnApplicationView, GuardedTemplateView):
    """Asks to confirm the answer, then gives it."""

    template_name = "roles/selection/offer_answer.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["answer"] not in ANSWERS:
            raise Http404
        if not self.application.awaits_answer:
            return redirect(self.application)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = kwargs["answer"]
        if answer not in ANSWERS:
            raise Http404
        try:
            ANSWERS[answer](application=self.application, actor=self.person)
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            if self.application.awaits_answer:
                messages.warning(
                    request,
                    "You cannot answer yet. The department has not sent you the terms of the offer",
                )
            elif not self.already(answer):
                messages.warning(request, "You can no longer answer this offer")
            return redirect(self.application)
        done = "accepted" if answer == "accept" else "declined"
        messages.success(request, f"You have {done} the offer")
        return redirect(self.application)

    def already(self, answer: str) -> bool:
        """Whether a second press of the button asks for what is done."""
        application = self.application
        return (
            application.has_accepted
            if answer == "accept"
            else application.state == application.State.DECLINED
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer = reverse("roles:application_offer", args=[self.application.reference])
        return super().get_context_data(offer_url=offer, **kwargs)
