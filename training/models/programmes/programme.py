"""A training programme and the phase it has reached."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django_fsm import FSMModelMixin, transition

from hub.states import StateField
from training.models.programmes.programme_phase import ProgrammePhase


class Programme(FSMModelMixin, models.Model):
    """Training for one kind of people, such as the Service Manager induction.

    Its phase moves when a release of that phase starts.
    """

    class Kind(models.TextChoices):
        INDUCTION = "induction", "Service manager induction"
        SCS = "scs", "Senior Civil Service"
        AWARENESS = "awareness", "Awareness"

    Phase = ProgrammePhase

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    summary = models.TextField(blank=True)
    phase = StateField(default=Phase.DISCOVERY)
    discovery_at = models.DateTimeField()
    alpha_at = models.DateTimeField(null=True, blank=True)
    beta_at = models.DateTimeField(null=True, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @transition(field=phase, source=[Phase.DISCOVERY, Phase.ALPHA], target=Phase.ALPHA)
    def enter_alpha(self, at: datetime) -> None:
        """An alpha release starts; there may be more than one."""
        self.alpha_at = self.alpha_at or at

    @transition(field=phase, source=[Phase.ALPHA, Phase.BETA], target=Phase.BETA)
    def enter_beta(self, at: datetime) -> None:
        """A beta release starts."""
        self.beta_at = self.beta_at or at

    @transition(field=phase, source=[Phase.BETA, Phase.LIVE], target=Phase.LIVE)
    def enter_live(self, at: datetime) -> None:
        """A live release starts; each later version is another."""
        self.live_at = self.live_at or at

    @transition(field=phase, source=Phase.LIVE, target=Phase.RETIRED)
    def retire(self, at: datetime) -> None:
        """The programme ends."""
        self.retired_at = at


class Module(models.Model):
    """A part of a release of a programme; core modules are needed for completion (I6)."""

    release = models.ForeignKey(
        "training.ProgrammeRelease", on_delete=models.CASCADE, related_name="modules"
    )
    name = models.CharField(max_length=150)
    order = models.PositiveSmallIntegerField(default=0)
    is_core = models.BooleanField("core module", default=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="training_module_once")
        ]

    def __str__(self) -> str:
        return self.name
