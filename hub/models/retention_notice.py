"""That a person was told what is going to be erased, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RetentionNotice(models.Model):
    """One record that its owner was told of; it is not erased before ``erase_on``.

    ``policy`` is the retention policy's slug, ``object_id`` the record it is due for.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    policy = models.CharField(max_length=80)
    object_id = models.PositiveBigIntegerField()
    erase_on = models.DateField()
    notified_at = models.DateTimeField()

    class Meta:
        ordering = ["erase_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "object_id"], name="hub_retention_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.policy} on {self.erase_on}"
