"""Complaints about how a role is or was filled, and the way they go (R19)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hub.encryption import EncryptedTextField
from hub.models import Membership, Organisation, StaffGroup
from hub.models.actor_field import actor_field
from hub.periods import Quarter
from roles.models.applications.application import Application
from roles.models.applications.offer_maker import OfferMaker
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.campaign_side import competed_in
from roles.models.selection.conflict import Conflict
from roles.models.selection.panel import PanelMember
from roles.models.selection.redaction import Redaction
from roles.models.selection.sift_cut import SchemeRule, SiftCut

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User

# How a complaint stands, in words; derived from what was recorded, never stored.
TO_ACKNOWLEDGE, TO_ANSWER, ANSWERED = "To acknowledge", "To answer", "Answered"
WITH_COMMISSION, DECIDED_ABOVE = "With the Commission", "Answered by the Commission"
TAKEN_BACK = "Withdrawn"
STATES = (TO_ACKNOWLEDGE, TO_ANSWER, ANSWERED, WITH_COMMISSION, DECIDED_ABOVE, TAKEN_BACK)
COMMISSION = "Civil Service Commission"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Complaints by how they stand, and by who may see and answer them."""

    def in_state(self, state: str) -> ComplaintQuerySet:
        """Those that stand so."""
        is_kept, is_above = Q(withdrawn_at=None), Q(commission_on__isnull=False)
        found = {
            TO_ACKNOWLEDGE: is_kept & Q(acknowledged_at=None),
            TO_ANSWER: is_kept & Q(acknowledged_at__isnull=False, answered_at=None) & ~is_above,
            ANSWERED: Q(answered_at__isnull=False) & ~is_above,
            WITH_COMMISSION: is_above & Q(commission_outcome=""),
            DECIDED_ABOVE: is_above & ~Q(commission_outcome=""),
            TAKEN_BACK: Q(withdrawn_at__isnull=False),
        }
        return self.filter(found[state])

    def to_acknowledge(self) -> ComplaintQuerySet:
        """Those that nobody has taken up."""
        return self.in_state(TO_ACKNOWLEDGE)

    def to_answer(self) -> ComplaintQuerySet:
        """Those that somebody has taken up and the department has still to answer."""
        return self.in_state(TO_ANSWER)

    def with_commission(self) -> ComplaintQuerySet:
        """Those that the Commission looks at."""
        return self.in_state(WITH_COMMISSION)

    def late_on(self, day: date) -> ComplaintQuerySet:
        """Those that were to be acknowledged, or answered, before a day."""
        unseen = self.to_acknowledge().filter(acknowledge_by__lt=day)
        return unseen | self.to_answer().filter(answer_by__lt=day)

    def received_within(self, period: Quarter) -> ComplaintQuerySet:
        """Those that came in the quarter."""
        return self.filter(received_on__gte=period.start, received_on__lte=period.end)

    def made_by_candidate(self, person: User) -> ComplaintQuerySet:
        """A person's own, made from their account."""
        return self.filter(made_by=person)

    def visible_to(self, user: User | AnonymousUser) -> ComplaintQuerySet:
        """Those of campaigns whose selection a person arranges; of all for hub leads.

        Of no campaign that they compete in, nor of one on whose panel they or who stands in for
        them have or had a place: whoever assesses does not learn who complained (R9).
        """
        if not user.is_authenticated:
            return self.none()
        rows = self
        if not user.in_group(StaffGroup.HUB_LEADS):
            rows = rows.filter(
                campaign__organisation__in=user.organisations(Membership.Role.RESOURCING)
            )
        own = PanelMember.objects.of_side(user).ever_held().order_by().values("panel__campaign")
        rows = rows.exclude(campaign__in=own).exclude(campaign__in=competed_in(user))
        if hidden := Application.objects.all().hidden_from(user):
            rows = rows.exclude(application__in=hidden)
        return rows

    def answerable_by(self, user: User) -> ComplaintQuerySet:
        """Those about which a person, and who stands in for them, decided nothing (R19)."""
        keys = user.side_keys
        decided = Application.objects.filter(
            Q(sifted_by__in=keys)
            | Q(decided_by__in=keys)
            | Q(pk__in=OfferMaker.objects.filter(person__in=keys).values("application"))
        ).order_by()
        # Who hid details, decided on a conflict or on schemes took part, too.
        decided |= Application.objects.filter(
            Q(pk__in=Redaction.objects.filter(checked_by__in=keys).values("application"))
            | Q(pk__in=Conflict.objects.filter(decided_by__in=keys).values("application"))
        ).order_by()
        cut = SiftCut.objects.filter(Q(decided_by__in=keys) | Q(schemes_by__in=keys)).order_by()
        rules = SchemeRule.objects.filter(Q(set_by__in=keys) | Q(confirmed_by__in=keys)).order_by()
        wrote = CampaignPart.objects.filter(person__in=keys).order_by().values("campaign")
        made = Q(campaign__made_by__in=keys) | Q(campaign__in=wrote)
        is_of_all = Q(application=None) | Q(about=Complaint.About.ADVERT)
        return (
            self.exclude(Q(application__in=decided.values("pk")))
            .exclude(Q(application=None), campaign__in=decided.values("campaign"))
            .exclude(is_of_all & made)
            .exclude(campaign__in=cut.values("campaign"))
            .exclude(campaign__in=rules.values("campaign"))
        )


