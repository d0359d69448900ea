"""What departments do themselves: digital leaders, teams, and training of their staff."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from capability_reviews.models.actions.building_state import TeamState, TrainingPlanState
from capability_reviews.models.reviews.review import CAPABILITY_ROLES
from hub.models import Organisation, OwnedQuerySet
from hub.states import StateField


class LeadsQuerySet(OwnedQuerySet):
    """Records of an organisation, seen by its leads, hub staff, reviewers and analysts."""

    seen_by = CAPABILITY_ROLES


class DigitalLeaderQuerySet(LeadsQuerySet):
    """Digital leaders by date."""

    def in_office_on(self, day: date) -> DigitalLeaderQuerySet:
        """Those in office on the day."""
        return self.filter(Q(started_on__lte=day), Q(ended_on__isnull=True) | Q(ended_on__gte=day))


class DigitalLeaderAppointment(models.Model):
    """A Digital Leader in a department or body: the post, not the person."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="digital_leaders"
    )
    post_title = models.CharField(max_length=150)
    is_on_board = models.BooleanField("on the board", default=False)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DigitalLeaderQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        verbose_name = "digital leader"

    def __str__(self) -> str:
        return f"Digital Leader of {self.organisation.display_code}"

    def get_absolute_url(self) -> str:
        return f"{reverse('capability_reviews:building_list')}#leader-{self.pk}"


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
    established_at = models.DateTimeField(null=True, blank=True)

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


class TrainingPlan(FSMModelMixin, models.Model):
    """A department plans digital skills training for its staff: planned, running, done."""

    State = TrainingPlanState

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="training_plans"
    )
    description = models.TextField()
    state = StateField(default=State.PLANNED)
    planned_at = models.DateTimeField()
    running_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = LeadsQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]

    def __str__(self) -> str:
        return f"Digital skills training at {self.organisation.display_code}"

    def get_absolute_url(self) -> str:
        return f"{reverse('capability_reviews:building_list')}#training-{self.pk}"

    @transition(field=state, source=State.PLANNED, target=State.RUNNING)
    def start(self, at: datetime) -> None:
        """The training has begun."""
        self.running_at = at

    @transition(field=state, source=State.RUNNING, target=State.DONE)
    def finish(self, at: datetime) -> None:
        """The training is over."""
        self.done_at = at
