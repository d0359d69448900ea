"""Who decides the sift of a campaign: the department, with the hub's help where asked (H4)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.functional import cached_property

from hub.dates import date_gb
from hub.models import Organisation
from roles.models.support.request_state import SELECTION_HELP
from roles.models.support.support_request import SupportRequest


class CampaignSift(models.Model):
    """What was asked of the hub for the sift, and what it answered."""

    # Panels are asked for since November 2026 (R9): of earlier sifts nothing is asked any more.
    is_before_panels = models.BooleanField(
        "closed before panels were asked for", default=False, editable=False
    )
    # Interviews are marked here since November 2026 (S33): of earlier ones no marks are asked for.
    is_before_interview_marks = models.BooleanField(
        "at interviews before they were marked here", default=False, editable=False
    )

    # What the advert says of candidates with equal points, as the stage plan has it (S34).
    tie_rule = models.TextField("what decides between equal candidates", blank=True, editable=False)

    # Fields of the campaign and of its terms.
    sift_help_requested_at: datetime | None
    support_request: SupportRequest | None
    organisation: Organisation

    class Meta:
        abstract = True

    @property
    def has_sift_help(self) -> bool:
        """Whether the hub was asked to help with the sift, and has not declined (R5, H4)."""
        asked, request = self.sift_help_requested_at, self.support_request
        return bool(asked and not (request and request.declines_sift_help_asked(asked)))

    @property
    def why_hub_does_not_sift(self) -> str:
        """Why people of the hub do not decide this sift; "" where they help with it (H4)."""
        request = self.support_request
        if self.sift_help_requested_at is None or request is None:
            return "The department did not ask the hub team for help with this sift"
        if not self.has_sift_help:
            return "The hub team declined to help with this sift"
        return _not_at_work(request)

    @cached_property
    def why_hub_does_not_select(self) -> str:
        """Why the hub makes no move of this selection; "" where it helps with it (H4).

        It was asked to help with the sift and has not declined, or with interviews, panels or
        offers.
        """
        request = self.support_request
        if request is None or not (self.has_sift_help or request.asks_for(*SELECTION_HELP)):
            return "The department did not ask the hub team for help with this selection"
        return _not_at_work(request)

    @property
    def who_sifts(self) -> str:
        """Who decides the sift, in words."""
        if self.why_hub_does_not_sift:
            return f"{self.organisation.name} only"
        return f"{self.organisation.name}, with the help of the hub team"

    @property
    def sift_help_in_words(self) -> str:
        """What was asked of the hub for the sift, and what it answered."""
        asked, request = self.sift_help_requested_at, self.support_request
        if asked is None:
            return "Not asked for"
        words = f"Asked for on {date_gb(asked)}"
        if request is None or not request.declines_sift_help_asked(asked):
            return words
        because = request.sift_help_declined_because
        return (
            f"{words}. The hub team declined on {date_gb(request.sift_help_declined_at)}: {because}"
        )


def _not_at_work(request: SupportRequest) -> str:
    if request.is_worked_on:
        return ""
    return f"The hub team is not working on support request {request.reference} now"
