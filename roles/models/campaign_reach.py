"""How far a campaign reaches: the wider audience asked for (R2), who sees it first (R3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from roles.models.campaign_state import Audience

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

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

    movers_until = models.DateTimeField(
        "priority movers see it first until", null=True, blank=True, editable=False
    )
    everybody_at = models.DateTimeField(
        "listed for everybody", null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def is_first_for_movers(self, moment: datetime) -> bool:
        """Whether only priority movers see it at the moment (R3): the clock decides."""
        return self.movers_until is not None and moment < self.movers_until

    def is_hidden_from(self, user: User | AnonymousUser, moment: datetime) -> bool:
        """Whether a person may not see its advert yet, because others see it first (R3)."""
        if not self.is_first_for_movers(moment):
            return False
        if not user.is_authenticated:
            return True
        if user.sees_every_organisation:
            return False
        if user.organisations().filter(pk=self.organisation_id).exists():  # type: ignore[attr-defined]
            return False
        moves = user.priority_moves.in_force(timezone.localdate(moment))  # type: ignore[attr-defined]
        return not moves.for_campaign(self).exists()

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
