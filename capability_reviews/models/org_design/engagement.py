"""Advice on organisation design."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import GET_STATE, FSMModelMixin, transition

from capability_reviews.models.org_design.engagement_state import (
    ANSWERING,
    UNDER_WAY,
    UNFINISHED,
    WORKED_THROUGH,
    EngagementState,
)
from capability_reviews.models.reviews.review import CAPABILITY_ROLES
from hub.models import Organisation, OwnedQuerySet
from hub.models.actor_field import actor_field
from hub.states import StateField

S = EngagementState


class EngagementQuerySet(OwnedQuerySet["OrgDesignEngagement"]):
    """Engagements by what was so in a period, and by who may see them."""

    seen_by = CAPABILITY_ROLES

    def answering(self) -> EngagementQuerySet:
        """Those by which the need may still be met, to the review of what was carried out."""
        return self.filter(state__in=ANSWERING)

    def unfinished(self) -> EngagementQuerySet:
        """Those of which the adviser or the department has still something to do."""
        return self.filter(state__in=UNFINISHED)

    def advised_between(
        self, start: datetime, end: datetime, first_day: date, last_day: date
    ) -> EngagementQuerySet:
        """Those whose advice was given, or an advice meeting held, in the period."""
        return self.filter(
            Q(advice_given_at__gte=start, advice_given_at__lt=end)
            | Q(meetings__on__gte=first_day, meetings__on__lte=last_day)
        ).distinct()


class OrgDesignEngagement(FSMModelMixin, models.Model):
    """A department asks how its digital and technology roles should be organised."""

    State = EngagementState

    reference = models.CharField(max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="org_design_engagements"
    )
    question = models.TextField("what is to be decided")
    advice = models.TextField(blank=True)
    requested_by = actor_field(blank=True)
    adviser = actor_field(blank=True)
    state = StateField(default=S.REQUESTED)
    requested_at = models.DateTimeField()
    scoping_at = models.DateTimeField(null=True, blank=True)
    terms_agreed_at = models.DateTimeField(null=True, blank=True)
    current_state_at = models.DateTimeField(null=True, blank=True)
    options_at = models.DateTimeField(null=True, blank=True)
    recommendation_at = models.DateTimeField(null=True, blank=True)
    advice_given_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    implementing_at = models.DateTimeField(null=True, blank=True)
    implemented_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "request for advice on organisation design"

    def __str__(self) -> str:
        return f"Organisation design {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("capability_reviews:engagement_detail", args=[self.reference])

    def first_advised_within(self, first_day: date, last_day: date) -> date | None:
        """The first day in the period on which advice was given or a meeting held.

        What happens after the period does not change it.
        """
        days = [meeting.on for meeting in self.meetings.all()]
        if self.advice_given_at:
            days.append(timezone.localdate(self.advice_given_at))
        return min((day for day in days if first_day <= day <= last_day), default=None)

    @transition(field=state, source=S.REQUESTED, target=S.SCOPING)
    def start_scoping(self, at: datetime) -> None:
        """An adviser takes it up."""
        self.scoping_at = at

    @property
    def paused_in(self) -> EngagementState:
        """The stage in which the work was paused: the last that it reached."""
        reached = [(getattr(self, f"{stage}_at"), stage) for stage in WORKED_THROUGH]
        known = [(at, number) for number, (at, _) in enumerate(reached) if at is not None]
        return WORKED_THROUGH[max(known)[1]] if known else S.SCOPING

    @transition(
        field=state,
        source=S.PAUSED,
        target=GET_STATE(lambda engagement, at: engagement.paused_in, states=WORKED_THROUGH),
    )
    def resume(self, at: datetime) -> None:
        """An adviser takes it up again, where it was paused."""

    @transition(field=state, source=S.SCOPING, target=S.TERMS_AGREED)
    def agree_terms(self, at: datetime) -> None:
        """What will be looked at, by whom, by when."""
        self.terms_agreed_at = at

    @transition(field=state, source=S.TERMS_AGREED, target=S.CURRENT_STATE)
    def describe_current_state(self, at: datetime) -> None:
        """Current roles are mapped to the four areas (D1)."""
        self.current_state_at = at

    @transition(field=state, source=S.CURRENT_STATE, target=S.OPTIONS)
    def set_out_options(self, at: datetime) -> None:
        """Ways to organise are set out."""
        self.options_at = at

    @transition(field=state, source=S.OPTIONS, target=S.RECOMMENDATION)
    def recommend(self, at: datetime) -> None:
        """One of them is recommended."""
        self.recommendation_at = at

    @transition(field=state, source=[*UNDER_WAY], target=S.ADVICE_GIVEN)
    def give_advice(self, at: datetime) -> None:
        """The department has the advice: from here on it counts as advised."""
        self.advice_given_at = at

    @transition(field=state, source=S.ADVICE_GIVEN, target=S.ACCEPTED)
    def accept(self, at: datetime) -> None:
        """The department will do it."""
        self.answered_at = at

    @transition(field=state, source=S.ADVICE_GIVEN, target=S.PART_ACCEPTED)
    def accept_in_part(self, at: datetime) -> None:
        """The department will do some of it."""
        self.answered_at = at

    @transition(field=state, source=S.ADVICE_GIVEN, target=S.NOT_ACCEPTED)
    def decline(self, at: datetime) -> None:
        """The department will not do it."""
        self.answered_at = at

    @transition(field=state, source=[S.ACCEPTED, S.PART_ACCEPTED], target=S.IMPLEMENTING)
    def start_implementing(self, at: datetime) -> None:
        """The change has begun."""
        self.implementing_at = at

    @transition(field=state, source=S.IMPLEMENTING, target=S.IMPLEMENTED)
    def finish_implementing(self, at: datetime) -> None:
        """The new structure is in place."""
        self.implemented_at = at

    @transition(field=state, source=S.IMPLEMENTED, target=S.REVIEWED)
    def review(self, at: datetime) -> None:
        """Looked at again: a design is expected to last three to five years (D6)."""
        self.reviewed_at = at

    @transition(field=state, source=[*UNDER_WAY], target=S.PAUSED)
    def pause(self, at: datetime) -> None:
        """Nothing happens for now."""
        self.paused_at = at

    @transition(field=state, source=[S.REQUESTED, S.PAUSED, *UNDER_WAY], target=S.WITHDRAWN)
    def withdraw(self, at: datetime) -> None:
        """The department no longer asks."""
        self.withdrawn_at = at


class AdviceMeeting(models.Model):
    """A meeting at which advice was given; it counts as advice in its quarter."""

    engagement = models.ForeignKey(
        OrgDesignEngagement, on_delete=models.CASCADE, related_name="meetings"
    )
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"Advice meeting of {self.engagement}"
