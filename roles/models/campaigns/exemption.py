"""Exemptions: a campaign that may be advertised although an election is near."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hub.models import PreElectionPeriod, sides_of
from roles.models.campaigns.campaign import Campaign


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Exemptions by their answer."""

    def given(self) -> ExemptionQuerySet:
        """Those to which a hub lead said yes."""
        return self.filter(is_given=True)

    def given_by(self, person: Any) -> ExemptionQuerySet:
        """Those that this hub lead gave; none for a stranger."""
        return self.given().filter(decided_by__in=sides_of(person))

    def waiting(self) -> ExemptionQuerySet:
        """Those on which nobody has decided."""
        return self.filter(is_given__isnull=True)


class Exemption(models.Model):
    """What a department asked for a campaign in one pre-election period, and what was decided."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="exemptions")
    period = models.ForeignKey(
        PreElectionPeriod, on_delete=models.CASCADE, related_name="exemptions"
    )
    case = models.TextField("why it cannot wait")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    is_given = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it was decided so", blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "period"],
                condition=Q(is_given__isnull=True) | Q(is_given=True),
                name="roles_exemption_once",
            )
        ]

    def __str__(self) -> str:
        return f"Exemption of {self.campaign.reference}"

    @property
    def answer(self) -> str:
        """What was decided, in words."""
        return {None: "Waiting for a hub lead", True: "Given", False: "Refused"}[self.is_given]
