"""Reporting periods and the figures frozen at their end."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django_fsm import FSMModelMixin, transition

from hub.models.actor_field import actor_field
from hub.models.organisation import Organisation
from hub.models.period_state import FROZEN, PeriodState
from hub.periods import Quarter
from hub.states import StateField


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    """Reporting periods by state."""

    def frozen(self) -> ReportingPeriodQuerySet:
        """Periods whose figures no longer move."""
        return self.filter(state__in=ReportingPeriod.FROZEN_STATES)


class ReportingPeriod(FSMModelMixin, models.Model):
    """A quarter on its way from open to published."""

    State = PeriodState
    FROZEN_STATES = FROZEN

    code = models.CharField(max_length=7, unique=True)
    state = StateField(default=State.OPEN)
    collecting_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = actor_field(blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-code"]

    def __str__(self) -> str:
        return self.quarter.label

    @property
    def quarter(self) -> Quarter:
        """The calendar quarter."""
        return Quarter.parse(self.code)

    @property
    def is_frozen(self) -> bool:
        """Whether the figures no longer move."""
        return self.state in self.FROZEN_STATES

    @transition(field=state, source=State.OPEN, target=State.COLLECTING)
    def start_collecting(self, at: datetime) -> None:
        """Departments confirm their records."""
        self.collecting_at = at

    @transition(
        field=state,
        source=[State.OPEN, State.COLLECTING, State.QUERIED],
        target=State.FROZEN,
    )
    def freeze(self, at: datetime) -> None:
        """The figures are kept as they stand."""
        self.frozen_at = at

    @transition(
        field=state,
        source=[State.FROZEN, State.PUBLISHED, State.CORRECTED],
        target=State.CORRECTED,
    )
    def correct(self, at: datetime) -> None:
        """A dated correction stands beside a figure; ``corrected_at`` is the last (QC4)."""
        self.corrected_at = at


class FigureSnapshot(models.Model):
    """A figure as it stood when its period was closed, with the rows it counted (QC1, QC4, QC5).

    What it was called and counted then, and the organisation's name of then, are frozen beside the
    value, so that a closed quarter is read from its snapshots alone. ``parts`` and ``rows`` are
    lists of plain objects as ``hub.indicators`` writes them. No organisation means government as a
    whole.
    """

    period = models.ForeignKey(ReportingPeriod, on_delete=models.CASCADE, related_name="figures")
    slug = models.CharField(max_length=80)
    label = models.TextField()
    definition = models.TextField()
    unit = models.TextField()
    strategy_action = models.IntegerField(null=True, blank=True)
    order = models.IntegerField(default=100)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation_name = models.CharField(max_length=150, blank=True)
    value = models.BigIntegerField(null=True)
    of = models.BigIntegerField(null=True)
    qualifier = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    parts = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "slug", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "slug", "organisation"], name="hub_figure_once"
            ),
            models.UniqueConstraint(
                fields=["period", "slug"],
                condition=models.Q(organisation__isnull=True),
                name="hub_total_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.period}"


class FigureCorrectionQuerySet(models.QuerySet["FigureCorrection"]):
    """Corrections by whether a second person has let them be published."""

    def published(self) -> FigureCorrectionQuerySet:
        """Those that everybody sees beside the figure."""
        return self.filter(is_waiting=False)

    def waiting(self) -> FigureCorrectionQuerySet:
        """Those that wait for a second person."""
        return self.filter(is_waiting=True)


class FigureCorrection(models.Model):
    """What a frozen figure should have said, from when, and why; the figure itself stays (QC4).

    ``corrected_at`` is when it was written while it waits for a second person, then when that
    person let it be published.
    """

    figure = models.ForeignKey(FigureSnapshot, on_delete=models.CASCADE, related_name="corrections")
    value = models.BigIntegerField(null=True)
    text = models.CharField(max_length=200)
    reason = models.TextField()
    corrected_at = models.DateTimeField()
    corrected_by = actor_field(blank=True)
    is_waiting = models.BooleanField(default=False)
    confirmed_by = actor_field(blank=True)

    objects = FigureCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["corrected_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure"],
                condition=models.Q(is_waiting=True),
                name="hub_correction_waits_once",
            )
        ]

    def __str__(self) -> str:
        return f"Correction of {self.figure}"

    def get_absolute_url(self) -> str:
        return reverse("correction_confirm", args=[self.pk])

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What a second person reads before it is published."""
        figure, number = self.figure, [] if self.value is None else [("Number", f"{self.value:,}")]
        return [
            ("Figure", figure.label or figure.slug),
            ("Quarter", figure.period.quarter.label),
            ("For", figure.organisation_name or "Government as a whole"),
            ("Published", figure.text),
            ("Corrected", self.text),
            *number,
            ("Reason", self.reason),
            ("Written by", str(self.corrected_by or "Somebody")),
        ]
