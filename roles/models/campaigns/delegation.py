"""Delegations: who may approve an external audience for a minister or chief executive (R1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.models import Organisation, OwnedQuerySet
from hub.models.actor_field import actor_field

if TYPE_CHECKING:
    from hub.models import User


class DelegationQuerySet(OwnedQuerySet["Delegation"]):
    """Delegations by date, by holder and by who may see them."""

    def in_force(self, day: date) -> DelegationQuerySet:
        """Those that hold on the day: not ended, and not replaced by a later one of their kind."""
        kind = [OuterRef(name) for name in ("organisation", "given_by", "given_to")]
        since = OuterRef("valid_from")
        is_later = Q(valid_from__gt=since) | Q(valid_from=since, pk__gt=OuterRef("pk"))
        later = Delegation.objects.of_kind(*kind).filter(is_later, valid_from__lte=day)
        rows = self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        return rows.exclude(Exists(later))

    def of_kind(self, organisation: Any, given_by: Any, given_to: Any) -> DelegationQuerySet:
        """Those of one giver to one person for one department, of which one is in force."""
        return self.filter(organisation=organisation, given_by=given_by, given_to=given_to)

    def overlapping(self, first: date, last: date | None) -> DelegationQuerySet:
        """Those that would hold on some of these days; ``last`` is None for no end."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
        return rows.filter(valid_from__lte=last) if last else rows

    def held_by(self, person: User, organisation: Organisation) -> DelegationQuerySet:
        """Those given to a person for an organisation or for the one above it."""
        above = [organisation.pk, organisation.parent_id]
        return self.filter(given_to=person, organisation__in=[pk for pk in above if pk])


class Delegation(models.Model):
    """A minister's or chief executive's power to approve, given to a person, with its evidence.

    Recorded once and never changed, but that it gets a last day: by ``end_delegation``, or by a new
    one of the same giver to the same person for the same department, which takes its place.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Source(models.TextChoices):
        MINISTER = "minister", "Secretary of State or minister"
        CHIEF_EXECUTIVE = "chief_executive", "Chief executive of a non-ministerial body"

    reference = models.CharField(max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="delegations"
    )
    given_by = models.CharField("given by", max_length=20, choices=Source.choices)
    given_to = actor_field()
    office = models.CharField(
        "office of the person it is given to", max_length=100, help_text="Such as HR director."
    )
    valid_from = models.DateField("in force from")
    valid_to = models.DateField("in force until", null=True, blank=True)
    evidence = models.CharField(
        "where the evidence is kept",
        max_length=150,
        help_text="The file reference of the letter or minute, so that an auditor can find it.",
    )
    recorded_by = actor_field()
    recorded_at = models.DateTimeField()

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="roles_delegation_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="roles_delegation_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"Delegation {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:delegation_list")

    @property
    def label(self) -> str:
        """How an approver tells it from another."""
        since = date_gb(self.valid_from)
        until = (
            f"until the end of {date_gb(self.valid_to)}" if self.valid_to else "with no end date"
        )
        return (
            f"{self.reference}: {self.get_given_by_display()}, for {self.organisation.name}, "
            f"from {since}, {until}, letter {self.evidence}"
        )

    def covers(self, person: User, organisation: Organisation, at: datetime) -> bool:
        """Whether it lets the person approve for the organisation at the moment (R1)."""
        held = Delegation.objects.held_by(person, organisation)
        return held.in_force(timezone.localdate(at)).filter(pk=self.pk).exists()
