"""What a candidate said about the times of interviews, beside the one they chose (S30)."""

from __future__ import annotations

from django.db import models

from hub.encryption import EncryptedTextField
from roles.models.applications.application import Application


class InterviewChoice(models.Model):
    """That none of the times suits a candidate, or that they cancelled the one they had chosen."""

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="interview_choice"
    )
    # What would suit them, in their words.
    none_suits = EncryptedTextField(blank=True, default="")
    none_suits_at = models.DateTimeField(null=True, blank=True)
    # Since when there is no time that they can choose, while others may: they are told of the first
    # that is there again.
    without_times_since = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # Of a time that they chose themselves: somebody has made sure of what they need.
    arranged_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Choice of an interview time for {self.application}"
