"""The pages of an application: one question each, the jobs one by one, an earlier application."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.forms import Form
from hub.views.base import CreatingFormView, GuardedFormView
from roles.applications.answers import answers_of
from roles.applications.forms.jobs import AnotherJobForm, JobForm, RemoveJobForm
from roles.applications.forms.questions import QUESTION_FORMS, QuestionForm
from roles.applications.forms.reuse import ReuseForm
from roles.applications.questions import (
    ApplicationQuestion,
    criteria_for,
    question_of,
    questions_of,
    seal,
    unfinished,
)
from roles.applications.services.answers import (
    StaleAnswerError,
    confirm_answer,
    remove_job,
    reusable_sources,
    reuse_sections,
    save_answer,
    save_job,
)
from roles.applications.task_list import question_url
from roles.applications.views.applications import SENT, OwnApplicationView
from roles.models.applications.application import Application


class DraftView(OwnApplicationView, GuardedFormView):
    """A page of a draft; once it is sent, or while the role is closed, its task list instead."""

    def too_late(self) -> str:
        # What is typed while the role is closed is kept all the same.
        if not self.application.is_draft:
            return SENT
        if self.request.method == "GET" and not self.application.campaign.is_open:
            return "This role does not take applications now"
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except TransitionNotAllowed:
            return self.nothing_changed(SENT)

    def next_url(self, question: ApplicationQuestion) -> str:
        """The section's next page, then check your answers when all is done, else the tasks.

        Whoever came from there to change one answer goes straight back.
        """
        fresh = Application.objects.select_related("campaign").get(pk=self.application.pk)
        asked = questions_of(fresh)
        slugs = [item.slug for item in asked]
        later = asked[slugs.index(question.slug) + 1 :] if question.slug in slugs else []
        follows = bool(later) and later[0].section == question.section
        if not unfinished(fresh) and ("change" in self.request.GET or not follows):
            return reverse("roles:application_check", args=[fresh.reference])
        return self.url_of(later[0].slug) if follows else fresh.get_absolute_url()

    def url_of(self, slug: str) -> str:
        """The address of a question of this application."""
        return question_url(self.application, slug)


class QuestionView(DraftView):
    """One question: what is typed is kept at every press of a button, finished or not.

    A script may save what was typed without a button: it asks for JSON and gets the new seal.
    """

    template_name = "roles/applications/application_question.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["question"] not in QUESTION_FORMS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def question(self) -> ApplicationQuestion:
        """The question of the address. Raises ``Http404`` where the campaign does not ask it."""
        found = question_of(self.application, self.kwargs["question"])
        if found is None:
            raise Http404
        return found

    def get_form_class(self) -> type[QuestionForm]:
        return QUESTION_FORMS[self.kwargs["question"]]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "application": self.application}

    def get_initial(self) -> dict[str, Any]:
        current = self.question.read(self.application)
        return {**current, "seal": seal(current)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question
        return super().get_context_data(
            question=question,
            is_copied=question.slug in self.application.unconfirmed,
            criteria=criteria_for(self.application, question),
            **kwargs,
        )

    @property
    def in_passing(self) -> bool:
        """Whether a script saves what is typed, without a button."""
        return self.request.headers.get("Accept") == "application/json"

    def nothing_changed(self, why: str) -> HttpResponse:
        if self.in_passing:
            return JsonResponse({"saved": False}, status=409)
        return super().nothing_changed(why)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question, form = self.question, self.get_form()
        try:
            save_answer(
                application=self.application,
                question=question.slug,
                words=form.typed,
                seen=form.typed_seal,
                actor=self.person,
            )
        except StaleAnswerError:
            if self.in_passing:
                return JsonResponse({"saved": False}, status=409)
            return self.changed_elsewhere(form)
        except TransitionNotAllowed:
            return self.nothing_changed(SENT)
        self.application.refresh_from_db()
        if self.in_passing:
            return JsonResponse({"saved": True, "seal": seal(question.read(self.application))})
        if not self.application.campaign.is_open:
            return redirect(self.application)
        if "later" in request.POST:
            messages.success(request, "Your progress is saved")
            return redirect(self.application)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=self.renewed(form)))
        confirm_answer(application=self.application, question=question.slug, actor=self.person)
        return redirect(self.next_url(question))

    def renewed(self, form: QuestionForm) -> QuestionForm:
        """The same form, based on the answer as it stands now."""
        data: Any = form.data
        data = data.copy()
        data["seal"] = seal(self.question.read(self.application))
        form.data = data
        return form

    def changed_elsewhere(self, form: QuestionForm) -> HttpResponse:
        """Show what is saved beside what was typed; the button then keeps the typed words."""
        self.application.refresh_from_db()
        form.is_valid()
        saved = [
            (answer.label, answer.text)
            for answer in answers_of(self.application)
            if answer.question == self.question.slug
        ]
        context = self.get_context_data(form=self.renewed(form), saved_elsewhere=saved)
        return self.render_to_response(context, status=409)


class JobsView(DraftView):
    """The jobs so far, and whether there is another."""

    form_class = AnotherJobForm
    template_name = "roles/applications/application_jobs.html"

    @property
    def question(self) -> ApplicationQuestion:
        """The question about jobs. Raises ``Http404`` where it is not asked."""
        found = question_of(self.application, "jobs")
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question,
            jobs=list(self.application.employments.all()),
            is_copied="jobs" in self.application.unconfirmed,
            **kwargs,
        )

    def form_valid(self, form: AnotherJobForm) -> HttpResponse:
        question = self.question
        confirm_answer(application=self.application, question="jobs", actor=self.person)
        if form.cleaned_data["another"] == "yes":
            return redirect("roles:application_job_add", self.application.reference)
        if not question.is_done(self.application):
            form.add_error("another", "Add at least one job")
            return self.form_invalid(form)
        return redirect(self.next_url(question))


class JobView(DraftView, CreatingFormView):
    """Add a job, or change one."""

    form_class: type[Form] = JobForm
    template_name = "roles/applications/application_job.html"

    def get_initial(self) -> dict[str, Any]:
        return JobForm.initial_of(self.job) if self.job else {}

    @property
    def is_creating(self) -> bool:
        return "job" not in self.kwargs

    @property
    def job(self) -> Any:
        """The job of the address; None for a new one. Raises ``Http404``."""
        if question_of(self.application, "jobs") is None:
            raise Http404
        if "job" not in self.kwargs:
            return None
        found = self.application.employments.filter(pk=self.kwargs["job"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(job=self.job, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        job = self.job
        save_job(
            application=self.application,
            job=job.pk if job else None,
            actor=self.person,
            **form.facts,
        )
        return redirect("roles:application_jobs", self.application.reference)


class RemoveJobView(JobView):
    """Asks, then removes a job."""

    form_class = RemoveJobForm
    template_name = "roles/applications/application_job_remove.html"

    def get_initial(self) -> dict[str, Any]:
        return {}

    def form_valid(self, form: Any) -> HttpResponse:
        remove_job(application=self.application, job=self.job.pk, actor=self.person)
        messages.success(self.request, "The job is removed")
        return redirect("roles:application_jobs", self.application.reference)


class ReuseView(DraftView):
    """Start sections from an earlier application."""

    form_class = ReuseForm
    template_name = "roles/applications/application_reuse.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        sources = reusable_sources(self.application)
        return {**super().get_form_kwargs(), "sources": sources}

    def form_valid(self, form: ReuseForm) -> HttpResponse:
        for source, sections in form.chosen:
            reuse_sections(
                application=self.application,
                source=source,
                sections=sections,
                actor=self.person,
            )
        messages.success(
            self.request, "Your answers are copied. Check and confirm each before you send"
        )
        return redirect(self.application)
