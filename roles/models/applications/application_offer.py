"""What is so of an application because of what it is offered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from roles.models.applications.application_state import HOLDING_A_POST, OFFER_ACCEPTED
from roles.models.applications.application_state import ApplicationState as State

if TYPE_CHECKING:
    from roles.models.applications.offer import Offer
    from roles.models.campaigns.campaign import Campaign
    from roles.models.campaigns.post import Post
    from roles.models.support.support_request import SupportRequest


class ApplicationOffer(models.Model):
    """The offer of an application: whether it stands, waits or is late."""

    # Fields of the application itself.
    if TYPE_CHECKING:
        state: str
        post: Post | None
        post_id: int | None
        campaign: Campaign

    class Meta:
        abstract = True

    @property
    def holds_offer(self) -> bool:
        """Whether an offer stands, answered or not."""
        return self.state in HOLDING_A_POST

    @property
    def has_accepted(self) -> bool:
        """Whether the person accepted the offer and it stands (R17)."""
        return self.state in OFFER_ACCEPTED

    @property
    def offered_for(self) -> SupportRequest | None:
        """The support request whose post was offered, where it was not one of its campaign."""
        terms = self.terms_offered if self.post_id else None
        return terms.request if terms else None

    @property
    def job_offered(self) -> str:
        """What the person applied for, or was offered in its place."""
        return self.post.title if self.post and self.offered_for else self.campaign.title

    @property
    def terms_offered(self) -> Offer | None:
        """What the candidate is offered, once it is on record."""
        return getattr(self, "offer_terms", None)

    @property
    def awaits_answer(self) -> bool:
        """Whether an offer waits for the person's answer."""
        return self.state == State.PROVISIONAL_OFFER

    @property
    def is_answer_late(self) -> bool:
        """Whether an offer still waits though the day to answer by has passed (R22)."""
        terms = self.terms_offered
        return self.awaits_answer and terms is not None and terms.is_late(timezone.localdate())

    @property
    def may_ask_late(self) -> bool:
        """Whether accepting is a question to the department now (S39)."""
        return self.is_a_question_at(timezone.now())

    def is_a_question_at(self, at: datetime) -> bool:
        """Whether accepting is a question to the department at a moment: the offer is late then, or
        withdrawn and its post with nobody else; and the candidate has not asked yet (S39)."""
        terms = self.terms_offered
        if terms is None or terms.late_asked_at is not None or self.post is None:
            return False
        if self.awaits_answer:
            return terms.is_late(timezone.localdate(at))
        return self.state == State.OFFER_WITHDRAWN and self.post.is_open

    @property
    def awaits_late_answer(self) -> bool:
        """Whether the candidate asked to accept an offer late, and nobody has decided (S39)."""
        if self.state not in (State.PROVISIONAL_OFFER, State.OFFER_WITHDRAWN):
            return False
        terms = self.terms_offered
        return terms is not None and terms.awaits_late_answer
