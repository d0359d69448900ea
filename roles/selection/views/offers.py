"""The candidate's answer to an offer: read it, choose, confirm. Opening a link does nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.moves import ConfirmForm, MoveView
from hub.views.as_read import AsReadView
from hub.views.base import CreatingFormView, GuardedFormView, GuardedView
from hub.views.pdf_files import as_pdf
from roles.applications.services.messages import ask_about_application
from roles.applications.status import moved_on
from roles.applications.views.applications import OwnApplicationView
from roles.applications.views.handled import HandledApplicationView
from roles.models.applications.amount_approval import AmountApproval
from roles.models.applications.application import Application
from roles.selection.forms.offer_answers import DeclineForm, DiscussForm, OfferAnswerForm
from roles.selection.offer_letter import letter_of
from roles.selection.offer_moves import AMOUNT_MOVES
from roles.selection.services.offer_terms import facts_of_offer
from roles.selection.services.offers import accept_offer, decline_offer
from roles.selection.services.reading import open_with_identity

ANSWERS = ("accept", "decline")
NO_TERMS = "The department has not sent you the terms of the offer yet"
ASKED = "You have already asked the department whether you can still accept this offer"


class AnsweringView(OwnApplicationView, AsReadView, GuardedFormView):
    """A page about an offer that waits for its answer; the answer is about the terms read on it."""

    changed_words = (
        "The offer changed after you opened the page, so we have not recorded an answer. "
        "Read the new terms, then answer"
    )

    @property
    def asks_late(self) -> bool:
        """Whether accepting is a question: the day has passed, or the offer is withdrawn (S39)."""
        return self.application.may_ask_late

    def too_late(self) -> str:
        if self.application.awaits_late_answer:
            return ASKED
        waits = self.application.awaits_answer or self.asks_late
        return "" if waits else moved_on(self.application)

    def facts_read(self) -> list[tuple[str, Any]]:
        return facts_of_offer(self.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = self.application.terms_offered
        return super().get_context_data(
            terms=terms,
            asks_late=self.asks_late,
            is_withdrawn=not self.application.awaits_answer,
            discussion=list(terms.discussion.order_by("sent_at", "pk")) if terms else [],
            **kwargs,
        )


class OfferView(AnsweringView):
    """The offer, and the question whether to accept it."""

    form_class = OfferAnswerForm
    template_name = "roles/selection/offer.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        is_over = not self.application.awaits_answer
        return {**super().get_form_kwargs(), "is_late": self.asks_late, "is_over": is_over}

    def make(self, form: OfferAnswerForm) -> HttpResponse:
        answer, reference = form.cleaned_data["answer"], self.application.reference
        if answer == "discuss":
            return redirect("roles:application_offer_discuss", reference)
        return redirect("roles:application_offer_answer", reference, answer)


class OfferAnswerView(AnsweringView):
    """Shows the terms, asks to confirm the answer, then gives it."""

    template_name = "roles/selection/offer_answer.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["answer"] not in ANSWERS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def accepts(self) -> bool:
        """Whether the page is about accepting."""
        return bool(self.kwargs["answer"] == "accept")

    def too_late(self) -> str:
        if not self.accepts and not self.application.awaits_answer:
            return moved_on(self.application)
        return "" if not self.accepts else super().too_late()

    def get_form_class(self) -> type[Any]:
        return ConfirmForm if self.accepts else DeclineForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.accepts and self.application.terms_offered is None:
            return self.nothing_changed(NO_TERMS)
        return super().get(request, *args, **kwargs)

    def make(self, form: Any) -> HttpResponse:
        try:
            answered = self.answer(form)
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            why = NO_TERMS if self.application.awaits_answer else moved_on(self.application)
            return self.nothing_changed(why)
        messages.success(self.request, self.said(answered))
        return redirect(self.application)

    def answer(self, form: Any) -> Application:
        """Give the answer that the page is about."""
        if self.accepts:
            return accept_offer(application=self.application, actor=self.person)
        typed = form.cleaned_data
        return decline_offer(
            application=self.application,
            actor=self.person,
            reason=typed["reason"],
            words=typed["words"],
        )

    def said(self, answered: Application) -> str:
        """What came of the answer."""
        if answered.awaits_late_answer:
            department = answered.organisation.name
            return (
                "The time to answer has passed, so you have not accepted the offer yet. We have "
                f"asked {department} whether you still can"
            )
        return f"You have {'accepted' if self.accepts else 'declined'} the offer"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer = reverse("roles:application_offer", args=[self.application.reference])
        return super().get_context_data(offer_url=offer, facts=self.facts_read(), **kwargs)


class OfferDiscussView(OwnApplicationView, CreatingFormView):
    """Something about an offer that its candidate wants to discuss before they answer it."""

    form_class = DiscussForm
    template_name = "roles/selection/offer_discuss.html"

    def too_late(self) -> str:
        has_terms = self.application.terms_offered is not None
        waits = self.application.awaits_answer and has_terms
        return "" if waits else moved_on(self.application)

    def form_valid(self, form: DiscussForm) -> HttpResponse:
        ask_about_application(
            application=self.application,
            text=form.cleaned_data["text"],
            actor=self.person,
            is_about_offer=True,
        )
        department = self.application.organisation.name
        messages.success(self.request, f"We have sent this to {department}. The offer stands")
        return redirect("roles:application_offer", self.application.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = self.application.terms_offered
        offer = reverse("roles:application_offer", args=[self.application.reference])
        return super().get_context_data(terms=terms, offer_url=offer, **kwargs)


class AmountMoveView(MoveView):
    """A decision on one amount, by an approver of the department."""

    moves = AMOUNT_MOVES
    record_argument = "approval"
    record_noun = "list of what waits for you"

    def find_record(self) -> AmountApproval:
        rows = AmountApproval.objects.select_related(
            "application__campaign__organisation__parent",
            "application__post",
            "application__offer_terms",
            "asked_by",
        )
        return get_object_or_404(rows, pk=self.kwargs["approval"])

    @property
    def record_url(self) -> str:
        return reverse("work")


class OfferLetterView(OwnApplicationView, GuardedView):
    """The offer as a letter to keep, for its candidate."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter = letter_of(self.application)
        if letter is None:
            raise Http404
        return as_pdf(request, letter, f"offer-{self.application.reference}")


class OfferLetterOfCampaignView(HandledApplicationView, GuardedView):
    """The same for those who made it."""

    permission = "roles.move_application"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter = letter_of(self.application)
        if letter is None or self.application.offered_for or self.is_unseen:
            raise Http404
        open_with_identity(application=self.application, actor=self.person)
        return as_pdf(request, letter, f"offer-{self.application.reference}")
