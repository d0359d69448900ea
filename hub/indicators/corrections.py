"""Correcting a figure of a closed quarter: dated, with a reason, beside what was published."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import FigureCorrection, FigureSnapshot, ReportingPeriod, User


class NothingToCorrectError(ValueError):
    """The correction says what latest already; the message says so."""


@requires("hub.correct_figure")
@transaction.atomic
def correct_figure(
    *,
    figure: FigureSnapshot,
    text: str,
    value: int | None,
    reason: str,
    actor: User | None,
    at: datetime | None = None,
) -> FigureCorrection:
    """Say what a frozen figure should have said; the figure and its rows stay as they are (QC4).

    Raises ``NothingToCorrectError`` when it says so already, and ``TransitionNotAllowed`` for a
    quarter that is not closed.
    """
    moment = at or timezone.now()
    period = ReportingPeriod.objects.select_for_update().get(pk=figure.period_id)
    latest = figure.corrections.last() or figure
    if (latest.text, latest.value) == (text, value):
        raise NothingToCorrectError(f"The figure already reads {text}")
    correction = FigureCorrection.objects.create(
        figure=figure,
        value=value,
        text=text,
        reason=reason,
        corrected_at=moment,
        corrected_by=actor,
    )
    period.correct(moment)
    period.save()
    log(period, "hub.figure_corrected", actor=actor, at=moment, data={"figure": figure.slug})
    return correction
