"""The hub's look at an advert before it is published: asked for, passed or returned."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from hub.models.actor_field import actor_field
from hub.states import StateField
from roles.models.adverts.review_state import ReviewState
from roles.models.campaigns.campaign import Campaign


class AdvertReviewQuerySet(models.QuerySet["AdvertReview"]):
    """Reviews by state."""

    def waiting(self) -> AdvertReviewQuerySet:
        """Those that the hub has not answered."""
        return self.filter(state=ReviewState.WAITING)

    def passed(self) -> AdvertReviewQuerySet:
        """Those in which the hub passed words, whatever became of the words since."""
        return self.filter(state__in=[ReviewState.PASSED, ReviewState.CHANGED]).exclude(version="")


class AdvertReview(FSMModelMixin, models.Model):
    """A department's advert, sent to the hub to check; ``revision`` is that sent, then that passed.

    ``version`` names the words that the hub passed: its answer holds for those and no others, and
    not where somebody puts them back in the place of later ones.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True
    State = ReviewState

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reviews")
    revision = models.PositiveBigIntegerField()
    version = models.CharField(max_length=32, blank=True, editable=False)
    state = StateField(default=State.WAITING)
    sent_by = actor_field()
    sent_at = models.DateTimeField(default=timezone.now)
    answered_by = actor_field()
    answered_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    objects = AdvertReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state=ReviewState.WAITING),
                name="roles_review_waits_once",
            )
        ]

    def __str__(self) -> str:
        return f"Check of the advert of {self.campaign}"

    @property
    def names_in_to_do(self) -> list[str]:
        """By what it is known in To do: the campaign whose advert is checked."""
        return [self.campaign.reference]

    @transition(field=state, source=State.WAITING, target=State.PASSED)
    def pass_it(self, at: datetime) -> None:
        """The hub has nothing against publishing it."""
        self.answered_at = at

    @transition(field=state, source=State.PASSED, target=State.CHANGED)
    def lapse(self) -> None:
        """Somebody changed the words that the hub passed."""

    @transition(field=state, source=State.WAITING, target=State.RETURNED)
    def send_back(self, at: datetime) -> None:
        """The department changes something first."""
        self.answered_at = at

    @transition(field=state, source=State.WAITING, target=State.TAKEN_BACK)
    def take_back(self, at: datetime) -> None:
        """The department goes on writing."""
        self.answered_at = at
