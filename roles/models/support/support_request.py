"""A support request: a department asks the hub for help with people it lacks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Case, F, Min, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin

from hub.models import (
    FrameworkRole,
    Grade,
    Need,
    Organisation,
    OwnedQuerySet,
    Person,
    RoleLevel,
    Service,
)
from hub.models.actor_field import actor_field
from roles.models.campaigns.post_state import FILLED, WANTED
from roles.models.support.request_life import RequestLife
from roles.models.support.request_state import (
    ASSIGNABLE,
    BEFORE_OUTCOME,
    SIFT_HELP,
    TRIAGED_AND_GOING_ON,
    UNFINISHED,
    WORKED_ON,
    Outcome,
    RequestState,
    SupportKind,
    Urgency,
)


class SupportRequestQuerySet(OwnedQuerySet["SupportRequest"]):
    """Requests by state, by clock and by who may see them."""

    def visible_to(self, user: Person) -> SupportRequestQuerySet:
        """Those a person may see, without those of which they apply for a post."""
        rows, own = super().visible_to(user), self._competed_in_by(user)
        return rows.exclude(Q(campaigns__in=own) | Q(posts__campaign__in=own)) if own else rows

    def kept_from(self, user: Person) -> SupportRequestQuerySet:
        """Those of campaigns that a person applies for: they say how these stand (R25)."""
        own = self._competed_in_by(user)
        return self.filter(Q(campaigns__in=own) | Q(posts__campaign__in=own)).distinct()

    def _competed_in_by(self, user: Person) -> frozenset[int]:
        campaigns: Any = self.model._meta.get_field("campaigns").related_model
        return frozenset(campaigns._default_manager.competed_in_by(user))

    def answering(self) -> SupportRequestQuerySet:
        """Those by which the need may still be met: the hub has not said no, nor has it ended."""
        return self.filter(state__in=BEFORE_OUTCOME)

    def unfinished(self) -> SupportRequestQuerySet:
        """Those that are not closed."""
        return self.filter(state__in=UNFINISHED)

    def awaiting_outcome(self) -> SupportRequestQuerySet:
        """Those worked on whose every wanted post is filled: the outcome is left to record (H7)."""
        at_work = self.filter(
            state__in=[RequestState.IN_PROGRESS, RequestState.WAITING_ON_DEPARTMENT]
        )
        with_posts = self.model.objects.order_by()
        filled = with_posts.filter(posts__state__in=FILLED)
        unfilled = with_posts.filter(posts__state__in=WANTED - FILLED)
        return at_work.filter(pk__in=filled.values("pk")).exclude(pk__in=unfilled.values("pk"))

    def with_no_post_to_fill(self) -> SupportRequestQuerySet:
        """Those none of whose posts is wanted any more."""
        return self.exclude(posts__state__in=WANTED)

    def awaiting_a_campaign(self) -> SupportRequestQuerySet:
        """Those the hub works on, with a post to fill, that never had a campaign or a candidate."""
        at_work = self.filter(state__in=[RequestState.ACCEPTED, RequestState.IN_PROGRESS])
        rows = self.model.objects.order_by()
        open_posts = rows.filter(posts__state="open", posts__campaign=None).values("pk")
        had = Q(campaigns__isnull=False) | Q(posts__campaign__isnull=False)
        had |= Q(referrals__isnull=False)
        return at_work.filter(pk__in=open_posts).exclude(pk__in=rows.filter(had).values("pk"))

    def like(
        self, organisation: Organisation, role: FrameworkRole, level: RoleLevel | None
    ) -> SupportRequestQuerySet:
        """Unfinished ones of an organisation for the same role and level."""
        return self.unfinished().filter(organisation=organisation, role=role, level=level)

    def awaiting_triage(self) -> SupportRequestQuerySet:
        """Those nobody has looked at yet, the most urgent first."""
        return self.filter(state=RequestState.SUBMITTED).order_by("triage_due_on", "pk")

    def with_due_day(self) -> SupportRequestQuerySet:
        """With ``due_on``: by when it is triaged, then when it is followed up, if ever; closed ones
        without."""
        triage = When(state=RequestState.SUBMITTED, then=F("triage_due_on"))
        follow_up = When(state__in=BEFORE_OUTCOME, then=F("follow_up_on"))
        return self.annotate(due_on=Case(triage, follow_up, output_field=models.DateField()))

    def triage_overdue(self, day: date) -> SupportRequestQuerySet:
        """Those whose triage was due before the day (H2)."""
        return self.awaiting_triage().filter(triage_due_on__lt=day)

    def to_follow_up(self, day: date) -> SupportRequestQuerySet:
        """Those to look at again by the day, or with somebody put forward to ask about.

        None that was answered in another way, or whose outcome is recorded.

        ``follows_up_by`` is the first of these days.
        """
        people = (
            self.model.objects.filter(
                pk=OuterRef("pk"),
                referrals__state="referred",
                referrals__follow_up_on__lte=day,
            )
            .order_by()
            .values("pk")
            .annotate(first=Min("referrals__follow_up_on"))
        )
        found = self.answering().annotate(person_by=Subquery(people.values("first")))
        return found.filter(Q(follow_up_on__lte=day) | Q(person_by__isnull=False)).annotate(
            follows_up_by=Case(
                When(person_by=None, then="follow_up_on"),
                When(follow_up_on__lt=F("person_by"), then="follow_up_on"),
                default="person_by",
            )
        )


class SupportRequest(FSMModelMixin, RequestLife, models.Model):
    """What a department asked the hub for, who has it, and what became of it.

    ``answer`` is what the hub said to the department; it and ``reason`` are fit to be disclosed.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True
    Kind = SupportKind
    Urgency = Urgency
    Outcome = Outcome

    reference = models.CharField(max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="support_requests"
    )
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.PROTECT, related_name="support_requests"
    )
    requester = actor_field()
    role = models.ForeignKey(FrameworkRole, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        RoleLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    posts_wanted = models.PositiveSmallIntegerField("posts", default=1)
    needed_by = models.DateField(null=True, blank=True)
    reason = models.TextField("why")
    requested_urgency = models.CharField(
        "urgency, as the department sees it", max_length=20, choices=Urgency.choices, blank=True
    )
    urgency = models.CharField(max_length=20, choices=Urgency.choices, blank=True)
    urgency_reason = models.TextField("why the urgency was changed", blank=True, max_length=500)
    adviser = actor_field(blank=True)
    follow_up_on = models.DateField("follow up on", null=True, blank=True)
    triage_due_on = models.DateField("triage due by")
    answer = models.TextField("the hub team’s answer", blank=True)
    sift_help_declined_at = models.DateTimeField(
        "help with the sift declined", null=True, blank=True, editable=False
    )
    sift_help_declined_because = models.TextField(
        "why the hub team does not help with the sift", blank=True, editable=False
    )
    reserve_matches = models.PositiveSmallIntegerField(
        "people on reserve lists who could meet it when it was sent",
        null=True,
        blank=True,
        editable=False,
    )
    outcome = models.CharField(max_length=30, choices=Outcome.choices, blank=True)
    outcome_reason = models.TextField(blank=True)
    reopened_because = models.TextField("why it was reopened", blank=True)
    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        indexes = [models.Index(fields=["state", "triage_due_on"], name="roles_request_triage")]
        constraints = [
            models.CheckConstraint(condition=Q(posts_wanted__gte=1), name="roles_request_posts"),
            models.CheckConstraint(
                condition=~Q(state=RequestState.OUTCOME_RECORDED) | ~Q(outcome=""),
                name="roles_request_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Support request {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:support_detail", args=[self.reference])

    @property
    def is_senior(self) -> bool:
        """Whether it is about Senior Civil Service posts."""
        return self.grade.is_scs

    @property
    def awaits_outcome(self) -> bool:
        """Whether every post of it is filled, so that only the outcome is left to record (H7)."""
        return SupportRequest.objects.awaiting_outcome().filter(pk=self.pk).exists()

    @property
    def what_for(self) -> str:
        """The kinds of support it asks for, in words; prefetch ``kinds`` for a list."""
        is_declined = self.declines_sift_help_asked(self.submitted_at)
        return ", ".join(
            f"{asked} (declined)" if is_declined and asked.kind in SIFT_HELP else str(asked)
            for asked in self.kinds.all()
        )

    def declines_sift_help_asked(self, at: datetime) -> bool:
        """Whether the hub has declined help with the sift since it was asked for then (H4)."""
        return self.sift_help_declined_at is not None and at <= self.sift_help_declined_at

    @property
    def asks_for_sift_help(self) -> bool:
        """Whether help with a sift that is still to come is asked for and was not declined."""
        asked = [
            campaign.sift_help_requested_at
            for campaign in self.campaigns.all()
            if campaign.sift_help_requested_at and campaign.is_before_interviews
        ]
        if self.asks_for(*SIFT_HELP) and (
            not self.campaigns.exists() or self.posts.free().exists()
        ):
            asked.append(self.submitted_at)
        return any(not self.declines_sift_help_asked(moment) for moment in asked)

    @property
    def may_decline_sift_help(self) -> bool:
        """Whether the hub may decline the sift alone: not for senior posts (H2, H4)."""
        is_going_on = self.state in TRIAGED_AND_GOING_ON and not self.is_senior
        return is_going_on and self.asks_for_sift_help

    @property
    def asks_for_nothing_but_sift_help(self) -> bool:
        """Whether nothing of it would be left without the sift."""
        return all(asked.kind in SIFT_HELP for asked in self.kinds.all())

    def asks_for(self, *kinds: str) -> bool:
        """Whether it asks for one of these kinds of support."""
        return any(asked.kind in kinds for asked in self.kinds.all())

    def obstacle_to_sift_help(self, campaign: Any, day: date | None = None) -> str:
        """Why no help with a sift can be booked, or logged for a day; "" where it can (R5, H4).

        ``campaign`` is the one whose sift it is, None where it is for no one post.
        """
        if campaign and campaign.opened_at and not campaign.sift_help_requested_at:
            return "Help with the sift must be asked for before the advert opens, and it was not"
        declined_at = self.sift_help_declined_at
        if declined_at is None or (day and day <= timezone.localdate(declined_at)):
            return ""
        if campaign.has_sift_help if campaign else self.asks_for_sift_help:
            return ""
        return "The hub team has declined to help with the sift of this request"

    @property
    def is_worked_on(self) -> bool:
        """Whether the hub works on it now."""
        return self.state in WORKED_ON

    @property
    def is_unfinished(self) -> bool:
        """Whether something is still to be done."""
        return self.state in UNFINISHED

    @property
    def is_taken(self) -> bool:
        """Whether somebody at work said that they triage it, and has not yet."""
        waits = self.state == self.State.SUBMITTED
        return waits and self.adviser is not None and self.adviser.is_active

    @property
    def may_be_taken(self) -> bool:
        """Whether it waits for triage, and nobody at work has it."""
        return self.state == self.State.SUBMITTED and not self.is_taken

    @property
    def is_assignable(self) -> bool:
        """Whether it has an adviser who can be changed."""
        return self.state in ASSIGNABLE

    @property
    def awaits_feedback(self) -> bool:
        """Whether the department is asked what became of it, and has not said (H9)."""
        feedback = getattr(self, "feedback", None)
        return feedback is not None and feedback.answered_at is None

    def get_feedback_url(self) -> str:
        """Where the department says what became of it."""
        return reverse("roles:support_feedback", args=[self.reference])

    def is_triage_late(self, day: date) -> bool:
        """Whether triage is due by now and was not done (H2)."""
        return self.state == self.State.SUBMITTED and self.triage_due_on < day
