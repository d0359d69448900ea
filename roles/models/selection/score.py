"""Scores: what each person on a panel makes of one answer of one application (S14 to S20)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.panel import PanelMember
from roles.models.selection.stage_result import StageResult

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import Organisation, User

LONGEST = 4000
# Where an application stands while the sift is the last that was decided.
TOLD_OF_INTERVIEW = (ApplicationState.RESERVE, ApplicationState.NOT_APPOINTABLE)
SIFTED = (ApplicationState.SIFT_PASS, ApplicationState.SIFT_FAIL)


class ScoreQuerySet(models.QuerySet["Score"]):
    """Scores by whose they are and whether they count; a draft is no score (S14)."""

    def by(self, person: User | AnonymousUser) -> ScoreQuerySet:
        """A person's own, by any account of their mailbox."""
        return self.filter(place__in=PanelMember.objects.of(person))

    def drafts(self) -> ScoreQuerySet:
        """What is not submitted: its author's alone."""
        return self.filter(submitted_at=None)

    def submitted(self) -> ScoreQuerySet:
        """Those that their authors have submitted, which stay as they are (S20)."""
        return self.filter(submitted_at__isnull=False)

    def standing(self) -> ScoreQuerySet:
        """Those submitted, without what a conflict of interest has set aside (S3)."""
        return self.submitted().filter(set_aside_at=None)

    def counting(self) -> ScoreQuerySet:
        """Those with points: "cannot mark" is never 0 and in no mean (S17)."""
        return self.standing().filter(points__isnull=False)

    def released(self, at: datetime) -> ScoreQuerySet:
        """Those of a stage whose outcome its candidate was told, whatever rests since (R19)."""
        of = "result__application__"
        is_invited = Q(**{f"{of}interview_invited_at__isnull": False})
        is_sifted = {f"{of}state__in": SIFTED, f"{of}release_at__lte": at}
        withdrew_later = {f"{of}release_at__lt": F(f"{of}withdrawn_at")}
        is_of_sift = Q(result__kind=Stage.Kind.SIFT)
        is_told = is_of_sift & (is_invited | Q(**is_sifted) | Q(**withdrew_later))
        # Of an interview what the panel found, once that was told: an offer tells it, too.
        is_judged = {f"{of}state__in": TOLD_OF_INTERVIEW, f"{of}release_at__lte": at}
        was_offered = Q(**{f"{of}provisional_offer_at__isnull": False})
        is_told |= ~is_of_sift & (Q(**is_judged) | was_offered)
        return self.submitted().filter(is_told).exclude(result__outcome="")

    def of(self, campaign: Campaign) -> ScoreQuerySet:
        """Those of one campaign."""
        return self.filter(result__application__campaign=campaign)


class Score(models.Model):
    """One member's mark for one element of one application: a draft until it is submitted.

    ``points`` from 1 on the framework's scale, or none and why it cannot be marked. ``revision``
    goes up with each save: who saves says which one they saw.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    result = models.ForeignKey(StageResult, on_delete=models.CASCADE, related_name="scores")
    place = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="scores")
    element = models.CharField(max_length=60)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    cannot_mark = models.BooleanField("cannot be marked", default=False)
    # What the mark is based on, or why there is none.
    evidence = models.TextField(blank=True, max_length=LONGEST)
    # The author's own sign, to look at it again before submitting; gone afterwards.
    is_flagged = models.BooleanField("look again", default=False)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField("set aside for a conflict", null=True, blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["result", "place", "element"]
        constraints = [
            models.UniqueConstraint(fields=["result", "place", "element"], name="roles_score_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=1, cannot_mark=False),
                name="roles_score_points_from_1",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(points__isnull=False) | Q(cannot_mark=True),
                name="roles_score_submitted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Mark in campaign {self.campaign.reference}"

    @property
    def campaign(self) -> Campaign:
        """The campaign whose candidate is marked."""
        return self.result.application.campaign

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.campaign.organisation

    @property
    def is_draft(self) -> bool:
        """Whether it is its author's alone, and may still be changed."""
        return self.submitted_at is None

    def is_of(self, person: User) -> bool:
        """Whether it is a person's own, by any account of their mailbox."""
        return self.place.person_id in person.account_keys

    @property
    def is_whole(self) -> bool:
        """Whether it has points, or why it cannot be marked."""
        return self.points is not None or (self.cannot_mark and bool(self.evidence))

    @property
    def in_words(self) -> str:
        """The points, or that it cannot be marked; "" for nothing yet."""
        return words_of(self)

    @property
    def element_name(self) -> str:
        """What the element is called, as the campaign's plan has it; "" where it has it no more."""
        elements = elements_to_mark(self.campaign, self.result.number)
        return next((each.name for each in elements if each.slug == self.element), "")

    def forget_words(self) -> None:
        """The words go, here and in what it was before; the points stay."""
        type(self)._default_manager.filter(pk=self.pk).update(evidence="")
        self.versions.update(evidence="")

    def keep(self, why: str, *, at: datetime) -> ScoreVersion:
        """Keep the score as it stands now in its history."""
        return ScoreVersion.objects.create(
            score=self,
            why=why,
            revision=self.revision,
            points=self.points,
            cannot_mark=self.cannot_mark,
            evidence=self.evidence,
            kept_at=at,
        )


class ScoreVersion(models.Model):
    """What a score was at a moment that counts: never changed, however it goes on (S15, S20)."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Why(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        # Two tabs or devices at once: what was saved, and what was not saved over it.
        DISPUTED = "disputed", "Saved on another device or in another tab"

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="versions")
    why = models.CharField(max_length=20, choices=Why.choices)
    revision = models.PositiveIntegerField()
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    cannot_mark = models.BooleanField(default=False)
    evidence = models.TextField(blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["kept_at", "pk"]
        verbose_name = "version of a score"
        verbose_name_plural = "versions of scores"

    def __str__(self) -> str:
        return f"Mark kept in campaign {self.score.campaign.reference}"

    @property
    def in_words(self) -> str:
        """The points, or that it could not be marked."""
        return words_of(self)


def words_of(mark: Score | ScoreVersion) -> str:
    """The points of a mark, or that there can be none; "" for nothing yet."""
    if mark.cannot_mark:
        return "Cannot be marked"
    return "" if mark.points is None else str(mark.points)


def mean_of(points: list[int]) -> Fraction | None:
    """The exact mean of points; None for none (S17, S35)."""
    return Fraction(sum(points), len(points)) if points else None
