"""The record of decision: the whole one, the one to disclose, and the one of an application."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from hub.pdf import Document
from hub.views.base import GuardedTemplateView
from hub.views.pdf_files import as_pdf, asks_for_pdf, pdf_at
from roles.applications.services.sides import open_applications
from roles.applications.views.handled import HandledApplicationView
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.selection.decision_record import decision_record, disclosed_record, explanation
from roles.selection.services.reading import open_with_identity

PERMISSION = "roles.view_decision_record"


class DecisionRecordView(CampaignRecordView, GuardedTemplateView):
    """Every decision of a campaign: as a page, in print and as a PDF."""

    permission = PERMISSION
    template_name = "roles/selection/decision_record.html"
    filename = "record-of-decision"
    is_disclosed = False

    def document(self) -> Document:
        """What the page says."""
        return decision_record(self.record, self.person)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_applications(campaign=self.record, actor=self.person)
        if asks_for_pdf(request):
            return as_pdf(request, self.document(), f"{self.filename}-{self.record.reference}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            record=self.record,
            campaign=self.record,
            document=self.document(),
            is_disclosed=self.is_disclosed,
            pdf=pdf_at(self.request.path),
            **kwargs,
        )


class DisclosedRecordView(DecisionRecordView):
    """The edition without candidates and without names, for a freedom of information request."""

    filename = "record-of-decision-to-disclose"
    is_disclosed = True

    def document(self) -> Document:
        return disclosed_record(self.record, self.person)


class ExplanationView(HandledApplicationView, GuardedTemplateView):
    """What was decided on one application and why, for its candidate."""

    permission = PERMISSION
    template_name = "roles/selection/explanation.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_with_identity(application=self.application, actor=self.person)
        if asks_for_pdf(request):
            found = explanation(self.application, self.person)
            return as_pdf(request, found, f"explanation-{self.application.reference}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            document=explanation(self.application, self.person),
            pdf=pdf_at(self.request.path),
            **kwargs,
        )
