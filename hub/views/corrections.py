"""Correcting a figure of a closed quarter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from hub.forms.monitoring import CorrectionForm
from hub.indicators import Figure, find_figure
from hub.indicators.corrections import NothingToCorrectError, correct_figure
from hub.indicators.selecting import Selection
from hub.models import FigureSnapshot
from hub.views.base import CreatingFormView
from hub.views.monitoring import rows_url, selected


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
        return super().get_context_data(
            figure=self.figure, selection=self.selection, back=self._back(), **kwargs
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            correct_figure(figure=self.snapshot, actor=self.person, **form.cleaned_data)
        except NothingToCorrectError as error:
            form.add_error("text", str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"{self.figure.indicator.label} has been corrected")
        return redirect(self._back())

    def _back(self) -> str:
        return rows_url(self.selection, self.figure.indicator.slug)
