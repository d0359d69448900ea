"""The candidate's answer to an offer: read it, choose, confirm. Opening a link does nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.moves import ConfirmForm
from hub.views.as_read import AsReadView
from hub.views.base import GuardedFormView
from roles.applications.forms.applications import OfferAnswerForm
from roles.applications.status import moved_on
from roles.applications.views.applications import OwnApplicationView
from roles.selection.services.offer_terms import facts_of_offer
from roles.selection.services.offers import accept_offer, decline_offer

ANSWERS = {"accept": accept_offer, "decline": decline_offer}


NO_TERMS = "The department has not sent you the terms of the offer yet"


class AnsweringView(OwnApplicationView, AsReadView, GuardedFormView):
    """A page about an offer that waits for its answer; the answer is about the terms read on it."""

    changed_words = (
        "The offer changed after you opened the page, so we have not recorded an answer. "
        "Read the new terms, then answer"
    )

    def too_late(self) -> str:
        return "" if self.application.awaits_answer else moved_on(self.application)

    def facts_read(self) -> list[tuple[str, Any]]:
        return facts_of_offer(self.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(terms=self.application.terms_offered, **kwargs)


class OfferView(AnsweringView):
    """The offer, and the question whether to accept it."""

    form_class = OfferAnswerForm
    template_name = "roles/selection/offer.html"

    def make(self, form: OfferAnswerForm) -> HttpResponse:
        answer = form.cleaned_data["answer"]
        return redirect("roles:application_offer_answer", self.application.reference, answer)


class OfferAnswerView(AnsweringView):
    """Shows the terms, asks to confirm the answer, then gives it."""

    form_class = ConfirmForm
    template_name = "roles/selection/offer_answer.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["answer"] not in ANSWERS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["answer"] == "accept" and self.application.terms_offered is None:
            return self.nothing_changed(NO_TERMS)
        return super().get(request, *args, **kwargs)

    def make(self, form: ConfirmForm) -> HttpResponse:
        answer = self.kwargs["answer"]
        try:
            ANSWERS[answer](application=self.application, actor=self.person)
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            why = NO_TERMS if self.application.awaits_answer else moved_on(self.application)
            return self.nothing_changed(why)
        done = "accepted" if answer == "accept" else "declined"
        messages.success(self.request, f"You have {done} the offer")
        return redirect(self.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer = reverse("roles:application_offer", args=[self.application.reference])
        return super().get_context_data(offer_url=offer, facts=self.facts_read(), **kwargs)
