"""An application: one person's answer to one campaign, from draft to start date (domain.md 3a)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMField, FSMModelMixin, Transition, transition

from roles.models.application_answers import ApplicationAnswers
from roles.models.application_outcome import (
    ApplicationOutcome,
    is_unreleased,
    may_be_withdrawn,
)
from roles.models.application_sharing import ApplicationSharing
from roles.models.application_state import (
    DECIDED,
    HOLDING_A_POST,
    IDENTITY_SHOWN,
    OFFER_ACCEPTED,
    REJECTED,
    WITHDRAWABLE,
    ApplicationState,
)
from roles.models.campaign import Campaign
from roles.models.post import Post

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import Organisation, User


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications by state and by who may see them."""

    def of(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """A candidate's own."""
        return self.filter(candidate=user) if user.is_authenticated else self.none()

    def handled_by(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """Those that hub staff or the department sift; never one's own, never a draft."""
        from roles.permissions import sifted_organisations

        if not user.is_authenticated:
            return self.none()
        rows = self.sent().exclude(candidate=user)
        organisations = sifted_organisations(user)
        if organisations is None:
            return rows
        return rows.filter(campaign__organisation__in=organisations)

    def visible_to(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """One's own and those one handles."""
        return self.filter(
            Q(pk__in=self.model.objects.of(user).values("pk"))
            | Q(pk__in=self.model.objects.handled_by(user).values("pk"))
        )

    def sent(self) -> ApplicationQuerySet:
        """Those that were submitted, whatever became of them."""
        return self.filter(submitted_at__isnull=False)

    def drafts(self) -> ApplicationQuerySet:
        """Those not submitted yet."""
        return self.filter(state=Application.State.DRAFT)

    def live(self) -> ApplicationQuerySet:
        """Those that can still come to something, drafts among them."""
        return self.filter(state__in=WITHDRAWABLE)


class Application(
    FSMModelMixin, ApplicationAnswers, ApplicationOutcome, ApplicationSharing, models.Model
):
    """One person's application to one campaign: once, unchanged after it is sent (R8).

    ``ApplicationAnswers`` holds what the person wrote, ``ApplicationOutcome`` what was decided.
    """

    State = ApplicationState

    reference = models.CharField(max_length=20, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="applications",
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    draft_at = models.DateTimeField("started writing", default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    sift_pass_at = models.DateTimeField(null=True, blank=True)
    sift_fail_at = models.DateTimeField(null=True, blank=True)
    interview_invited_at = models.DateTimeField(null=True, blank=True)
    interview_booked_at = models.DateTimeField(null=True, blank=True)
    interviewed_at = models.DateTimeField(null=True, blank=True)
    recommended_at = models.DateTimeField(null=True, blank=True)
    reserve_at = models.DateTimeField(null=True, blank=True)
    not_appointable_at = models.DateTimeField(null=True, blank=True)
    provisional_offer_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    checks_at = models.DateTimeField(null=True, blank=True)
    formal_offer_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField("started work", null=True, blank=True)
    fell_through_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-draft_at", "-pk"]
        indexes = [
            models.Index(fields=["campaign", "state"], name="roles_application_sift"),
            models.Index(fields=["submitted_at"], name="roles_application_sent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "candidate"], name="roles_application_once"
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(state__in=sorted(HOLDING_A_POST)),
                name="roles_post_offered_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(HOLDING_A_POST)) | Q(post__isnull=False),
                name="roles_offer_has_a_post",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT) | Q(submitted_at__isnull=False),
                name="roles_application_sent_before_moved",
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:application_detail", args=[self.reference])

    @property
    def organisation(self) -> Organisation:
        """The department whose post it is for."""
        return self.campaign.organisation

    @property
    def is_draft(self) -> bool:
        """Whether the person is still writing it."""
        return self.state == self.State.DRAFT

    @property
    def is_withdrawable(self) -> bool:
        """Whether the person can still take it back."""
        return self.state in WITHDRAWABLE | REJECTED and may_be_withdrawn(self)

    @property
    def shows_identity(self) -> bool:
        """Whether those who handle it may know whose it is: not before the interview (R11)."""
        return self.state in IDENTITY_SHOWN

    @property
    def awaits_answer(self) -> bool:
        """Whether an offer waits for the person's answer."""
        return self.state == self.State.PROVISIONAL_OFFER

    @property
    def has_accepted(self) -> bool:
        """Whether the person accepted the offer and it stands (R17)."""
        return self.state in OFFER_ACCEPTED

    @property
    def is_decided(self) -> bool:
        """Whether nothing more is expected to happen to it."""
        return self.state in DECIDED

    def moves(self) -> list[Transition]:
        """The declared transitions that those who handle it may make now, in order."""
        found = [move for move in self.get_available_state_transitions() if "label" in move.custom]
        return sorted(found, key=lambda move: move.custom["order"])

    # --- What the candidate does -----------------------------------------------------------------

    @transition(field=state, source=State.DRAFT, target=State.SUBMITTED)
    def submit(self, at: datetime) -> None:
        """Send the application; from here nothing in it changes (R8)."""
        self.submitted_at = at

    @transition(field=state, source=State.PROVISIONAL_OFFER, target=State.ACCEPTED)
    def accept(self, at: datetime) -> None:
        """Accept the provisional offer: the post counts as filled (R17)."""
        self.accepted_at = at

    @transition(field=state, source=State.PROVISIONAL_OFFER, target=State.DECLINED)
    def decline(self, at: datetime) -> None:
        """Decline the provisional offer."""
        self.declined_at = at

    @transition(
        field=state,
        source=[*(WITHDRAWABLE | REJECTED) - {State.DRAFT}],
        target=State.WITHDRAWN,
        conditions=[may_be_withdrawn],
    )
    def withdraw(self, at: datetime) -> None:
        """Take the application back, at any time before the start date."""
        self.withdrawn_at = at

    # --- What those who handle it do -------------------------------------------------------------

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.SIFT_PASS,
        custom={"order": 1, "label": "Pass the sift", "action": "roles.application_sifted_in"},
    )
    def pass_sift(self, at: datetime) -> None:
        """Meets the criteria on paper."""
        self.sift_pass_at = at

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.SIFT_FAIL,
        custom={
            "order": 2,
            "label": "Fail the sift",
            "action": "roles.application_sifted_out",
            "is_ending": True,
            "has_feedback": True,
        },
    )
    def fail_sift(self, at: datetime) -> None:
        """Does not meet the criteria on paper."""
        self.sift_fail_at = at

    @transition(
        field=state,
        source=State.SIFT_PASS,
        target=State.INTERVIEW_INVITED,
        custom={"order": 3, "label": "Invite to interview", "action": "roles.interview_invited"},
    )
    def invite(self, at: datetime) -> None:
        """Asked to an interview."""
        self.interview_invited_at = at

    @transition(
        field=state,
        source=State.INTERVIEW_INVITED,
        target=State.INTERVIEW_BOOKED,
        custom={"order": 4, "label": "Record interview booked", "action": "roles.interview_booked"},
    )
    def book(self, at: datetime) -> None:
        """Has a time for the interview."""
        self.interview_booked_at = at

    @transition(
        field=state,
        source=State.INTERVIEW_BOOKED,
        target=State.INTERVIEWED,
        custom={"order": 5, "label": "Record interview held", "action": "roles.interview_held"},
    )
    def record_interview(self, at: datetime) -> None:
        """Was interviewed."""
        self.interviewed_at = at

    @transition(
        field=state,
        source=State.INTERVIEWED,
        target=State.RECOMMENDED,
        custom={"order": 6, "label": "Recommend", "action": "roles.application_recommended"},
    )
    def recommend(self, at: datetime) -> None:
        """The panel recommends an offer."""
        self.recommended_at = at

    @transition(
        field=state,
        source=State.INTERVIEWED,
        target=State.RESERVE,
        custom={
            "order": 7,
            "label": "Put on reserve list",
            "action": "roles.application_reserved",
            "has_feedback": True,
            "needs_feedback": True,
        },
    )
    def put_on_reserve(self, at: datetime) -> None:
        """Appointable, with no post for them now."""
        self.reserve_at = at

    @transition(
        field=state,
        source=State.INTERVIEWED,
        target=State.NOT_APPOINTABLE,
        custom={
            "order": 8,
            "label": "Record not appointable",
            "action": "roles.application_not_appointable",
            "is_ending": True,
            "has_feedback": True,
            "needs_feedback": True,
        },
    )
    def not_appoint(self, at: datetime) -> None:
        """The panel finds them not appointable."""
        self.not_appointable_at = at

    @transition(
        field=state,
        source=[State.RECOMMENDED, State.RESERVE],
        target=State.PROVISIONAL_OFFER,
        custom={
            "order": 9,
            "label": "Make provisional offer",
            "action": "roles.offer_made",
            "has_service": True,
            "needs_post": True,
        },
    )
    def offer(self, post: Post, at: datetime) -> None:
        """Offered a post, subject to checks (R16)."""
        self.post = post
        self.provisional_offer_at = at
        self.release_at = None

    @transition(
        field=state,
        source=State.ACCEPTED,
        target=State.CHECKS,
        custom={"order": 10, "label": "Start checks", "action": "roles.checks_started"},
    )
    def start_checks(self, at: datetime) -> None:
        """Pre-employment checks are under way."""
        self.checks_at = at

    @transition(
        field=state,
        source=State.CHECKS,
        target=State.FORMAL_OFFER,
        custom={"order": 11, "label": "Make formal offer", "action": "roles.formal_offer_made"},
    )
    def offer_formally(self, at: datetime) -> None:
        """The checks are passed; the offer is unconditional."""
        self.formal_offer_at = at

    @transition(
        field=state,
        source=State.FORMAL_OFFER,
        target=State.STARTED,
        custom={
            "order": 12,
            "label": "Record start",
            "action": "roles.appointee_started",
            "has_service": True,
        },
    )
    def start(self, at: datetime) -> None:
        """Started work."""
        self.started_at = at

    @transition(
        field=state,
        source=[State.ACCEPTED, State.CHECKS, State.FORMAL_OFFER],
        target=State.FELL_THROUGH,
        custom={
            "order": 13,
            "label": "Record that the offer fell through",
            "action": "roles.offer_fell_through",
            "has_service": True,
            "is_ending": True,
        },
    )
    def fall_through(self, at: datetime) -> None:
        """The accepted offer came to nothing; the post is no longer filled (R17)."""
        self.fell_through_at = at

    @transition(
        field=state,
        source=State.SIFT_FAIL,
        target=State.SUBMITTED,
        conditions=[is_unreleased],
        custom={
            "order": 14,
            "label": "Undo the rejection",
            "action": "roles.rejection_undone",
            "has_service": True,
            "needs_reason": True,
        },
    )
    def sift_again(self, at: datetime) -> None:
        """The rejection was a mistake that the candidate has not been told of."""
        self.sift_fail_at = None

    @transition(
        field=state,
        source=State.NOT_APPOINTABLE,
        target=State.INTERVIEWED,
        conditions=[is_unreleased],
        custom={
            "order": 15,
            "label": "Undo the decision",
            "action": "roles.rejection_undone",
            "has_service": True,
            "needs_reason": True,
        },
    )
    def decide_again(self, at: datetime) -> None:
        """The decision was a mistake that the candidate has not been told of."""
        self.not_appointable_at = None
