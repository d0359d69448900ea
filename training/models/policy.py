"""The policy values of training: changed by staff without code, each with its basis."""

from __future__ import annotations

from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="cogs")
class TrainingPolicy(BaseGenericSetting):
    """Values that belong to induction places, cohorts and attendance."""

    class BankHolidays(models.TextChoices):
        ENGLAND = "ENG", "England and Wales"
        SCOTLAND = "SCT", "Scotland"
        NORTHERN_IRELAND = "NIR", "Northern Ireland"

    offer_working_days = models.PositiveSmallIntegerField(
        "working days to answer an offer of a place",
        default=3,
        help_text="Short, so that a free place goes to the next person.",
    )
    bank_holidays = models.CharField(
        "bank holidays that working days leave out",
        max_length=3,
        choices=BankHolidays.choices,
        default=BankHolidays.ENGLAND,
        help_text="GOV.UK bank holidays; the induction is held in England.",
    )
    induction_roles = models.CharField(
        "roles whose appointees are offered an induction place",
        max_length=300,
        default="service-owner, service-manager",
        help_text=(
            "Service managers, called service owners today. Role names of the capability "
            "framework as they stand in addresses, separated by commas. A role of 2013 counts "
            "when a role it became is in the list."
        ),
    )
    newly_appointed_months = models.PositiveSmallIntegerField(
        "months in which somebody counts as newly appointed",
        default=12,
        help_text="The induction is for newly appointed people.",
    )
    large_service_transactions = models.PositiveIntegerField(
        "transactions a year above which a service comes before others",
        default=100_000,
        help_text="Exemplars come first, then services above this, then others.",
    )
    completion_percent = models.PositiveSmallIntegerField(
        "percentage of sessions to attend",
        default=80,
        help_text="Completion needs this and all core modules.",
    )
    record_months = models.PositiveSmallIntegerField(
        "months a person's training record is kept after the cohort ends",
        default=36,
        help_text="The data protection officer sets this.",
    )

    class Meta:
        verbose_name = "training settings"

    @property
    def induction_role_slugs(self) -> frozenset[str]:
        """The listed roles."""
        return frozenset(slug.strip() for slug in self.induction_roles.split(",") if slug.strip())
