"""Who played which part in a review: rated it for the department, or assured its ratings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from capability_reviews.models.reviews.review import CapabilityReview
from hub.models.actor_field import actor_field

if TYPE_CHECKING:
    from hub.models import User


class ReviewPartQuerySet(models.QuerySet["ReviewPart"]):
    """Parts that people have in reviews, each kept once with the last time it was played."""

    def play(
        self, review: CapabilityReview, person: User | None, part: str, at: datetime | None
    ) -> None:
        """Record that somebody has this part; nothing for what the hub did by itself."""
        if person is not None:
            self.update_or_create(
                review=review, person=person, part=part, defaults={"at": at or timezone.now()}
            )

    def reviews_of(self, person: User, part: str) -> models.QuerySet[ReviewPart, int]:
        """The reviews in which a person ever played a part: ``has_played``, for many at once."""
        rows = self.filter(person__in=person.side_keys, part=part)
        return rows.values_list("review", flat=True)

    def has_played(self, review: CapabilityReview, person: User | None, part: str) -> bool:
        """Whether the person ever played it, by any account, whoever did the same afterwards."""
        return person is not None and self.reviews_of(person, part).filter(review=review).exists()


class ReviewPart(models.Model):
    """One person's part in a review: it is not forgotten when a colleague rates the theme again."""

    class Part(models.TextChoices):
        RATED = "rated", "Rated for the department"
        ASSURED = "assured", "Assured ratings"

    review = models.ForeignKey(CapabilityReview, on_delete=models.CASCADE, related_name="parts")
    person = actor_field(editable=False)
    part = models.CharField(max_length=20, choices=Part.choices)
    at = models.DateTimeField("last time", default=timezone.now)

    objects = ReviewPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "person", "part"], name="capability_review_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.review}"
