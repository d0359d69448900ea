"""Priority movers: people whose post goes or may go, who see roles before others do (R3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.models import FrameworkRole, Grade, Membership, Organisation
from hub.models.actor_field import actor_field
from roles.models.campaigns.campaign_state import Audience

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User
    from roles.models.campaigns.campaign import Campaign


class PriorityMoverQuerySet(models.QuerySet["PriorityMover"]):
    """Priority movers by date, by who may see them, by the campaigns they see first."""

    def visible_to(self, user: User | AnonymousUser) -> PriorityMoverQuerySet:
        """All for hub staff, a department's own for its HR contact; nobody else's business."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hub_staff:
            return self
        return self.filter(organisation__in=user.organisations(Membership.Role.HR_CONTACT))

    def in_force(self, day: date) -> PriorityMoverQuerySet:
        """Those who are surplus or at risk on the day, and have not said no to it."""
        return self.filter(declined_at=None).filter(
            Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def for_campaign(self, campaign: Campaign) -> PriorityMoverQuerySet:
        """Those who see a campaign first: same grade, same family of roles, within its audience.

        An internal campaign is first for the movers of its own department, a wider one for those
        of every department.
        """
        rows = self.filter(grade=campaign.grade_id).filter(
            Q(role=None) | Q(role__family=campaign.role.family_id) | Q(role=campaign.role_id)
        )
        if campaign.audience == Audience.INTERNAL:
            department = campaign.organisation.department
            rows = rows.filter(Q(organisation=department) | Q(organisation__parent=department))
        return rows


class PriorityMover(models.Model):
    """A person who is surplus or at risk of it, in an organisation, from one day to another."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        SURPLUS = "surplus", "Surplus: the post has gone"
        AT_RISK = "at_risk", "At risk: the post may go"

    reference = models.CharField(max_length=20, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="priority_moves"
    )
    # As it was typed: the account's own is nobody's business before the person agrees (R11).
    name = models.CharField("full name", max_length=150, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(
        FrameworkRole,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Roles of the same family are offered; empty offers every role of the grade.",
    )
    valid_from = models.DateField("from")
    valid_to = models.DateField("until", null=True, blank=True)
    recorded_by = actor_field()

    objects = PriorityMoverQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="roles_mover_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"Priority mover {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:mover_list")

    @property
    def awaits_answer(self) -> bool:
        """Whether the person has not yet said if they want to be on record."""
        return self.agreed_at is None and self.declined_at is None

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What the person is asked to agree to."""
        until = date_gb(self.valid_to) if self.valid_to else "No last day is set"
        return [
            ("Department", self.organisation.name),
            ("Why", self.get_kind_display()),
            ("Grade", str(self.grade)),
            ("Roles", str(self.role.family) if self.role else "Every role at the grade"),
            ("From", date_gb(self.valid_from)),
            ("Until", until),
        ]

    @property
    def shown_name(self) -> str:
        """What those who look after the person call them: as typed, until the person agrees."""
        return str(self.user) if self.agreed_at else self.name or self.reference


def is_hidden_from(campaign: Campaign, user: User | AnonymousUser, moment: datetime) -> bool:
    """Whether a person may not see a campaign's advert yet, because movers see it first (R3)."""
    if not campaign.is_first_for_movers(moment):
        return False
    if not user.is_authenticated:
        return True
    if user.sees_every_organisation:
        return False
    if user.organisations().filter(pk=campaign.organisation_id).exists():
        return False
    return not sees_first(campaign, user, moment)


def sees_first(campaign: Campaign, user: User, moment: datetime) -> bool:
    """Whether a person is a priority mover for the campaign (R3)."""
    movers = PriorityMover.objects.in_force(timezone.localdate(moment))
    return movers.for_campaign(campaign).filter(user=user).exists()


class MoverReason(models.Model):
    """Why a priority mover was turned down for a role that they saw first: reasons as data (R3)."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Reason(models.TextChoices):
        CRITERIA = "criteria", "Below the minimum standard in an essential criterion"
        BEHAVIOURS = "behaviours", "Below the pass mark at an assessment"
        CLEARANCE = "clearance", "Security or nationality rules"
        WORKING_PATTERN = "pattern", "The place or the working pattern does not fit"
        ANOTHER_MOVER = "another", "Another priority mover was the better match"

    mover = models.ForeignKey(PriorityMover, on_delete=models.CASCADE, related_name="reasons")
    application = models.OneToOneField(
        "roles.Application", on_delete=models.CASCADE, related_name="mover_reason"
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    words = models.TextField(
        "in words", max_length=1000, help_text="The person can read this. Do not name anyone."
    )
    recorded_by = actor_field()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"Reason for {self.mover}"
