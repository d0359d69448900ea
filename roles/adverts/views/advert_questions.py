"""Questions about adverts: asking and one's own; the department's side, where they are answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.refusals import RefusedError, done_already, kept_words
from hub.states import stages_of
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView, GuardedView
from hub.views.record_page import Crumb, RecordPage
from roles.adverts.forms.advert_questions import AnswerForm, AskForm, DeclineForm
from roles.adverts.question_times import answering_ends_at, asking_ends_at, takes_questions_at
from roles.adverts.services.advert_questions import answer_question, ask_question, decline_question
from roles.adverts.tables import QUESTIONS
from roles.models.adverts.advert_question import AdvertQuestion
from roles.models.adverts.question_state import ANSWERABLE, STAGES, QuestionState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.priority_mover import is_hidden_from

MOST_SHOWN = 200


class AskView(CreatingFormView):
    """Ask about a role: the question goes to its contact, and with its answer on the advert."""

    template_name = "roles/adverts/question_ask.html"
    form_class = AskForm
    campaign: Campaign

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.too_late() or super().get(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            rows = Campaign.objects.advertised().select_related("organisation", "page")
            self.campaign = get_object_or_404(
                rows, reference=kwargs["reference"], takes_questions=True
            )
            if is_hidden_from(self.campaign, request.user, timezone.now()):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def too_late(self) -> HttpResponse | None:
        """Back to the advert where no question is taken any more."""
        if takes_questions_at(self.campaign, timezone.now()):
            return None
        messages.warning(self.request, "Questions about this role are closed.")
        return redirect(self.campaign.advert_path)

    def form_valid(self, form: AskForm) -> HttpResponse:
        try:
            ask_question(campaign=self.campaign, text=form.cleaned_data["text"], actor=self.person)
        except RefusedError as error:
            for reason in error.reasons:
                form.add_error(None, reason)
            return self.form_invalid(form)
        messages.success(self.request, "We have sent your question to the contact of the role.")
        return redirect("roles:question_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            campaign=self.campaign, ends=asking_ends_at(self.campaign), **kwargs
        )


class OwnQuestionsView(GuardedTemplateView):
    """What a person asked, and what became of it."""

    template_name = "roles/adverts/question_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = AdvertQuestion.objects.of(self.request.user).order_by("-asked_at", "-pk")
        return super().get_context_data(
            questions=rows.select_related("campaign__organisation", "campaign__page")[:MOST_SHOWN],
            **kwargs,
        )


class CampaignQuestionsView(GuardedTemplateView):
    """The questions about one campaign's advert: those that wait first."""

    permission = "roles.answer_advertquestion"
    template_name = "roles/adverts/campaign_questions.html"
    campaign: Campaign

    def get_permission_object(self) -> Campaign:
        rows = Campaign.objects.select_related("organisation__parent")
        self.campaign = get_object_or_404(rows, reference=self.kwargs["reference"])
        return self.campaign

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = (
            AdvertQuestion.objects.visible_to(self.request.user)
            .filter(campaign=self.campaign)
            .select_related("campaign")
        )
        ends = answering_ends_at(self.campaign)
        shown = sorted(rows[:MOST_SHOWN], key=lambda item: item.state != QuestionState.ASKED)
        return super().get_context_data(
            campaign=self.campaign,
            questions=QUESTIONS.of(shown),
            ends=ends,
            is_opened=self.campaign.opened_at is not None,
            is_over=timezone.now() >= ends,
            **kwargs,
        )


class HandledQuestionView(GuardedView):
    """A view of one question that the person may answer: never their own."""

    permission = "roles.answer_advertquestion"
    question: AdvertQuestion

    def get_permission_object(self) -> AdvertQuestion:
        rows = AdvertQuestion.objects.visible_to(self.request.user).select_related(
            "campaign__organisation__parent"
        )
        self.question = get_object_or_404(
            rows,
            reference=self.kwargs["question"],
            campaign__reference=self.kwargs["reference"],
        )
        return self.question

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"question": self.question, "campaign": self.question.campaign}
        # The stubs know no names of the contexts' own.
        return super().get_context_data(**(kwargs | own))  # type: ignore[misc]

    def done(self, said: str) -> HttpResponse:
        """Say what was done, and go back to the questions."""
        messages.success(self.request, f"{self.question} {said}")
        return redirect("roles:campaign_questions", self.question.campaign.reference)


class QuestionFormView(HandledQuestionView, GuardedFormView):
    """A form that does something to a question; says so when it has moved on meanwhile."""

    said = ""

    def act(self, answers: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(form.cleaned_data)
        except RefusedError as error:
            for reason in error.reasons:
                form.add_error(None, reason)
            return self.form_invalid(form)
        except TransitionNotAllowed:
            self.question.refresh_from_db()
            state = self.question.get_state_display()
            kept = kept_words(each for each in form.cleaned_data.values() if isinstance(each, str))
            messages.warning(self.request, done_already(str(self.question), state) + kept)
            return redirect("roles:campaign_questions", self.question.campaign.reference)
        return self.done(self.said)


class QuestionDetailView(RecordPage, QuestionFormView):
    """A question with the form to answer it, or to correct its answer."""

    of = AdvertQuestion
    template_name = "roles/adverts/question_detail.html"
    form_class = AnswerForm
    said = "is answered on the advert"

    @classmethod
    def above(cls, record: AdvertQuestion) -> Campaign:
        return record.campaign

    @classmethod
    def list_of(cls, request: HttpRequest, record: AdvertQuestion) -> Crumb:
        address = reverse("roles:campaign_questions", args=[record.campaign.reference])
        return Crumb("Questions", address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stages = stages_of(self.question, STAGES)
        return super().get_context_data(record=self.question, stages=stages, **kwargs)

    def get_initial(self) -> dict[str, str]:
        question = self.question
        return {
            "published_text": question.published_text or question.text,
            "answer": question.answer,
        }

    def act(self, answers: dict[str, Any]) -> None:
        answer_question(question=self.question, actor=self.person, **answers)


class QuestionDeclineView(QuestionFormView):
    """Not publish a question, with a reason for the person who asked."""

    template_name = "roles/adverts/question_decline.html"
    form_class = DeclineForm
    said = "is not published"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.question.state not in ANSWERABLE:
            raise Http404
        return super().get(request, *args, **kwargs)

    def act(self, answers: dict[str, Any]) -> None:
        decline_question(question=self.question, actor=self.person, **answers)
