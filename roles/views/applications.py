"""The candidate's side: start, write, check, send, follow and withdraw an application."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.views.base import GuardedFormView, GuardedTemplateView, GuardedView
from roles.candidate_status import status_of
from roles.forms.applications import ContactForm, DeclarationForm, DraftForm, StatementForm
from roles.models.application import Application
from roles.models.campaign import Campaign
from roles.services.applications import (
    CampaignNotOpenError,
    IncompleteApplicationError,
    StaleDraftError,
    missing_parts,
    save_draft,
    start_application,
    submit_application,
)
from roles.services.withdrawal import withdraw_application
from roles.vacancy_context import standing


class ApplicationListView(GuardedTemplateView):
    """Everything the person has applied for, and what they have begun."""

    permission = "roles.view_own_applications"
    template_name = "roles/application_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Application.objects.of(self.request.user).select_related(
            "campaign__organisation", "campaign__listing"
        )
        return super().get_context_data(
            applications=[(application, status_of(application)) for application in rows], **kwargs
        )


class ApplicationStartView(GuardedTemplateView):
    """What applying takes, and the button that begins a draft."""

    permission = "roles.view_own_applications"
    template_name = "roles/application_start.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.campaign = (
            Campaign.objects.advertised()
            .select_related("organisation")
            .filter(reference=kwargs["reference"])
            .first()
        )
        if self.campaign is None and request.user.is_authenticated:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        existing = Application.objects.of(request.user).filter(campaign=self.campaign).first()
        if existing:
            return redirect(existing)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            application = start_application(campaign=self.campaign, actor=request.user)
        except CampaignNotOpenError:
            return self.render_to_response(self.get_context_data())
        return redirect(application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(campaign=self.campaign, **kwargs)


class OwnApplicationView(GuardedView):
    """A view of one application, found among the person's own."""

    permission = "roles.view_own_applications"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.application = (
            Application.objects.of(request.user)
            .select_related("campaign__organisation", "post")
            .filter(reference=kwargs["reference"])
            .first()
        )
        if self.application is None and request.user.is_authenticated:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            application=self.application, campaign=self.application.campaign, **kwargs
        )


class ApplicationDetailView(OwnApplicationView, GuardedTemplateView):
    """A draft's list of tasks; a sent application's status and what was sent."""

    def get_template_names(self) -> list[str]:
        return [
            "roles/application_tasks.html"
            if self.application.is_draft
            else "roles/application_detail.html"
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            status=status_of(self.application),
            missing=missing_parts(self.application) if self.application.is_draft else [],
            standing=standing(self.application.campaign),
            **kwargs,
        )


class DraftStepView(OwnApplicationView, GuardedFormView):
    """One step of a draft: what is typed is kept at every press of a button, finished or not."""

    form_class: type[DraftForm]
    next_url_name = "roles:application_detail"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.application.is_draft:
            return redirect(self.application)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        names = [name for name in self.form_class.base_fields if name != "version"]
        return {
            **{name: getattr(self.application, name) for name in names},
            "version": self.application.version,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        try:
            save_draft(
                application=self.application,
                version=form.typed_version,
                words=form.typed,
                actor=request.user,
            )
        except StaleDraftError:
            return self.changed_elsewhere(form)
        except TransitionNotAllowed:
            messages.warning(request, "You have sent this application, so it cannot be changed")
            return redirect(self.application)
        if not self.application.campaign.is_open:
            return redirect(self.application)
        if "later" in request.POST:
            messages.success(request, "Your application is saved")
            return redirect(self.application)
        if not form.is_valid():
            self.application.refresh_from_db(fields=["version"])
            return self.render_to_response(self.get_context_data(form=self.renewed(form)))
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        if not missing_parts(Application.objects.get(pk=self.application.pk)):
            return reverse("roles:application_check", args=[self.application.reference])
        return reverse(self.next_url_name, args=[self.application.reference])

    def renewed(self, form: DraftForm) -> DraftForm:
        """The same form, based on the draft as it stands now."""
        data = form.data.copy()
        data["version"] = str(self.application.version)
        form.data = data
        return form

    def changed_elsewhere(self, form: DraftForm) -> HttpResponse:
        """Show what is saved beside what was typed; the button then keeps the typed words."""
        self.application.refresh_from_db()
        form.is_valid()
        saved = [
            (form.fields[name].label, getattr(self.application, name))
            for name in form.fields
            if name != "version" and getattr(self.application, name) != form.typed[name]
        ]
        context = self.get_context_data(form=self.renewed(form), saved_elsewhere=saved)
        return self.render_to_response(context, status=409)


class ContactView(DraftStepView):
    """How to reach the candidate."""

    form_class = ContactForm
    template_name = "roles/application_contact.html"
    next_url_name = "roles:application_statement"


class StatementView(DraftStepView):
    """How the candidate meets the criteria."""

    form_class = StatementForm
    template_name = "roles/application_statement.html"
    next_url_name = "roles:application_contact"

    def get_form_kwargs(self) -> dict[str, Any]:
        limit = self.application.campaign.statement_word_limit
        return {**super().get_form_kwargs(), "word_limit": limit}


class CheckView(OwnApplicationView, GuardedFormView):
    """Check your answers, declare, send: once, however often the button is pressed."""

    form_class = DeclarationForm
    template_name = "roles/application_check.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.application.is_draft:
            return redirect(self.application)
        if missing_parts(self.application) or not self.application.campaign.is_open:
            return redirect(self.application)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.application.submitted_at:
            return redirect("roles:application_submitted", self.application.reference)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: DeclarationForm) -> HttpResponse:
        try:
            submit_application(application=self.application, actor=self.request.user)
        except CampaignNotOpenError:
            return redirect(self.application)
        except IncompleteApplicationError:
            messages.warning(self.request, "Finish every part before you send your application")
            return redirect(self.application)
        return redirect("roles:application_submitted", self.application.reference)


class SubmittedView(OwnApplicationView, GuardedTemplateView):
    """The confirmation with the reference number; can be opened again."""

    template_name = "roles/application_submitted.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.application.submitted_at:
            return redirect(self.application)
        return super().get(request, *args, **kwargs)


class WithdrawView(OwnApplicationView, GuardedTemplateView):
    """Asks, then withdraws a sent application or deletes a draft."""

    template_name = "roles/application_withdraw.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.application.is_withdrawable:
            return redirect(self.application)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            application = withdraw_application(application=self.application, actor=request.user)
        except TransitionNotAllowed:
            messages.warning(request, "This application can no longer be withdrawn")
            return redirect(self.application)
        if application is None:
            messages.success(request, "Your draft is deleted")
            return redirect("roles:application_list")
        messages.success(request, f"{application} is withdrawn")
        return redirect(application)
