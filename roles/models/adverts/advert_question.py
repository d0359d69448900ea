"""A question about an advert, and its answer, which everybody reads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from hub.models import Organisation, keys_of
from hub.models.actor_field import actor_field
from hub.states import StateField
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.adverts.question_state import PUBLISHED, QuestionState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import LIVE

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User

LONGEST = 1000


class AdvertQuestionQuerySet(models.QuerySet["AdvertQuestion"]):
    """Questions by who may see them: their asker, those who answer, everybody."""

    def of(self, user: User | AnonymousUser) -> AdvertQuestionQuerySet:
        """A person's own."""
        return self.filter(asker=user) if user.is_authenticated else self.none()

    def visible_to(self, user: User | AnonymousUser) -> AdvertQuestionQuerySet:
        """Those that hub staff or the people who run the campaign answer; never one's own."""
        if not user.is_authenticated:
            return self.none()
        rows = self.exclude(asker__in=keys_of(user))
        if user.is_hub_staff:
            return rows
        return rows.filter(campaign__organisation__in=user.organisations(*RUNNING_CAMPAIGNS))

    def published(self) -> AdvertQuestionQuerySet:
        """Those that the advert shows, first answered first."""
        return self.filter(state__in=PUBLISHED).order_by("answered_at", "pk")

    def waiting(self) -> AdvertQuestionQuerySet:
        """Those that nobody has answered or declined, first asked first."""
        return self.filter(state=QuestionState.ASKED).order_by("asked_at", "pk")

    def too_late(self, closing: datetime) -> AdvertQuestionQuerySet:
        """Those about a campaign that closes by a moment, or is not open any more."""
        return self.filter(Q(campaign__closes_at__lte=closing) | ~Q(campaign__state__in=LIVE))


class AdvertQuestion(FSMModelMixin, models.Model):
    """Asked by somebody who has signed in; answered in public, without their name.

    ``text`` is what was typed and goes with its asker; ``published_text`` is what the department
    made of it, without anything that tells who asked, and stays with the advert.
    """

    wagtail_reference_index_ignore = True
    State = QuestionState

    reference = models.CharField(max_length=20, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="questions")
    asker = actor_field()
    text = models.TextField("question", max_length=LONGEST, blank=True)
    published_text = models.TextField("question as published", max_length=LONGEST, blank=True)
    answer = models.TextField(max_length=2 * LONGEST, blank=True)
    reason = models.TextField(
        "why it is not published", blank=True, help_text="The person who asked reads this."
    )
    answered_by = actor_field()
    state = StateField(default=QuestionState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    objects = AdvertQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = "question about an advert"
        verbose_name_plural = "questions about adverts"
        indexes = [models.Index(fields=["campaign", "state"], name="roles_question_campaign")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED)
                | ~Q(published_text="") & ~Q(answer="") & Q(answered_at__isnull=False),
                name="roles_question_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Question {self.reference}"

    def get_absolute_url(self) -> str:
        """Where those who answer find it."""
        return reverse("roles:question_detail", args=[self.campaign.reference, self.reference])

    @property
    def organisation(self) -> Organisation:
        """The department or body that answers."""
        return self.campaign.organisation

    @transition(
        field=state,
        source=[QuestionState.ASKED, QuestionState.ANSWERED],
        target=QuestionState.ANSWERED,
    )
    def publish(self, at: datetime) -> None:
        """Answered in public; the same again corrects the answer."""
        self.answered_at = self.answered_at or at

    @transition(
        field=state,
        source=[QuestionState.ASKED, QuestionState.ANSWERED],
        target=QuestionState.DECLINED,
    )
    def decline(self, at: datetime) -> None:
        """Not published, or taken off the advert."""
        self.declined_at = at

    @transition(field=state, source=QuestionState.ASKED, target=QuestionState.LAPSED)
    def lapse(self, at: datetime) -> None:
        """Nobody answered in time."""
        self.lapsed_at = at
