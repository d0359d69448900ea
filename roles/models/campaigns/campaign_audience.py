"""A wider audience for a campaign: asked for, and held until an approver decides (R2)."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from hub.models import User
from hub.models.actor_field import actor_field
from roles.models.campaigns.campaign_state import Audience


class CampaignAudience(models.Model):
    """Which wider audience somebody asked for, and since when."""

    wider_audience = models.CharField(
        "wider audience asked for",
        max_length=20,
        choices=Audience.choices,
        blank=True,
        editable=False,
    )
    wider_requested_by = actor_field(blank=True, editable=False)
    wider_requested_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Fields of the campaign's terms and of its life.
    audience: str
    approval_requested_at: datetime | None

    class Meta:
        abstract = True

    @property
    def wider_audiences(self) -> list[str]:
        """The audiences wider than its own, in the order of R2."""
        reach = Audience(self.audience).reach
        return [choice for choice in Audience if choice.reach > reach]

    def ask_wider(self, audience: str, person: User, at: datetime) -> None:
        """Hold the wider audience until an approver decides."""
        self.wider_audience, self.wider_requested_by, self.wider_requested_at = audience, person, at

    @property
    def decision_requested_at(self) -> datetime | None:
        """Since when a decision of an approver is waited for."""
        return self.wider_requested_at if self.wider_audience else self.approval_requested_at

    def forget_wider(self) -> None:
        """Nobody waits for a wider audience any more."""
        self.wider_audience, self.wider_requested_by, self.wider_requested_at = "", None, None
