"""The checks between an offer that is accepted and the formal offer, each as it was recorded."""

from __future__ import annotations

from django.db import models

from hub.encryption import EncryptedTextField
from hub.models.actor_field import actor_field
from roles.models.applications.application import Application
from roles.models.campaigns.check_kinds import CheckKind


class PreEmploymentCheck(models.Model):
    """One result of one check, by whom and when; of several of a kind, the last recorded counts.

    What a check found is not kept, only whether it was passed (R16).
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    Kind = CheckKind

    class Result(models.TextChoices):
        PASSED = "passed", "Passed"
        NOT_PASSED = "not_passed", "Not passed"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField("check", max_length=20, choices=CheckKind.choices)
    # Of criminal convictions, too: nobody reads it from the table.
    result = EncryptedTextField(choices=Result.choices)
    checked_on = models.DateField("checked on")
    # What has changed, where it was not passed before; the law guards it like the result.
    reason = EncryptedTextField("why the result has changed", blank=True, default="")
    recorded_by = actor_field(editable=False)
    recorded_at = models.DateTimeField("recorded")

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} check for {self.application}"

    @property
    def is_passed(self) -> bool:
        """Whether the check was passed."""
        return self.result == self.Result.PASSED
