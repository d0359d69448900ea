"""Alerts: somebody wants to be told by email of new roles of a kind, with or without an account."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from hub.states import StateField
from roles.models.campaigns.campaign import Campaign
from roles.models.search.alert_state import STANDING, AlertState

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts by state and by whose they are."""

    def visible_to(self, user: User | AnonymousUser) -> AlertQuerySet:
        """A person's own: nobody else's business."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def of_address(self, email: str) -> AlertQuerySet:
        """Those that go to an address."""
        return self.filter(email=email.strip().lower())

    def wanted(self) -> AlertQuerySet:
        """Those confirmed and not ended."""
        return self.filter(state=Alert.State.CONFIRMED)

    def standing(self) -> AlertQuerySet:
        """Those that are wanted or may yet be confirmed."""
        return self.filter(state__in=STANDING)

    def unconfirmed(self) -> AlertQuerySet:
        """Those nobody has confirmed yet."""
        return self.filter(state=Alert.State.PENDING)


class Alert(FSMModelMixin, models.Model):
    """One wish to be told of new roles: what is looked for, how often, and whether it is confirmed.

    ``criteria`` is what ``Terms.as_data`` gives. The columns beside it repeat it for the database,
    which matches whole sets at once: "" and 0 stand for any.
    """

    wagtail_reference_index_ignore = True

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", "As soon as a role opens"
        DAILY = "daily", "Once a day, in the morning"
        WEEKLY = "weekly", "Once a week, on Monday morning"

    State = AlertState

    class EndReason(models.TextChoices):
        FOUND_A_JOB = "found_a_job", "I have found a job"
        NOT_RELEVANT = "not_relevant", "The roles were not right for me"
        TOO_MANY = "too_many", "Too many emails"
        OTHER = "other", "Something else"
        NOT_KEPT = "not_kept", "Nobody said that it is still wanted"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    criteria = models.JSONField(default=dict)
    words = models.CharField(max_length=300, blank=True)
    family = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=80, blank=True)
    department = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    contract = models.CharField(max_length=20, blank=True)
    pattern = models.CharField(max_length=20, blank=True)
    audience = models.CharField(max_length=20, blank=True)
    welsh = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=2, blank=True)
    salary = models.PositiveIntegerField(default=0)
    home = models.BooleanField(default=False)
    has_places = models.BooleanField(default=False)
    state = StateField(default=State.PENDING)
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)

    pending_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    news_since = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(
        null=True, blank=True, help_text="Matched with what opened while it was being confirmed."
    )
    renewed_at = models.DateTimeField("last said to be wanted", null=True, blank=True)
    asked_at = models.DateTimeField("asked whether it is wanted", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-pending_at", "-pk"]
        indexes = [
            models.Index(fields=["email", "state"], name="roles_alert_address"),
            models.Index(
                fields=["family", "department", "grade", "role"],
                condition=Q(state=AlertState.CONFIRMED),
                name="roles_alert_matching",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {str(self.reference)[:8]}"

    @transition(field=state, source=State.PENDING, target=State.CONFIRMED)
    def confirm(self, at: datetime) -> None:
        """Whoever reads the mailbox wants it."""
        self.confirmed_at = self.renewed_at = at
        # A little before: a role matched while this was being written is news, too.
        self.news_since = at - timedelta(minutes=5)

    @transition(field=state, source=[State.PENDING, State.CONFIRMED], target=State.ENDED)
    def end(self, reason: str, at: datetime) -> None:
        """It is not wanted any more."""
        self.end_reason = reason
        self.ended_at = at


class AlertPlace(models.Model):
    """One of the places that an alert names."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="places")
    slug = models.SlugField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "slug"], name="roles_alert_place_once")
        ]

    def __str__(self) -> str:
        return self.slug


class AlertMatch(models.Model):
    """The ledger: a role found for an alert, once; ``batch`` names the mail that told of it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="matches")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    batch = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "campaign"], name="roles_alert_told_once")
        ]
        indexes = [
            models.Index(fields=["alert"], condition=Q(batch=""), name="roles_alert_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} for {self.alert}"


class AlertedCampaign(models.Model):
    """That a role was matched with all alerts; a role without one is still to be matched."""

    campaign: Any = models.OneToOneField(
        Campaign, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    matched_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.campaign} matched"
