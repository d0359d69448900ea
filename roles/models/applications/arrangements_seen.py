"""Who has seen a candidate's adjustments and interview schemes, and so does not sift (R12)."""

from __future__ import annotations

from django.db import models

from hub.models.actor_field import actor_field
from roles.models.applications.application import Application


class ArrangementsSeen(models.Model):
    """A person opened what a candidate needs and which schemes they apply under."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="arrangements_seen"
    )
    person = actor_field()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "arrangements seen"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"], name="roles_arrangements_seen_once"
            )
        ]

    def __str__(self) -> str:
        return f"Arrangements of {self.application}"
