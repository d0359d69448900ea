"""A digital capability review: rated by theme, agreed, published and followed up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from capability_reviews.models.reviews.review_state import BEFORE_AGREED, UNFINISHED, ReviewState
from hub.models import Membership, Organisation
from hub.models.actor_field import actor_field
from hub.periods import LONDON
from hub.states import StateField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User

# Who in a department works on its capability; other members have no business with drafts.
CAPABILITY_ROLES = (Membership.Role.CAPABILITY_LEAD, Membership.Role.DIGITAL_LEADER)
# How many months after its publication a review is followed up (C5: own judgement).
FOLLOW_UP_MONTHS = (3, 6, 12)


class ReviewQuerySet(models.QuerySet["CapabilityReview"]):
    """Reviews by what was so on a day, and by who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> ReviewQuerySet:
        """C8: a department's own, others' when published; all for hub staff and reviewers.

        Whoever has no part in reviews reads none here, nor is led to one.
        """
        may_look = user.has_perm("capability_reviews.view_capabilityreview")
        if not user.is_authenticated or not may_look:
            return self.none()
        if user.sees_every_organisation:
            return self
        return self.filter(
            Q(organisation__in=user.organisations(*CAPABILITY_ROLES))
            | Q(published_at__isnull=False)
        )

    def answering(self) -> ReviewQuerySet:
        """None: a review shows needs, and does not meet them."""
        return self.none()

    def unfinished(self) -> ReviewQuerySet:
        """Those that are not closed."""
        return self.filter(state__in=UNFINISHED)

    def led_by(self, user: User, *roles: str) -> ReviewQuerySet:
        """Those of the organisations in which the person has one of the roles today."""
        return self.filter(organisation__in=user.organisations(*roles))

    def with_scope(self) -> ReviewQuerySet:
        """Those with ``scope_is_explicit`` (C1)."""
        said = Q(bodies_are_in=False) | Q(bodies_are_in=True, bodies__isnull=False)
        return self.filter(pk__in=CapabilityReview.objects.filter(said).values("pk"))

    def without_scope(self) -> ReviewQuerySet:
        """Those without."""
        return self.exclude(pk__in=CapabilityReview.objects.with_scope().values("pk"))

    def due_for_follow_up(self, today: date) -> ReviewQuerySet:
        """Those whose first follow-up is due (C5), as ``follow_up_due_on`` says of each."""
        last = today - relativedelta(months=FOLLOW_UP_MONTHS[0])
        # A month is shorter than another: of 29 and 30 November the day is 28 February, too.
        while _after(last + timedelta(days=1), FOLLOW_UP_MONTHS[0]) <= today:
            last += timedelta(days=1)
        midnight = datetime.combine(last + timedelta(days=1), time(), LONDON)
        return self.filter(published_at__lt=midnight)

    def completed_between(self, start: datetime, end: datetime) -> ReviewQuerySet:
        """Those agreed in a period: agreed is what the report calls completed."""
        return self.filter(agreed_at__gte=start, agreed_at__lt=end)


def _after(day: date, months: int) -> date:
    return day + relativedelta(months=months)


def scope_is_explicit(review: CapabilityReview) -> bool:
    """C1: it is said whether agencies and bodies are in, and which."""
    return review.bodies_are_in is not None and (not review.bodies_are_in or review.bodies.exists())


