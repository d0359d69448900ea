"""A cohort: people who take a release of a programme together, never more than its capacity."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django_fsm import FSMModelMixin, transition

from hub.dates import date_gb
from hub.states import StateField
from training.models.cohorts.cohort_state import GOING_ON, TAKING, UPCOMING, CohortState
from training.models.programmes.programme import Programme
from training.models.programmes.release import ProgrammeRelease

if TYPE_CHECKING:
    from hub.models import Person


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts by state, by room and by who may see them."""

    def visible_to(self, user: Person) -> CohortQuerySet:
        """All for those who run or watch training; for others those that have a public page."""
        return self if user.has_perm("training.view_every_cohort") else self.published()

    def published(self) -> CohortQuerySet:
        """Those whose page the public may read."""
        return self.filter(page__live=True)

    def upcoming(self, today: date) -> CohortQuerySet:
        """Those still to begin, and open to places."""
        return self.filter(state__in=UPCOMING, starts_on__gte=today)

    def going_on(self) -> CohortQuerySet:
        """Those open to places or running."""
        return self.filter(state__in=GOING_ON)

    def with_room(self) -> CohortQuerySet:
        """Those in which a place can be offered (I3)."""
        return self.filter(state__in=TAKING, places_taken__lt=F("capacity"))

    def of_inductions(self) -> CohortQuerySet:
        """Those of the induction for service managers."""
        return self.filter(release__programme__kind=Programme.Kind.INDUCTION)

    def first_day_by(self, day: date) -> CohortQuerySet:
        """Those whose ``first_day`` has come, as ``since``; the earliest first."""
        rows = self.annotate(since=Coalesce(Min("sessions__on"), "starts_on"))
        return rows.filter(since__lte=day).order_by("since", "pk")

    def last_day_by(self, day: date) -> CohortQuerySet:
        """Those whose ``last_day`` has come, as ``since``; the earliest first."""
        rows = self.annotate(since=Coalesce(Max("sessions__on"), "ends_on"))
        return rows.filter(since__lte=day).order_by("since", "pk")

    def starting_after(self, day: date) -> CohortQuerySet:
        """Those that begin after a day, the next first."""
        return self.filter(starts_on__gt=day).order_by("starts_on", "pk")


class Cohort(FSMModelMixin, models.Model):
    """A dated run of a release; ``places_taken`` counts places offered, accepted and later (I3).

    It is changed by one conditional UPDATE only, in ``training.places.services.rooms``.
    """

    slug = models.SlugField(max_length=80, unique=True)
    release = models.ForeignKey(ProgrammeRelease, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=80)
    capacity = models.PositiveSmallIntegerField()
    places_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    starts_on = models.DateField("starts")
    ends_on = models.DateField("ends")
    location = models.CharField(max_length=150)
    state = StateField(default=CohortState.PLANNED)
    cancellation_reason = models.CharField(max_length=300, blank=True)
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    full_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    running_at = models.DateTimeField("began on", null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(places_taken__lte=F("capacity")), name="training_cohort_capacity"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="training_cohort_has_room"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="training_cohort_dates_in_order"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_on"], name="training_cohort_next")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("training:cohort_detail", args=[self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save everything but the count of places, which only a conditional UPDATE may change."""
        if self.pk and not kwargs.get("update_fields"):
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name != "places_taken"
            ]
        super().save(*args, **kwargs)

    @property
    def places_left(self) -> int:
        """How many places can still be offered."""
        return self.capacity - self.places_taken

    @property
    def first_day(self) -> date:
        """The day of its first session; the day it starts where it has none."""
        return self.sessions.aggregate(day=Min("on"))["day"] or self.starts_on

    @property
    def last_day(self) -> date:
        """The day of its last session; the day it ends where it has none."""
        return self.sessions.aggregate(day=Max("on"))["day"] or self.ends_on

    @property
    def takes_offers(self) -> bool:
        """Whether places in it can be offered while there is room."""
        return self.state in TAKING

    @property
    def is_running(self) -> bool:
        """Whether people attend it now."""
        return self.state == CohortState.RUNNING

    @property
    def dates_in_words(self) -> str:
        """Its one day, or the first and the last."""
        if self.starts_on == self.ends_on:
            return date_gb(self.starts_on)
        return f"{date_gb(self.starts_on)} to {date_gb(self.ends_on)}"

    @property
    def room_in_words(self) -> str:
        """What the public reads about places left."""
        if self.state == CohortState.PLANNED:
            return "Not open yet"
        if not self.takes_offers:
            return str(self.get_state_display())
        if self.places_left == 0:
            return "Full"
        return f"{self.places_left} place{'' if self.places_left == 1 else 's'} left"

    @transition(field=state, source=CohortState.PLANNED, target=CohortState.OPEN)
    def open(self, at: datetime) -> None:
        """Places in it may be offered from now on."""
        self.opened_at = at

    @transition(field=state, source=CohortState.OPEN, target=CohortState.FULL)
    def fill(self, at: datetime) -> None:
        """The last place is taken."""
        self.full_at = at

    @transition(field=state, source=CohortState.FULL, target=CohortState.OPEN)
    def free_up(self, at: datetime) -> None:
        """A place is free again."""
        self.full_at = None

    @transition(
        field=state, source=[CohortState.OPEN, CohortState.FULL], target=CohortState.CONFIRMED
    )
    def confirm(self, at: datetime) -> None:
        """It will take place."""
        self.confirmed_at = at

    @transition(field=state, source=CohortState.CONFIRMED, target=CohortState.RUNNING)
    def start(self, at: datetime) -> None:
        """Its first day has come."""
        self.running_at = at

    @transition(field=state, source=CohortState.RUNNING, target=CohortState.COMPLETED)
    def complete(self, at: datetime) -> None:
        """Its last day is over."""
        self.completed_at = at

    @transition(
        field=state,
        source=[CohortState.PLANNED, CohortState.OPEN, CohortState.FULL, CohortState.CONFIRMED],
        target=CohortState.CANCELLED,
    )
    def cancel(self, at: datetime, reason: str) -> None:
        """It will not take place."""
        self.cancelled_at = at
        self.cancellation_reason = reason
