"""Correcting a figure of a closed quarter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from hub.corrections import (
    confirm_correction,
    correct_figure,
    publishers_of,
    refuse_correction,
    version_of_correction,
)
from hub.forms.monitoring import CorrectionForm, PublishCorrectionForm
from hub.indicators import Figure, find_figure
from hub.indicators.selecting import Selection
from hub.models import FigureCorrection, FigureSnapshot
from hub.refusals import RefusedError
from hub.views.base import CreatingFormView, GuardedFormView
from hub.views.monitoring import rows_url, selected
from hub.views.roles import refused

CONFIRMING = "hub.confirm_correction"
NOBODY_ELSE = (
    "Nobody else can publish it at the moment. It has to wait until somebody else is made an "
    "analyst or a hub lead, or the technical team that runs this service publishes it."
)


class CorrectFigureView(CreatingFormView):
    """Say what a frozen figure should have said, and why (QC4)."""

    permission = "hub.correct_figure"
    template_name = "hub/monitoring/correct.html"
    form_class = CorrectionForm
    selection: Selection
    figure: Figure
    snapshot: FigureSnapshot

    def get_permission_object(self) -> None:
        period, slug = self.kwargs["period"], self.kwargs["slug"]
        self.selection = selected(self.request, period)
        figure = find_figure(slug, self.selection.period, self.selection.organisation)
        if figure is None or figure.snapshot is None:
            raise Http404
        self.figure, self.snapshot = figure, figure.snapshot

    def get_form_kwargs(self) -> dict[str, Any]:
        is_counted = self.figure.measure.value is not None
        return {**super().get_form_kwargs(), "is_counted": is_counted}

    def get_initial(self) -> dict[str, Any]:
        latest = self.figure.corrections[-1] if self.figure.corrections else self.figure.measure
        return {"value": latest.value, "text": latest.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = FigureCorrection.objects.waiting().filter(figure=self.snapshot).first()
        # Asked of what waits, or of one that this person would write.
        asked = waiting or FigureCorrection(figure=self.snapshot, corrected_by=self.person)
        return super().get_context_data(
            figure=self.figure,
            selection=self.selection,
            waiting=waiting,
            may_read=waiting is not None and self.person.has_perm(CONFIRMING, waiting),
            nobody_else="" if publishers_of(asked) else NOBODY_ELSE,
            back=self._back(),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            made = correct_figure(figure=self.snapshot, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        label = self.figure.indicator.label
        if publishers_of(made):
            messages.success(
                self.request,
                f"{label}: a second person has to read this before it is published. We have "
                "emailed those who can",
            )
        else:
            messages.warning(
                self.request,
                f"{label}: a second person has to read this before it is published. {NOBODY_ELSE}",
            )
        return redirect(self._back())

    def _back(self) -> str:
        return rows_url(self.selection, self.figure.indicator.slug)


class ConfirmCorrectionView(GuardedFormView):
    """A second person reads a correction, and publishes it or not."""

    permission = CONFIRMING
    template_name = "hub/monitoring/confirm_correction.html"
    form_class = PublishCorrectionForm
    correction: FigureCorrection

    def get_permission_object(self) -> FigureCorrection:
        rows = FigureCorrection.objects.waiting().select_related("figure__period", "corrected_by")
        self.correction = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self.correction

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "read": version_of_correction(self.correction)}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            if form.cleaned_data["answer"] == "yes":
                read = form.cleaned_data["facts_version"]
                confirm_correction(correction=self.correction, read=read, actor=self.person)
                messages.success(self.request, "The correction has been published")
            else:
                refuse_correction(correction=self.correction, actor=self.person)
                messages.success(self.request, "The correction has not been published")
        except FigureCorrection.DoesNotExist:
            messages.warning(self.request, "Somebody has already answered, so nothing has changed.")
        except RefusedError as error:
            refused(form, error)
            self.correction = self.get_permission_object()
            form.data = form.data.copy()
            form.data["facts_version"] = version_of_correction(self.correction)
            return self.form_invalid(form)
        return redirect("monitoring")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(correction=self.correction, **kwargs)
