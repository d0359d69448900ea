"""How many people were at each stage of a campaign: what was printed once when it had ended."""

from __future__ import annotations

from django.db import models

from roles.models.campaigns.campaign import Campaign


class PeopleCounted(models.Model):
    """The printed numbers of a campaign, never changed; who counted is gone with the counting.

    ``numbers`` are the stages in order, each with what was printed, None where it is hidden. Posts
    are no people: how many were filled is exact.
    """

    campaign = models.OneToOneField(
        Campaign, on_delete=models.CASCADE, related_name="people_counted"
    )
    counted_at = models.DateTimeField()
    numbers = models.JSONField(default=list)
    posts = models.PositiveSmallIntegerField()
    posts_filled = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "people counted"

    def __str__(self) -> str:
        return f"People counted in {self.campaign}"
