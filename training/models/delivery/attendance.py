"""The dated sessions of a cohort, and who was at each (I6)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from hub.encryption import EncryptedTextField
from training.models.cohorts.cohort import Cohort
from training.models.places.place import Place
from training.models.programmes.programme import Module


class Session(models.Model):
    """A day of a cohort, with the module it teaches where it teaches one."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    title = models.CharField(max_length=150)
    module = models.ForeignKey(
        Module, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    recorded_at = models.DateTimeField("attendance recorded", null=True, blank=True)

    class Meta:
        ordering = ["on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="training_session_once")
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, day {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("training:attendance", args=[self.cohort.slug, self.number])


class Attendance(models.Model):
    """Whether the holder of a place was at a session, as the trainer recorded it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="attendances")
    is_present = models.BooleanField()
    recorded_at = models.DateTimeField()
    # Such as that somebody was ill.
    correction_reason = EncryptedTextField(max_length=300, blank=True)

    class Meta:
        ordering = ["session", "place"]
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="training_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.place}, day {self.session.number}"
