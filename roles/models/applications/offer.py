"""The terms of an offer: what a candidate is asked to accept, as it was made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from hub.dates import date_gb
from hub.numbers import money
from roles.models.applications.application import Application
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.location import Location
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from hub.models import Organisation


class Offer(models.Model):
    """What one application is offered; no provisional offer is made without it (R16)."""

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
            ("Salary", f"{money(self.salary)} a year"),
            *allowance,
            ("Location", self.place.name),
            ("Working pattern", self.get_working_pattern_display()),
            ("Hours a week", f"{self.hours_per_week.normalize():f}"),
            ("Expected start date", date_gb(self.starts_on)),
            ("Answer by", date_gb(self.answer_by)),
            ("Contact", f"{self.contact_name}, {self.contact_email}"),
        ]
