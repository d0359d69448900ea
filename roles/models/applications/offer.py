"""The terms of an offer: what a candidate is asked to accept, as it was made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from hub.dates import date_gb
from hub.encryption import EncryptedTextField
from hub.numbers import money
from roles.models.applications.application import Application
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.location import Location
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from hub.models import Organisation


class Offer(models.Model):
    """What one application is offered; no provisional offer is made without it (R16)."""

    class DeclineReason(models.TextChoices):
        PAY = "pay", "The pay or the terms"
        PLACE = "place", "The location or the hours"
        OTHER_JOB = "other_job", "I have another job or offer"
        STAYING = "staying", "I am staying in my current job"
        PERSONAL = "personal", "Personal circumstances"
        TIME = "time", "It took too long"
        OTHER = "other", "Another reason"

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="offer_terms"
    )
    # The support request whose post it is, where the person was put forward for it (R15).
    request = models.ForeignKey(
        SupportRequest,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="offers",
    )
    salary = models.PositiveIntegerField("salary a year, in pounds")
    allowance = models.PositiveIntegerField("allowance a year, in pounds", null=True, blank=True)
    place = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    working_pattern = models.CharField(max_length=20, choices=CampaignTerms.WorkingPattern.choices)
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=2)
    starts_on = models.DateField("expected start date")
    answer_by = models.DateField("answer by")
    contact_name = models.CharField(max_length=100)
    contact_email = models.EmailField()
    conditions = models.TextField(help_text="One on each line.")
    ended_because = models.TextField("why it was ended", blank=True)
    declined_for = models.CharField(
        "why it was declined", max_length=20, choices=DeclineReason.choices, blank=True
    )
    # Words of the candidate, which may be about their health or family.
    declined_words = EncryptedTextField("why, in their words", blank=True, default="")
    # The candidate would accept after its day, or after it was withdrawn: a question to who
    # arranges the selection (S39).
    late_asked_at = models.DateTimeField("late answer", null=True, blank=True)
    late_answered_at = models.DateTimeField("late answer decided on", null=True, blank=True)
    made_at = models.DateTimeField("made")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__gte=F("answer_by")), name="roles_offer_answered_before_start"
            )
        ]

    def __str__(self) -> str:
        return f"Offer for {self.application}"

    @property
    def organisation(self) -> Organisation:
        """The department whose post it is."""
        return self.application.organisation

    def is_late(self, day: date) -> bool:
        """Whether the day to answer by has passed."""
        return self.answer_by < day

    @property
    def awaits_late_answer(self) -> bool:
        """Whether the candidate asked to accept it late, and nobody has decided on that (S39)."""
        return self.late_asked_at is not None and self.late_answered_at is None

    @property
    def grade(self) -> str:
        """The grade of the post that is offered."""
        post = self.application.post
        return str(post.grade if post else self.application.campaign.grade)

    @property
    def why_declined(self) -> str:
        """Why the candidate declined it, as far as they said."""
        said = [self.get_declined_for_display(), self.declined_words]
        return ". ".join(part.rstrip(".") for part in said if part)

    @property
    def condition_list(self) -> list[str]:
        """The conditions, one by one."""
        return [line.strip() for line in self.conditions.splitlines() if line.strip()]

    @property
    def all_in_words(self) -> list[tuple[str, str]]:
        """The terms with the conditions, and without gaps: what an answer to the offer is about."""
        allowance = [] if self.allowance else [("Allowance", "None")]
        depends = ("What it depends on", "; ".join(self.condition_list))
        return [*self.in_words, *allowance, depends]

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """The terms as the candidate reads them; the conditions are a list of their own."""
        allowance = [("Allowance", f"{money(self.allowance)} a year")] if self.allowance else []
        return [
            ("Grade", self.grade),
            ("Salary", f"{money(self.salary)} a year"),
            *allowance,
            ("Location", self.place.name),
            ("Working pattern", self.get_working_pattern_display()),
            ("Hours a week", f"{self.hours_per_week.normalize():f}"),
            ("Expected start date", date_gb(self.starts_on)),
            ("Answer by", date_gb(self.answer_by)),
            ("Contact", f"{self.contact_name}, {self.contact_email}"),
        ]
