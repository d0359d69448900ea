"""Questions between a candidate and the department, kept with the application."""

from __future__ import annotations

from django.db import models

from hub.encryption import EncryptedTextField
from hub.models.actor_field import actor_field


class ApplicationMessage(models.Model):
    """One message about a sent application; ``is_answer`` when the department wrote it."""

    application = models.ForeignKey(
        "roles.Application", on_delete=models.CASCADE, related_name="messages"
    )
    is_answer = models.BooleanField(default=False)
    author = actor_field()
    # Candidates are told to ask for adjustments here.
    text = EncryptedTextField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{'Answer' if self.is_answer else 'Question'} about {self.application}"
