"""Digital skills training that departments give their staff."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django_fsm import FSMModelMixin, transition

from capability_reviews.models.actions.building_state import TrainingPlanState
from capability_reviews.models.leads import LeadsQuerySet
from hub.models import Organisation
from hub.states import StateField


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
