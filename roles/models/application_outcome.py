"""The outcome of an application: when the candidate may know it, and what they are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from roles.models.application_state import REJECTED, SHOWN_UNTIL_RELEASE, ApplicationState


class ApplicationOutcome(models.Model):
    """A decision rests until its release: nobody outside knows it, and a rejection can be undone.

    ``decided_by`` made the last decision; ``feedback`` is what the candidate reads with it (R19).
    """

    class WithdrawalReason(models.TextChoices):
        OTHER_JOB = "other_job", "I have accepted another job"
        TOO_SLOW = "too_slow", "It took too long"
        PAY = "pay", "The pay or conditions"
        PLACE = "place", "The place or the working pattern"
        NOT_FOR_ME = "not_for_me", "The role is not what I want"
        OTHER = "other", "Something else"

    release_at = models.DateTimeField("outcome released", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    feedback = models.TextField(blank=True)
    reversal_reason = models.TextField("why a rejection was undone", blank=True)
    withdrawal_reason = models.CharField(
        max_length=20, choices=WithdrawalReason.choices, blank=True
    )

    class Meta:
        abstract = True

    def is_released(self, at: datetime | None = None) -> bool:
        """Whether the candidate may know the last decision."""
        return self.release_at is None or self.release_at <= (at or timezone.now())

    @property
    def shown_feedback(self) -> str:
        """What the candidate reads of a released decision, as the campaign offers it (R19)."""
        campaign = self.campaign  # type: ignore[attr-defined]
        was_interviewed = self.interviewed_at is not None  # type: ignore[attr-defined]
        offered = was_interviewed or campaign.offers_sift_feedback
        return self.feedback if offered and self.is_released() else ""

    @property
    def shown_state(self) -> ApplicationState:
        """The state as the candidate may know it: the one before a decision that rests."""
        state = ApplicationState(self.state)  # type: ignore[attr-defined]
        return state if self.is_released() else SHOWN_UNTIL_RELEASE.get(state, state)


def is_unreleased(application: Any) -> bool:
    """Whether the candidate does not know the last decision yet, so that it can be undone."""
    return bool(not application.is_released())


def may_be_withdrawn(application: Any) -> bool:
    """Whether, as far as the candidate knows, there is something to withdraw."""
    return bool(application.state not in REJECTED or is_unreleased(application))