class Complaint(models.Model):
    """What somebody finds unfair about a campaign or a decision, and what came of it (R19).

    The department answers first, by somebody who took no part in what it is about; after that the
    Civil Service Commission.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class About(models.TextChoices):
        ADVERT = "advert", "The advert, or how people could apply"
        SIFT = "sift", "The decision before interviews (the sift)"
        INTERVIEW = "interview", "An interview or a test"
        OFFER = "offer", "An offer, or the checks before it"
        CONDUCT = "conduct", "How somebody behaved"
        OTHER = "other", "Something else"

    class How(models.TextChoices):
        ACCOUNT = "account", "From their account"
        EMAIL = "email", "By email"
        LETTER = "letter", "By letter"
        PHONE = "phone", "By phone"
        IN_PERSON = "in_person", "In person"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        PARTLY = "partly", "Upheld in part"
        NOT_UPHELD = "not_upheld", "Not upheld"

    reference = models.CharField(max_length=20, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="complaints")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.SET_NULL, related_name="complaints"
    )
    about = models.CharField("what it is about", max_length=20, choices=About.choices)
    how = models.CharField("how it came", max_length=20, choices=How.choices)
    words = EncryptedTextField("what the person says")
    wanted = EncryptedTextField("what they would like to happen", blank=True, default="")
    # Of somebody who wrote or rang: who has an account is ``made_by``.
    name = EncryptedTextField("who complains", blank=True, default="")
    contact = EncryptedTextField("how to reach them", blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="complaints",
    )
    recorded_by = actor_field(blank=True, editable=False)
    received_on = models.DateField("received")
    made_at = models.DateTimeField("recorded", default=timezone.now, editable=False)
    acknowledge_by = models.DateField("acknowledge by")
    answer_by = models.DateField("answer by")
    # Nobody in the department could answer it without having taken part: the hub does.
    is_with_hub = models.BooleanField("with the hub team", default=False)
    handler = actor_field(blank=True, editable=False)
    acknowledged_at = models.DateTimeField("acknowledged", null=True, blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    answer = EncryptedTextField("what they were told", blank=True, default="")
    changed = models.TextField("what was changed", blank=True)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)
    commission_on = models.DateField("taken to the Commission", null=True, blank=True)
    commission_reference = models.CharField("the Commission’s reference", max_length=60, blank=True)
    commission_outcome = models.CharField(
        "what the Commission found", max_length=20, choices=Outcome.choices, blank=True
    )
    commission_answered_on = models.DateField("answered by the Commission", null=True, blank=True)
    commission_changed = models.TextField("what was changed after that", blank=True)
    words_erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = "complaint"
        verbose_name_plural = "complaints"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_by__gte=F("acknowledge_by")),
                name="roles_complaint_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(outcome=""),
                name="roles_complaint_answer_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Complaint {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:complaint_detail", args=[self.reference])

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is about."""
        return self.campaign.organisation

    @property
    def standing(self) -> str:
        """How it stands, in words."""
        if self.withdrawn_at:
            return TAKEN_BACK
        if self.commission_on:
            return DECIDED_ABOVE if self.commission_outcome else WITH_COMMISSION
        if self.answered_at:
            return ANSWERED
        return TO_ANSWER if self.acknowledged_at else TO_ACKNOWLEDGE

    @property
    def is_in_hand(self) -> bool:
        """Whether the department has still to answer it."""
        return self.standing in (TO_ACKNOWLEDGE, TO_ANSWER)

    @property
    def stage(self) -> str:
        """Where on its way it is: the department's, or the Commission's."""
        return COMMISSION if self.commission_on else self.campaign.organisation.name

    @property
    def who_has_it(self) -> str:
        """Who has to do something next, in words; "" once nobody has."""
        if self.standing == WITH_COMMISSION:
            return COMMISSION
        if not self.is_in_hand:
            return ""
        if self.handler:
            return str(self.handler)
        return "Hub team" if self.is_with_hub else "Nobody yet"

    @property
    def next_day(self) -> date | None:
        """The day by which the department has something to do; None where it has nothing."""
        if not self.is_in_hand:
            return None
        return self.answer_by if self.acknowledged_at else self.acknowledge_by

    @property
    def who_complains(self) -> str:
        """How those who deal with it call the person."""
        if self.made_by is not None and self.application is not None:
            shows = self.application.shows_identity
            return self.application.full_name if shows else "The candidate"
        return self.name or "Not kept"

    @property
    def final_outcome(self) -> str:
        """What was found last, in words; "" where nothing is yet."""
        if self.commission_outcome:
            return str(self.get_commission_outcome_display())
        return str(self.get_outcome_display())

    def forget_words(self) -> None:
        """What was said and by whom goes; that there was a complaint and its outcome stay."""
        type(self).objects.filter(pk=self.pk).update(
            words="",
            wanted="",
            name="",
            contact="",
            answer="",
            made_by=None,
            words_erased_at=timezone.now(),
            # Nobody is left to be answered.
            withdrawn_at=timezone.now() if self.is_in_hand else self.withdrawn_at,
        )