class CapabilityReview(FSMModelMixin, models.Model):
    """A review of an organisation, led by it and assured by GDS."""

    State = ReviewState

    reference = models.CharField(max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="capability_reviews"
    )
    bodies_are_in = models.BooleanField("agencies and bodies are in scope", null=True)
    bodies = models.ManyToManyField(Organisation, blank=True, related_name="+")
    summary = models.TextField(blank=True)
    lead = actor_field(blank=True)
    assurer = actor_field(blank=True)
    # The accountable leader; somebody else publishes.
    signed_by = actor_field(blank=True, editable=False)
    framework_version = models.CharField(max_length=20, default="1")
    state = StateField(default=ReviewState.PLANNED)
    planned_at = models.DateTimeField()
    scoping_at = models.DateTimeField(null=True, blank=True)
    self_assessment_at = models.DateTimeField(null=True, blank=True)
    evidence_at = models.DateTimeField(null=True, blank=True)
    challenge_at = models.DateTimeField(null=True, blank=True)
    draft_at = models.DateTimeField(null=True, blank=True)
    factual_check_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    follow_up_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]
        verbose_name = "capability review"

    def __str__(self) -> str:
        return f"Capability review {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("capability_reviews:review_detail", args=[self.reference])

    @property
    def completed_on(self) -> date | None:
        """The London day on which it was agreed."""
        return timezone.localdate(self.agreed_at) if self.agreed_at else None

    @property
    def follow_up_days(self) -> list[date]:
        """The London days on which it is followed up (C5); none before it is published."""
        if self.published_at is None:
            return []
        published = timezone.localdate(self.published_at)
        return [_after(published, months) for months in FOLLOW_UP_MONTHS]

    @property
    def follow_up_due_on(self) -> date | None:
        """The day of the first follow-up, None before the review is published."""
        return next(iter(self.follow_up_days), None)

    @property
    def next_day(self) -> date | None:
        """The day of the follow-up that comes next, or that is late; None where none is to come."""
        if self.closed_at:
            return None
        if self.follow_up_at is None:
            return self.follow_up_due_on
        begun, today = timezone.localdate(self.follow_up_at), timezone.localdate()
        later = (day for day in self.follow_up_days if day > max(begun, today))
        return next(later, None)

    @property
    def is_open(self) -> bool:
        """Whether ratings and findings may still be written."""
        return self.state in BEFORE_AGREED

    @transition(field=state, source=ReviewState.PLANNED, target=ReviewState.SCOPING)
    def start_scoping(self, at: datetime) -> None:
        """Say what is in and what is out."""
        self.scoping_at = at

    @transition(
        field=state,
        source=ReviewState.SCOPING,
        target=ReviewState.SELF_ASSESSMENT,
        # The stubs want a function of any instance.
        conditions=[scope_is_explicit],  # type: ignore[list-item]
    )
    def start_self_assessment(self, at: datetime) -> None:
        """The department rates itself (C1 first)."""
        self.self_assessment_at = at

    @transition(field=state, source=ReviewState.SELF_ASSESSMENT, target=ReviewState.EVIDENCE)
    def gather_evidence(self, at: datetime) -> None:
        """What the ratings rest on is gathered."""
        self.evidence_at = at

    @transition(field=state, source=ReviewState.EVIDENCE, target=ReviewState.CHALLENGE)
    def start_challenge(self, at: datetime) -> None:
        """A reviewer from elsewhere challenges the ratings."""
        self.challenge_at = at

    @transition(field=state, source=ReviewState.CHALLENGE, target=ReviewState.DRAFT)
    def write_draft(self, at: datetime) -> None:
        """The report is written."""
        self.draft_at = at

    @transition(field=state, source=ReviewState.DRAFT, target=ReviewState.FACTUAL_CHECK)
    def send_for_factual_check(self, at: datetime) -> None:
        """The department checks the facts."""
        self.factual_check_at = at

    @transition(field=state, source=ReviewState.FACTUAL_CHECK, target=ReviewState.AGREED)
    def agree(self, at: datetime) -> None:
        """The Digital Leader signs: the review is complete."""
        self.agreed_at = at

    @transition(field=state, source=ReviewState.AGREED, target=ReviewState.PUBLISHED)
    def publish(self, at: datetime) -> None:
        """Everyone may read its summary."""
        self.published_at = at

    @transition(
        field=state,
        source=ReviewState.PUBLISHED,
        target=ReviewState.FOLLOW_UP,
    )
    def start_follow_up(self, at: datetime) -> None:
        """Look again at what was found (C5)."""
        self.follow_up_at = at

    @transition(field=state, source=ReviewState.FOLLOW_UP, target=ReviewState.CLOSED)
    def close(self, at: datetime) -> None:
        """Nothing is left to follow up."""
        self.closed_at = at
