"""The addresses under which somebody who works here was known before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class FormerAddress(models.Model):
    """An address that a person of an office gave up: it goes on leading to what they did.

    Kept as a keyed hash of the mailbox, which can be compared and not be read.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="former_addresses"
    )
    mark = models.CharField(max_length=64, db_index=True, editable=False)
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "mark"], name="hub_former_address_once")
        ]

    def __str__(self) -> str:
        return f"Former address of person {self.user_id}"
