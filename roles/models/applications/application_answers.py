"""What a candidate answers in an application, apart from the states it goes through."""

from __future__ import annotations

from typing import Any

from django.db import models

from hub.encryption import EncryptedBooleanField, EncryptedTextField
from hub.models import Notification, Upload
from hub.models.actor_field import actor_field
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.location import Location


class ApplicationAnswers(models.Model):
    """The answers that stand on the application itself: who, how well, what work, where.

    The contact fields are what the person typed here, not the account's. ``unconfirmed`` names the
    questions whose answers came from an earlier application and were not looked at since.
    ``entered_by`` typed it in for somebody who could not, who declared it true on ``declared_on``.
    """

    class YesNo(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    class EnteredHow(models.TextChoices):
        PHONE = "phone", "By phone"
        PAPER = "paper", "On paper"
        PERSON = "person", "In person"

    class WithdrawalReason(models.TextChoices):
        OTHER_JOB = "other_job", "I have accepted another job"
        TOO_SLOW = "too_slow", "It took too long"
        PAY = "pay", "The pay or conditions"
        PLACE = "place", "The place or the working pattern"
        NOT_FOR_ME = "not_for_me", "The role is not what I want"
        OTHER = "other", "Something else"

    full_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    # Asked where a role is not open to everybody (R2).
    is_in_audience = models.CharField(
        "says that they are among those who may apply",
        max_length=3,
        choices=YesNo.choices,
        blank=True,
    )
    works_for = models.CharField("department or organisation", max_length=150, blank=True)
    statement = models.TextField(blank=True)
    has_worked = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    # Where people say that they were ill, or cared for somebody.
    gaps = EncryptedTextField("gaps in employment", blank=True)
    places_wanted = models.ManyToManyField(Location, blank=True, related_name="+")
    pattern_wanted = models.CharField(
        "working pattern wanted",
        max_length=20,
        choices=CampaignTerms.WorkingPattern.choices,
        blank=True,
    )
    cv = models.ForeignKey(
        Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entered_by = actor_field(blank=True, editable=False)
    entered_how = models.CharField(max_length=10, choices=EnteredHow.choices, blank=True)
    declared_on = models.DateField(null=True, blank=True)
    unconfirmed = models.JSONField(default=list, blank=True, editable=False)
    withdrawal_reason = models.CharField(
        max_length=20, choices=WithdrawalReason.choices, blank=True
    )

    class Meta:
        abstract = True

    @property
    def mailed_to(self) -> Any:
        """The account or the address by which the candidate is emailed; None for neither."""
        candidate = getattr(self, "candidate", None)
        if candidate is not None:
            return candidate if candidate.is_active else None
        return self.email if self.declared_on and self.email else None

    @property
    def cannot_be_mailed(self) -> bool:
        """Whether it was sent by or for somebody who has to be phoned instead.

        They have no address, or emails to it come back.
        """
        if not getattr(self, "submitted_at", None) or getattr(self, "erased_at", None):
            return False
        to = self.mailed_to
        return to is None or Notification.objects.undelivered_to(to).exists()


class ElementStatements(models.Model):
    """What a candidate wrote about each element that the application itself assesses."""

    application = models.OneToOneField(
        "roles.Application", on_delete=models.CASCADE, related_name="element_statements"
    )
    statements = models.JSONField(default=dict, blank=True, help_text="Words by element.")

    class Meta:
        verbose_name_plural = "element statements"

    def __str__(self) -> str:
        return f"Statements in {self.application}"

    def about(self, element: str) -> str:
        """The words about an element, "" when there are none."""
        return str(self.statements.get(element, ""))


class Employment(models.Model):
    """One job in the employment history of an application; months, never days."""

    application = models.ForeignKey(
        "roles.Application", on_delete=models.CASCADE, related_name="employments"
    )
    employer = models.CharField(max_length=150)
    job_title = models.CharField(max_length=150)
    started_on = models.DateField("started", help_text="The first day of the month.")
    ended_on = models.DateField("ended", null=True, blank=True, help_text="Empty: still there.")
    duties = models.TextField()

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="roles_employment_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"Employment in {self.application}"


class Adjustments(models.Model):
    """What a candidate needs to take part in the selection; for those who arrange it alone."""

    application = models.OneToOneField(
        "roles.Application", on_delete=models.CASCADE, related_name="adjustments"
    )
    is_needed = EncryptedTextField(choices=ApplicationAnswers.YesNo.choices, blank=True)
    detail = EncryptedTextField(blank=True)

    class Meta:
        verbose_name_plural = "adjustments"

    def __str__(self) -> str:
        return f"Adjustments for {self.application}"


class SchemeDeclaration(models.Model):
    """Which interview schemes a candidate applies under (R12); never shown to those who sift."""

    class Scheme(models.TextChoices):
        DISABILITY_CONFIDENT = "disability_confident", "Disability Confident scheme"
        VETERANS = "veterans", "Great Place to Work for Veterans scheme"
        REDEPLOYMENT = "redeployment", "Redeployment Interview Scheme"

    application = models.OneToOneField(
        "roles.Application", on_delete=models.CASCADE, related_name="schemes"
    )
    is_answered = models.BooleanField(default=False)
    disability_confident = EncryptedBooleanField(default=False)
    veterans = EncryptedBooleanField(default=False)
    redeployment = EncryptedBooleanField(default=False)

    def __str__(self) -> str:
        return f"Schemes of {self.application}"

    @property
    def names(self) -> list[str]:
        """The schemes that were chosen, in words."""
        return [str(scheme.label) for scheme in self.Scheme if getattr(self, scheme.value)]
