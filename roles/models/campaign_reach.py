"""How far a campaign reaches: the wider audience asked for, the round before it (R2)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from roles.models.campaign_state import Audience

if TYPE_CHECKING:
    from hub.models import User


class CampaignReach(models.Model):
    """What stands beside the audience of a campaign that has been approved."""

    wider_audience = models.CharField(
        "wider audience asked for",
        max_length=20,
        choices=Audience.choices,
        blank=True,
        editable=False,
    )
    wider_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    wider_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    round_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="later_rounds",
        help_text="The campaign that this one advertises again.",
    )

    class Meta:
        abstract = True

    @property
    def wider_audiences(self) -> list[str]:
        """The audiences wider than its own, in the order of R2."""
        reach = Audience(self.audience).reach  # type: ignore[attr-defined]
        return [choice for choice in Audience if choice.reach > reach]

    def ask_wider(self, audience: str, person: User, at: datetime) -> None:
        """Hold the wider audience until an approver decides."""
        self.wider_audience, self.wider_asked_by, self.wider_asked_at = audience, person, at

    def forget_wider(self) -> None:
        """Nobody waits for a wider audience any more."""
        self.wider_audience, self.wider_asked_by, self.wider_asked_at = "", None, None
