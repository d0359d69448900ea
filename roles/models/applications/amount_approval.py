"""Approvals of an amount that was not advertised or not approved with the campaign (R1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hub.models.actor_field import actor_field
from hub.numbers import money
from roles.models.applications.application import Application

if TYPE_CHECKING:
    from hub.models import Organisation


class AmountApprovalQuerySet(models.QuerySet["AmountApproval"]):
    """Approvals of amounts by their answer."""

    def waiting(self) -> AmountApprovalQuerySet:
        """Those on which nobody has decided."""
        return self.filter(is_given__isnull=True)

    def given(self) -> AmountApprovalQuerySet:
        """Those to which somebody else said yes."""
        return self.filter(is_given=True)


class AmountApproval(models.Model):
    """What one person asked to offer somebody outside the approved range, and what another said.

    The last one that was given counts, up to its amounts.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="amount_approvals"
    )
    salary = models.PositiveIntegerField("salary a year, in pounds")
    allowance = models.PositiveIntegerField("allowance a year, in pounds", null=True, blank=True)
    case = models.TextField("why this amount is needed")
    asked_by = actor_field(editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    is_given = models.BooleanField(null=True)
    decided_by = actor_field(blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it was decided so", blank=True)

    objects = AmountApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(is_given__isnull=True),
                name="roles_amount_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"Amount for {self.application}"

    @property
    def organisation(self) -> Organisation:
        """The department that pays."""
        return self.application.organisation

    @property
    def in_words(self) -> str:
        """The amounts, as people read them."""
        more = f" and an allowance of {money(self.allowance)}" if self.allowance else ""
        return f"{money(self.salary)} a year{more}"
