"""Themes, the ratings of a review, and what it found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from capability_reviews.models.reviews.review import CapabilityReview
from hub.models import FrameworkRole
from hub.models.actor_field import actor_field

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import Organisation, User


class ReviewThemeQuerySet(models.QuerySet["ReviewTheme"]):
    """Themes by what a review still has to do with them."""

    def found_and_not_rated_again(self, review: CapabilityReview) -> ReviewThemeQuerySet:
        """Those in which the review found something, and that its follow-up has not rated."""
        rated = review.ratings.filter(follow_up_rating__isnull=False).values("theme")
        found = self.filter(pk__in=review.findings.values("theme"))
        return found.filter(~Q(pk__in=rated)).order_by("number")


class ReviewTheme(models.Model):
    """A theme of a version of the review framework (C6: versions are never mixed)."""

    version = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    good_looks_like = models.TextField(help_text="What can be observed when it is good.")

    objects = ReviewThemeQuerySet.as_manager()

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="capability_theme_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rating(models.IntegerChoices):
    """The five names of the earlier capability reviews, from worst to best."""

    SERIOUS_CONCERNS = 1, "Serious concerns"
    URGENT_DEVELOPMENT = 2, "Urgent development area"
    DEVELOPMENT = 3, "Development area"
    WELL_PLACED = 4, "Well placed"
    STRONG = 5, "Strong"


class ThemeRating(models.Model):
    """A theme's rating by the department and, beside it, as assured: both stay."""

    review = models.ForeignKey(CapabilityReview, on_delete=models.CASCADE, related_name="ratings")
    theme = models.ForeignKey(ReviewTheme, on_delete=models.PROTECT, related_name="ratings")
    self_rating = models.PositiveSmallIntegerField(choices=Rating.choices, null=True, blank=True)
    evidence = models.TextField(blank=True)
    # Who rated and assured it last; all who ever did are the review's parts.
    rated_by = actor_field(blank=True, editable=False)
    assured_rating = models.PositiveSmallIntegerField(choices=Rating.choices, null=True, blank=True)
    reason = models.TextField("reason for a different rating", blank=True)
    assured_by = actor_field(blank=True, editable=False)
    follow_up_rating = models.PositiveSmallIntegerField(
        choices=Rating.choices, null=True, blank=True
    )
    followed_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["theme__number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "theme"], name="capability_rating_once"),
            models.CheckConstraint(
                condition=Q(assured_rating__isnull=True)
                | Q(self_rating__isnull=True)
                | Q(assured_rating=models.F("self_rating"))
                | ~Q(reason=""),
                name="capability_different_rating_has_a_reason",
            ),
        ]

    @property
    def organisation(self) -> Organisation:
        """The organisation that is reviewed."""
        return self.review.organisation

    def __str__(self) -> str:
        return f"{self.theme} in {self.review}"


# The rating that every theme has before a review goes on, and what is said of those without it.
# A theme that is assured takes no rating of the department any more: it waits for none.
RATED_BEFORE = {
    "gather_evidence": (("self_rating", "assured_rating"), "The department has not rated"),
    "write_draft": (("assured_rating",), "There is no assured rating of"),
}


def themes_left(review: CapabilityReview, move: str) -> str:
    """Why a review waits for ratings before it moves on; "" when none is left or none is needed."""
    if move == "close":
        return _findings_left(review)
    if move not in RATED_BEFORE:
        return ""
    ratings, lacking = RATED_BEFORE[move]
    rated = review.ratings.filter(_with_any(ratings)).values("theme")
    themes = ReviewTheme.objects.filter(version=review.framework_version)
    left = [theme.name for theme in themes.exclude(pk__in=rated)]
    if not left:
        return ""
    number = themes.count()
    if len(left) == number:
        return f"{lacking} any of the {number} themes yet."
    return f"{lacking} {len(left)} of the {number} themes yet: {', '.join(left)}."


def _with_any(ratings: Iterable[str]) -> Q:
    """Rows that have one of the ratings."""
    found = Q(pk__in=[])
    for rating in ratings:
        found |= Q(**{f"{rating}__isnull": False})
    return found


def _findings_left(review: CapabilityReview) -> str:
    """Why a follow-up is not over: what the review found is not rated again (C5)."""
    left = [theme.name for theme in ReviewTheme.objects.found_and_not_rated_again(review)]
    if not left:
        return ""
    themes = "this theme with a finding" if len(left) == 1 else "these themes with findings"
    return f"First rate {themes} again: {', '.join(left)}."


def with_themes_left(reviews: QuerySet[Any], *ratings: str) -> QuerySet[Any]:
    """Reviews with ``next_theme``, the number of the first theme that has none of the ratings.

    And with ``themes_left``: how many of them there are.
    """
    rated = _with_any(ratings)
    rows = ThemeRating.objects.filter(rated, review=OuterRef(OuterRef("pk")), theme=OuterRef("pk"))
    left = ReviewTheme.objects.filter(~Exists(rows), version=OuterRef("framework_version"))
    number = left.order_by().values("version").annotate(number=Count("pk")).values("number")
    return reviews.annotate(
        next_theme=Subquery(left.order_by("number").values("number")[:1]),
        themes_left=Coalesce(Subquery(number), 0),
    )


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings by who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> FindingQuerySet:
        """Those of the reviews that the person may see (C8)."""
        return self.filter(review__in=CapabilityReview.objects.visible_to(user))

    def answering(self) -> FindingQuerySet:
        """None: a finding shows a need, and does not meet it."""
        return self.none()


class Finding(models.Model):
    """What a review found: a gap in a theme, how much it matters, and whom it lacks."""

    class Priority(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    review = models.ForeignKey(CapabilityReview, on_delete=models.CASCADE, related_name="findings")
    theme = models.ForeignKey(ReviewTheme, on_delete=models.PROTECT, related_name="findings")
    text = models.TextField("what was found")
    priority = models.CharField(max_length=10, choices=Priority.choices)
    strategy_action = models.PositiveSmallIntegerField(null=True, blank=True)
    role = models.ForeignKey(FrameworkRole, null=True, blank=True, on_delete=models.PROTECT)
    found_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["theme__number", "pk"]

    def __str__(self) -> str:
        return f"Finding {self.pk} of {self.review}"

    def get_absolute_url(self) -> str:
        url = reverse("capability_reviews:review_detail", args=[self.review.reference])
        return f"{url}#finding-{self.pk}"

    @property
    def organisation(self) -> Organisation:
        """The organisation that is reviewed."""
        return self.review.organisation
