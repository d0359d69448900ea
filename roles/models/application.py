"""An application: one person's answer to one campaign, from draft to start date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django_fsm import FSMModelMixin

from roles.models.application_answers import ApplicationAnswers
from roles.models.application_life import ApplicationLife
from roles.models.application_outcome import ApplicationOutcome, may_be_withdrawn
from roles.models.application_sharing import ApplicationSharing
from roles.models.application_state import (
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
        """Those that hub staff or the department sift; never a draft, one's own or a rival's."""
        from roles.permissions import sifted_organisations

        if not user.is_authenticated:
            return self.none()
        rows = self.sent().without_rivals_of(user)
        organisations = sifted_organisations(user)
        if organisations is None:
            return rows
        return rows.filter(campaign__organisation__in=organisations)

    def without_rivals_of(self, user: User) -> ApplicationQuerySet:
        """Those for campaigns that a person has not applied for, or begun to (R9, R11)."""
        own = self.model.objects.filter(candidate=user).values("campaign")
        return self.exclude(campaign__in=own)

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
    FSMModelMixin,
    ApplicationLife,
    ApplicationAnswers,
    ApplicationOutcome,
    ApplicationSharing,
    models.Model,
):
    """One person's application to one campaign: once, unchanged after it is sent (R8).

    ``ApplicationLife`` holds the states it goes through, ``ApplicationAnswers`` what the person
    wrote, ``ApplicationOutcome`` what was decided.
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
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-draft_at", "-pk"]
        indexes = [
            models.Index(fields=["campaign", "state"], name="roles_application_sift"),
            models.Index(fields=["submitted_at"], name="roles_application_sent"),
            # Looked for at each sign-in: what was entered for people without an account.
            models.Index(
                Upper("email"),
                condition=Q(candidate__isnull=True),
                name="roles_application_unclaimed",
            ),
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
