"""Digital teams that departments build."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from capability_reviews.models.actions.building_state import TeamState
from capability_reviews.models.leads import LeadsQuerySet
from hub.models import Organisation
from hub.states import StateField


class TeamBuild(FSMModelMixin, models.Model):
    """A department builds a digital team: planned, in progress, established."""

    State = TeamState

    class Kind(models.TextChoices):
        SETTING_UP = "setting_up", "Setting up a team"
        CREATING_ROLES = "creating_roles", "Creating roles"
        REPURPOSING = "repurposing", "Repurposing job descriptions"

    class Function(models.TextChoices):
        PORTFOLIO = "portfolio_management", "Portfolio management"
        PROGRAMME = "programme_management", "Programme management"
        PRODUCT = "product_management", "Product management"
        TRAINING = "training", "Training"
        POLICY = "digital_policy", "Digital policy"
        CAPABILITY = "capability_building", "Capability building"
        DESIGN = "service_design", "Service design"
        DELIVERY = "service_delivery", "Service delivery"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="team_builds"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.SETTING_UP)
    functions = models.JSONField(default=list, blank=True)
    description = models.TextField(blank=True)
    state = StateField(default=State.PLANNED)
    planned_at = models.DateTimeField()
    in_progress_at = models.DateTimeField(null=True, blank=True)
    established_at = models.DateTimeField("established on", null=True, blank=True)

    objects = LeadsQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]

    def __str__(self) -> str:
        return f"Digital team of {self.organisation.display_code}"

    def get_absolute_url(self) -> str:
        return f"{reverse('capability_reviews:building_list')}#team-{self.pk}"

    @property
    def function_names(self) -> list[str]:
        """What the team covers, in words."""
        names = dict(self.Function.choices)
        return [str(names.get(code, code)) for code in self.functions]

    def get_functions_display(self) -> str:
        """The same in one line, for listings and exports."""
        return ", ".join(self.function_names)

    @property
    def established_on(self) -> date | None:
        """The London day on which it stood."""
        return timezone.localdate(self.established_at) if self.established_at else None

    @transition(field=state, source=State.PLANNED, target=State.IN_PROGRESS)
    def start(self, at: datetime) -> None:
        """Roles are created, or job descriptions repurposed."""
        self.in_progress_at = at

    @transition(field=state, source=[State.PLANNED, State.IN_PROGRESS], target=State.ESTABLISHED)
    def establish(self, at: datetime) -> None:
        """The team works."""
        self.established_at = at
