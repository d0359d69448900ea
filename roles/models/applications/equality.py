"""Equality monitoring: answers kept apart until counted, the counts until they are published."""

from __future__ import annotations

from django.db import models

from hub.dates import date_gb
from hub.encryption import EncryptedJSONField
from roles.models.campaigns.campaign import Campaign


class EqualityAnswers(models.Model):
    """A candidate's optional answers; read by nobody, counted once, then gone."""

    application = models.OneToOneField(
        "roles.Application", on_delete=models.CASCADE, related_name="equality"
    )
    answers = EncryptedJSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "equality answers"

    def __str__(self) -> str:
        return "Equality answers"


class EqualityTotal(models.Model):
    """How many gave one answer to one question at one stage of a campaign; no way back to whom.

    Read by nobody: it waits for the next publication, and goes with it.
    """

    class Stage(models.TextChoices):
        APPLIED = "applied", "Applied"
        INVITED = "invited", "Invited to an interview"
        APPOINTABLE = "appointable", "Found appointable"
        APPOINTED = "appointed", "Accepted an offer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="equality")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "stage", "question", "answer"], name="roles_monitoring_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer} ({self.get_stage_display()})"


class EqualityPublication(models.Model):
    """What was printed of all the answers counted since the last publication; never changed.

    ``cells`` holds what the plan declares: body, question, stage, answer and the printed number,
    None where it is hidden. The counts themselves are not kept.
    """

    published_at = models.DateTimeField()
    cells = models.JSONField(default=list)

    class Meta:
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return f"Equality totals published on {date_gb(self.published_at)}"
