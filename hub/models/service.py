"""Government services, their size, and the phase each had reached on a day."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from hub.models.organisation import Organisation


class ServiceQuerySet(models.QuerySet["Service"]):
    """Services by kind and phase."""

    def exemplars(self) -> ServiceQuerySet:
        """The 25 services that were to lead the way for others."""
        return self.filter(exemplar_number__isnull=False)

    def exemplars_first(self) -> ServiceQuerySet:
        """The exemplars by their number, then the others by name."""
        return self.order_by(F("exemplar_number").asc(nulls_last=True), "name")

    def with_phase_as_at(self, day: date) -> ServiceQuerySet:
        """Annotate the latest phase reached by the day.

        As ``phase_as_at``, with ``partial_as_at`` and ``since_as_at``, the day it was entered.
        """
        latest = PhaseEvent.objects.filter(service=OuterRef("pk"), on__lte=day).order_by(
            "-on", "-pk"
        )
        return self.annotate(
            phase_as_at=Subquery(latest.values("phase")[:1]),
            partial_as_at=Subquery(latest.values("is_partial")[:1]),
            since_as_at=Subquery(latest.values("on")[:1]),
        )


class Service(models.Model):
    """A service to the public, with its owner and its transactions a year."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=150)
    aliases = models.JSONField(default=list, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services"
    )
    exemplar_number = models.PositiveSmallIntegerField(null=True, blank=True, unique=True)
    transactions_per_year = models.PositiveBigIntegerField(null=True, blank=True)
    transactions_qualifier = models.CharField(max_length=20, blank=True)

    objects = ServiceQuerySet.as_manager()

    # What ``with_phase_as_at`` adds to each row.
    phase_as_at: str | None
    partial_as_at: bool
    since_as_at: date | None

    class Meta:
        ordering = ["exemplar_number", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("service_detail", args=[self.slug])

    @property
    def transactions(self) -> str:
        """Its transactions a year in words, with their qualifier: "about 1,200,000"."""
        if self.transactions_per_year is None:
            return ""
        qualifier = self.transactions_qualifier.replace("_", " ")
        return f"{qualifier} {self.transactions_per_year:,}".strip()


class PhaseEvent(models.Model):
    """A service entered a phase on a day; ``is_partial`` says that only parts of it did."""

    class Phase(models.TextChoices):
        DISCOVERY = "discovery", "Discovery"
        ALPHA = "alpha", "Alpha"
        BETA = "beta", "Beta"
        LIVE = "live", "Live"

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="phase_events")
    phase = models.CharField(max_length=20, choices=Phase.choices)
    on = models.DateField()
    is_partial = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "phase", "on"], name="hub_phase_once")
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_phase_display()} from {self.on}"
