"""A release of a programme: planned, run in one phase, finished, and what was learnt from it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from hub.dates import date_gb, month_gb
from hub.periods import Quarter
from hub.states import StateField
from training.models.programmes.programme import Programme
from training.models.programmes.release_state import ReleaseState


class ProgrammeReleaseQuerySet(models.QuerySet["ProgrammeRelease"]):
    """Releases by what was so on a day."""

    def begun_within(self, period: Quarter) -> ProgrammeReleaseQuerySet:
        """Those that started on a day of the quarter."""
        return self.filter(running_at__gte=period.start_at, running_at__lt=period.end_at)

    def begun_before(self, moment: datetime) -> ProgrammeReleaseQuerySet:
        """Those that had started before a moment, the latest first."""
        return self.filter(running_at__lt=moment).order_by("-running_at", "-pk")

    def with_lessons(self, now: datetime) -> ProgrammeReleaseQuerySet:
        """With the release ``before`` each one, and whether what it taught is recorded (I9).

        The second, ``has_lessons``, means nothing where there is none before.
        """
        others = ProgrammeRelease.objects.filter(programme=OuterRef("programme")).begun_before(now)
        taught = ReleaseLesson.objects.filter(
            applied_to=OuterRef("pk"), learnt_from=OuterRef("before")
        )
        before = others.exclude(pk=OuterRef("pk")).values("pk")[:1]
        return self.annotate(before=Subquery(before)).annotate(has_lessons=Exists(taught))

    def planned_as_at(self, moment: datetime) -> ProgrammeReleaseQuerySet:
        """Those that were planned and had neither started nor been dropped just before a moment."""
        return self.filter(
            Q(running_at__isnull=True) | Q(running_at__gte=moment),
            Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=moment),
            planned_at__lt=moment,
        )


def lessons_are_applied(release: Any) -> bool:
    """I9: what the release before taught is recorded against this one."""
    before = release.release_before()
    return before is None or release.lessons_applied.filter(learnt_from=before).exists()


class ProgrammeRelease(FSMModelMixin, models.Model):
    """A version of a programme in a phase; ``planned_for`` is as exact as ``precision`` says."""

    State = ReleaseState

    class Phase(models.TextChoices):
        ALPHA = "alpha", "Alpha"
        BETA = "beta", "Beta"
        LIVE = "live", "Live"

    class Precision(models.TextChoices):
        DAY = "day", "On the day"
        MONTH = "month", "In the month"
        BY = "by", "By the end of the month"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="releases")
    version = models.CharField(max_length=20)
    phase = models.CharField(max_length=10, choices=Phase.choices)
    state = StateField(default=State.PLANNED)
    planned_for = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.DAY)
    what_changed = models.TextField(blank=True)
    planned_at = models.DateTimeField()
    running_at = models.DateTimeField("began on", null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ProgrammeReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "planned_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="training_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.get_phase_display().lower()}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("training:release_detail", args=[self.pk])

    @property
    def started_on(self) -> date | None:
        """The London day on which it started."""
        return timezone.localdate(self.running_at) if self.running_at else None

    @property
    def finished_on(self) -> date | None:
        """The London day on which it finished."""
        return timezone.localdate(self.finished_at) if self.finished_at else None

    @property
    def due(self) -> str:
        """When it is due, in words no more exact than the plan: "July 2013", "by May 2014"."""
        day = self.planned_for
        if day is None:
            return ""
        if self.precision == self.Precision.MONTH:
            return month_gb(day)
        if self.precision == self.Precision.BY:
            return f"by {month_gb(day)}"
        return date_gb(day)

    @property
    def last_day_due(self) -> date | None:
        """The last day on which it is in time: of its month, where the plan is no more exact."""
        day = self.planned_for
        if day is None or self.precision == self.Precision.DAY:
            return day
        return day.replace(day=monthrange(day.year, day.month)[1])

    def release_before(self) -> ProgrammeRelease | None:
        """The release of the programme that started last before this one."""
        others = type(self).objects.filter(programme_id=self.programme_id).exclude(pk=self.pk)
        return others.begun_before(self.running_at or timezone.now()).first()

    @transition(
        field=state,
        source=State.PLANNED,
        target=State.RUNNING,
        conditions=[lessons_are_applied],
    )
    def start(self, at: datetime) -> None:
        """It is given to people for the first time (I9)."""
        self.running_at = at

    @transition(field=state, source=State.RUNNING, target=State.FINISHED)
    def finish(self, at: datetime) -> None:
        """Its last cohort is over."""
        self.finished_at = at

    @transition(field=state, source=State.PLANNED, target=State.CANCELLED)
    def cancel(self, at: datetime) -> None:
        """The plan is dropped."""
        self.cancelled_at = at


class ReleaseLesson(models.Model):
    """What a release taught, and what the next one does about it (I9)."""

    learnt_from = models.ForeignKey(
        ProgrammeRelease, on_delete=models.CASCADE, related_name="lessons"
    )
    applied_to = models.ForeignKey(
        ProgrammeRelease, on_delete=models.CASCADE, related_name="lessons_applied"
    )
    lesson = models.TextField()
    change = models.TextField("what changes", blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"Lesson from version {self.learnt_from.version}"
