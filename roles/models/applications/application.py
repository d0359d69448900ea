"""An application: one person's answer to one campaign, from draft to start date."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin

from hub.models.actor_field import actor_field
from roles.models.applications.application_answers import ApplicationAnswers
from roles.models.applications.application_life import ApplicationLife, may_be_withdrawn
from roles.models.applications.application_offer import ApplicationOffer
from roles.models.applications.application_rows import ApplicationQuerySet
from roles.models.applications.application_state import (
    ENDING_WITH_THE_ROLE,
    HOLDING_A_POST,
    REJECTED,
    SHOWN_UNTIL_RELEASE,
    UNDECIDED,
    WITHDRAWABLE,
    ApplicationState,
)
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post

if TYPE_CHECKING:
    from hub.models import Organisation, User
    from roles.models.applications.interview import Interview
    from roles.models.applications.interview_choice import InterviewChoice


class Application(
    FSMModelMixin, ApplicationLife, ApplicationOffer, ApplicationAnswers, models.Model
):
    """One person's application to one campaign: once, unchanged after it is sent (R8).

    ``ApplicationLife`` holds its states, ``ApplicationAnswers`` what the person wrote. A decision
    rests until its release: nobody outside knows it, and a rejection can be undone.
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
    release_at = models.DateTimeField("outcome released", null=True, blank=True, editable=False)
    # Who made the last decision; the candidate reads the feedback with it (R19).
    decided_by = actor_field(blank=True, editable=False)
    # Who last decided the sift: they do not see which schemes the candidate applies under (R12).
    sifted_by = actor_field(blank=True, editable=False)
    # The place in the merit list in force; several have the same where they are equal (R13).
    merit_rank = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # Another application of the same person for the campaign, which goes on in place of this one.
    same_person_as = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="set_aside",
    )
    # The person applied before, or beside it: another one goes on in its place, or none (R8).
    is_set_aside = models.BooleanField(default=False, editable=False)
    feedback = models.TextField(blank=True)
    # Of each decision that was undone, oldest first: the reason, and the words it had. For those
    # who handle it alone.
    undone = models.JSONField("decisions undone", default=list, blank=True, editable=False)
    # The consent to be put forward for similar roles: dated, taken back at will (R15).
    sharing_agreed_at = models.DateTimeField(
        "agreed to be put forward", null=True, blank=True, editable=False
    )
    sharing_withdrawn_at = models.DateTimeField(
        "took that back", null=True, blank=True, editable=False
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-draft_at", "-pk"]
        indexes = [
            models.Index(fields=["campaign", "state"], name="roles_application_sift"),
            models.Index(fields=["submitted_at"], name="roles_application_sent"),
            # What somebody entered for others, which is asked of whoever reads applications (R11).
            models.Index(
                fields=["entered_by", "interview_invited_at"],
                condition=Q(entered_by__isnull=False),
                name="roles_application_entered",
            ),
            # Looked for at each sign-in: what was entered for people without an account.
            models.Index(
                Upper("email"),
                condition=Q(candidate__isnull=True),
                name="roles_application_unclaimed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "candidate"],
                condition=Q(entered_how=""),
                name="roles_application_once",
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

    def url_for(self, reader: Any) -> str:
        """The candidate's page for the candidate, the page of those who handle it for others."""
        if reader.pk == self.candidate_id:
            return self.get_absolute_url()
        return reverse("roles:sift_detail", args=[self.campaign.reference, self.reference])

    @property
    def organisation(self) -> Organisation:
        """The department whose post it is for: from an offer on, that which offers one."""
        request = self.offered_for
        return request.organisation if request else self.campaign.organisation

    @property
    def who_entered(self) -> str:
        """Who typed it in for the person: the department or the hub; "" for what they sent."""
        if not self.entered_how:
            return ""
        by_the_hub = self.entered_by is not None and self.entered_by.is_hub_staff
        return "the Digital Recruitment Hub" if by_the_hub else self.campaign.organisation.name

    @property
    def may_apply_instead(self) -> bool:
        """Whether the person can begin one of their own once they take back this one (R8)."""
        return bool(self.entered_how) and self.campaign.is_open

    @property
    def is_draft(self) -> bool:
        """Whether the person is still writing it."""
        return self.state == self.State.DRAFT

    @property
    def kept_in_its_place(self) -> Application | None:
        """The one it was set aside for, once who handles that one may know whose it is (R11)."""
        kept = self.same_person_as
        return kept if kept is not None and kept.shows_identity else None

    @property
    def may_be_set_aside(self) -> bool:
        """Whether it is sent, still to be decided on, and holds no post."""
        waits = self.state in WITHDRAWABLE and not self.is_draft
        return waits and not self.is_set_aside and self.post_id is None

    @property
    def is_withdrawable(self) -> bool:
        """Whether the person can still take it back."""
        return self.state in WITHDRAWABLE | REJECTED and may_be_withdrawn(self)

    @property
    def shows_identity(self) -> bool:
        """Whether who handles it may know whose it is: from the invitation on (R11)."""
        return self.interview_invited_at is not None

    def is_unseen_by(self, user: User) -> bool:
        """Whether the person entered it and does not follow its course (``entered_unseen_by``)."""
        is_alone = not self.email and self.erased_at is None
        entered = self.entered_by_id in user.account_keys
        return entered and not self.shows_identity and not is_alone

    @property
    def interview_slot(self) -> Interview | None:
        """When and where the candidate is met, once that is set."""
        return getattr(self, "interview", None)

    @property
    def choice_of_time(self) -> InterviewChoice | None:
        """What the candidate said about the times of interviews, if they did."""
        return getattr(self, "interview_choice", None)

    @property
    def says_none_suits(self) -> str:
        """When the candidate could have an interview, while none of the times suits them."""
        is_invited = self.state == self.State.INTERVIEW_INVITED
        choice = self.choice_of_time if is_invited else None
        return choice.none_suits if choice else ""

    @property
    def reserve_last_day(self) -> date | None:
        """The last day on the reserve list, to its midnight, from the day of being placed on it;
        the same wherever it is said (R14). None where nobody is on one, or was to its end."""
        if self.state not in (self.State.RESERVE, self.State.RESERVE_ENDED):
            return None
        if self.reserve_at is None:
            return None
        placed = timezone.localdate(self.reserve_at)
        return placed + self.campaign.reserve_list_lasts

    def is_released(self, at: datetime | None = None) -> bool:
        """Whether the candidate may know the last decision; withdrawing releases nothing."""
        return self.release_at is None or self.release_at <= (at or timezone.now())

    @property
    def ended_untold(self) -> bool:
        """Whether its candidate withdrew, or the role ended, while the last decision rested.

        Nobody tells that decision. Whoever was interviewed for a cancelled role is told the result.
        """
        ended_at, release_at = self.withdrawn_at or self.not_pursued_at, self.release_at
        if ended_at is None and self.interviewed_at is None:
            ended_at = self.campaign.cancelled_at
        return bool(ended_at and release_at and ended_at < release_at)

    @property
    def is_told(self) -> bool:
        """Whether the candidate knows the last decision: it is released, and was not overtaken."""
        return self.is_released() and not self.ended_untold

    @property
    def shown_feedback(self) -> str:
        """What the candidate reads of a released decision, as the campaign offers it (R19).

        Of a recommendation with the offer, or with what else became of it in the end.
        """
        offered = self.interviewed_at is not None or self.campaign.offers_sift_feedback
        is_withdrawn = self.state == self.State.WITHDRAWN
        untold = is_withdrawn and not (self.provisional_offer_at or self.reserve_at)
        if self.shown_state in UNDECIDED or (self.recommended_at and untold):
            return ""
        return self.feedback if offered and self.is_told else ""

    @property
    def unsent_reason(self) -> str:
        """Why it did not go on, where the advert offers no feedback: not sent, theirs to download.

        Once they are told of the decision, and not of one that was overtaken (R19).
        """
        is_over = self.is_told and self.shown_state in REJECTED
        return self.feedback if is_over and not self.shown_feedback else ""

    @property
    def shown_state(self) -> ApplicationState:
        """The state as the candidate may know it: the one before a decision that rests."""
        state = ApplicationState(self.state)
        state = state if self.is_told else SHOWN_UNTIL_RELEASE.get(state, state)
        if state == self.State.INTERVIEW_BOOKED and self.interview_slot is None:
            return self.State.INTERVIEW_INVITED
        return state

    @property
    def awaits_interview(self) -> bool:
        """Whether its candidate is to come to an interview, as far as they know."""
        is_withdrawn = self.campaign.cancelled_at is not None
        return self.shown_state == self.State.INTERVIEW_BOOKED and not is_withdrawn

    @property
    def ends_with_role(self) -> bool:
        """Whether, as far as its candidate knows, it came to an end with the role (R19)."""
        return self.shown_state in ENDING_WITH_THE_ROLE

    @property
    def awaits_result(self) -> bool:
        """Whether its candidate was interviewed, and is still to be told the result (R19).

        A decision that rests shows in nothing: the same whichever it is.
        """
        is_undecided = self.shown_state in UNDECIDED and not self.is_set_aside
        return self.interviewed_at is not None and is_undecided

    @property
    def awaits_release(self) -> bool:
        """Whether its state is a decision that the candidate is told of only at its release."""
        return self.state in SHOWN_UNTIL_RELEASE and not self.is_released()

    @property
    def released_decision(self) -> ApplicationState | None:
        """The decision that ``release_at`` is the release of: the last that rested."""
        made = [
            (moment, order, state)
            for order, state in enumerate(SHOWN_UNTIL_RELEASE)
            if (moment := getattr(self, f"{state}_at"))
        ]
        return max(made)[-1] if made and self.release_at else None

    @property
    def shows_set_aside(self) -> bool:
        """Whether its candidate may know that it is set aside: not while a decision on it rests."""
        return self.is_set_aside and not self.awaits_release

    @property
    def is_shared(self) -> bool:
        """Whether the consent stands."""
        return self.sharing_agreed_at is not None and self.sharing_withdrawn_at is None
