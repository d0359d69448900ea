"""Correcting a figure of a closed quarter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hub.corrections import (
    confirm_correction,
    correct_figure,
    publishers_of,
    refuse_correction,
    version_of_correction,
)
from hub.forms.monitoring import CorrectionForm
from hub.forms.second_person import NO, YES
from hub.indicators import Figure, find_figure
from hub.indicators.selecting import Selection
from hub.models import FigureCorrection, FigureSnapshot
from hub.refusals import RefusedError
from hub.second_person import waiting_for_second
from hub.views.base import CreatingFormView, refused
from hub.views.monitoring import rows_url, selected
from hub.views.second_person import SecondPersonView

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
        said = waiting_for_second(CONFIRMING, asked, self.person).said
        return super().get_context_data(
            figure=self.figure,
            selection=self.selection,
            waiting=waiting,
            may_read=waiting is not None and self.person.has_perm(CONFIRMING, waiting),
            nobody_else=said or ("" if publishers_of(asked) else NOBODY_ELSE),
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


class ConfirmCorrectionView(SecondPersonView):
    """A second person reads a correction, and publishes it or not."""

    permission = CONFIRMING
    template_name = "hub/monitoring/confirm_correction.html"
    model = FigureCorrection
    emailed = "hub.correction_waits"
    logged = frozenset({"hub.figure_corrected", "hub.correction_refused"})
    question = "Should this correction be published?"
    pending: FigureCorrection

    def rows(self) -> Any:
        return FigureCorrection.objects.waiting().select_related("figure__period", "corrected_by")

    def is_waiting(self) -> bool:
        return FigureCorrection.objects.waiting().filter(pk=self.kwargs["pk"]).exists()

    def record(self) -> Any:
        return self.pending.figure.period

    def where(self, record: Any) -> str:
        return reverse("monitoring")

    def answers(self) -> list[tuple[str, str]]:
        return [(YES, "Yes, publish it"), (NO, "No, refuse it")]

    def version(self) -> str:
        return version_of_correction(self.pending)

    def confirm(self, read: str) -> str:
        confirm_correction(correction=self.pending, read=read, actor=self.person)
        return "The correction has been published"

    def refuse(self, reason: str) -> str:
        refuse_correction(correction=self.pending, reason=reason, actor=self.person)
        return "You have refused this correction, so it is not published"
