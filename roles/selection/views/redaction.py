"""Personal details are hidden in answers: who does it, how far it is, each application."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from hub.refusals import RefusedError
from hub.views.base import GuardedFormView, GuardedTemplateView, refused
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.applications.application import Application
from roles.models.selection.redaction import Redaction, Redactor
from roles.selection.forms.redaction import RedactForm, RedactorForm
from roles.selection.redaction_tables import REDACTED, progress_words
from roles.selection.services.redacting import (
    appoint_redactor,
    open_to_redact,
    save_redaction,
    to_redact,
    waiting_after,
    why_not_changed,
)
from roles.selection.services.redaction_texts import texts_of

NONE_LEFT = "Personal details are hidden in every application that has come in."


class RedactionListView(CampaignRecordView, GuardedTemplateView):
    """Who hides personal details, and how far that is; for who does it, each application."""

    permission = "roles.view_redaction"
    template_name = "roles/selection/redaction_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, user = self.record, self.request.user
        redacts = user.has_perm("roles.redact_answers", campaign)
        has_closed = campaign.closed_at is not None
        rows = to_redact(campaign.applications_shown).select_related("redaction__checked_by")
        shown = list(rows.order_by("reference")) if redacts and has_closed else []
        for application in shown:
            application.campaign = campaign
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            current=campaign.redactors.current().select_related("person").first(),
            has_closed=has_closed,
            progress=progress_words(campaign) if has_closed else "",
            listed=REDACTED.of(shown) if redacts and has_closed else None,
            is_next=redacts and has_closed and waiting_after(campaign) is not None,
            may_read_panels=user.has_perm("roles.view_panel", campaign),
            may_appoint=user.has_perm("roles.appoint_redactor", campaign),
            why_not=why_not_changed(campaign),
            **kwargs,
        )


class RedactorView(CampaignRecordView, GuardedFormView):
    """Somebody is asked to hide personal details, or somebody else, or nobody."""

    permission = "roles.appoint_redactor"
    template_name = "roles/selection/redactor.html"
    form_class = RedactorForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if why := why_not_changed(self.record):
            messages.warning(request, f"{why}.")
            return redirect("roles:redaction_list", self.record.reference)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        current: Redactor | None = self.record.redactors.current().first()
        return {"person": current.person_id if current else None}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "campaign": self.record}

    def form_valid(self, form: RedactorForm) -> HttpResponse:
        person = form.cleaned_data["person"]
        try:
            appoint_redactor(campaign=self.record, person=person, actor=self.person)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            f"{person} hides personal details in this campaign. We have emailed them"
            if person
            else "Personal details are not hidden in this campaign",
        )
        return redirect("roles:redaction_list", self.record.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("roles:redaction_list", args=[self.record.reference])
        return super().get_context_data(record=self.record, back=back, **kwargs)


class RedactNextView(CampaignRecordView):
    """Leads to the next application in which details have to be hidden."""

    permission = "roles.redact_answers"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        following = waiting_after(self.record) if self.record.closed_at else None
        return redirect(following_url(self.record.reference, following))


def following_url(campaign: str, application: Application | None) -> str:
    """The page of an application, else the list."""
    if application is None:
        return reverse("roles:redaction_list", args=[campaign])
    return reverse("roles:redact", args=[campaign, application.reference])


class RedactView(CampaignRecordView, GuardedFormView):
    """The answers of one application, whole: what is proposed is kept or not, more is added.

    Whoever opens it cannot apply for the role any more (R25).
    """

    permission = "roles.redact_answers"
    template_name = "roles/selection/redact.html"
    form_class = RedactForm
    application: Application

    def get_permission_object(self) -> Application:
        campaign = super().get_permission_object()
        rows = to_redact(campaign.applications_shown)
        if campaign.closed_at is None:
            raise Http404
        self.application = get_object_or_404(rows, reference=self.kwargs["application"])
        self.application.campaign = campaign
        return self.application

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_to_redact(application=self.application, actor=self.person)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: RedactForm) -> HttpResponse:
        is_finished = self.request.POST.get("then") == "next"
        given = form.cleaned_data
        try:
            save_redaction(
                application=self.application,
                hidden=self.request.POST.getlist("hide"),
                words=given["words"],
                kind=given["kind"],
                is_finished=is_finished,
                actor=self.person,
            )
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        campaign = self.record
        if not is_finished:
            messages.success(
                self.request, "Your choices are saved. Nobody can read the answers yet"
            )
            return redirect("roles:redact", campaign.reference, self.application.reference)
        following = waiting_after(campaign, self.application.reference)
        messages.success(
            self.request, f"{self.application.reference} is done. {progress_words(campaign)}"
        )
        return redirect(following_url(campaign.reference, following))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign = self.record
        redaction = Redaction.objects.filter(application=self.application).first()
        texts = texts_of(self.application)
        if self.request.method == "POST":
            ticked = set(self.request.POST.getlist("hide"))
            for text in texts:
                for piece in text.pieces:
                    if piece.span:
                        piece.span.is_hidden = piece.value in ticked
        return super().get_context_data(
            record=campaign,
            application=self.application,
            texts=texts,
            is_done=redaction is not None and redaction.checked_at is not None,
            progress=progress_words(campaign),
            back=reverse("roles:redaction_list", args=[campaign.reference]),
            **kwargs,
        )
