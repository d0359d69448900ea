"""Somebody who is away, and the colleague who gets what waits for them from a day to a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.dates import date_gb
from hub.models.actor_field import actor_field

if TYPE_CHECKING:
    from hub.models.user import Person, User


class StandInQuerySet(models.QuerySet["StandIn"]):
    """Arrangements by their days, and by who has a side in them."""

    def not_over(self, day: date) -> StandInQuerySet:
        """Those that hold on the day, or from a later one on."""
        return self.filter(ended_at=None, ends_on__gte=day)

    def holding_on(self, day: date) -> StandInQuerySet:
        """Those that hold on the day, as far as their dates say."""
        return self.not_over(day).filter(starts_on__lte=day)

    def overlapping(self, first: date, last: date) -> StandInQuerySet:
        """Those of which a day is among these."""
        return self.filter(ended_at=None, starts_on__lte=last, ends_on__gte=first)

    def visible_to(self, user: Person) -> StandInQuerySet:
        """Those of a person: who is away, and who stands in. Nobody else reads who is away."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person=user) | Q(colleague=user))


class StandIn(models.Model):
    """A colleague with the same access stands in: it gives them no right that they have not got."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stand_ins"
    )
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standing_in"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    arranged_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = actor_field(blank=True, editable=False)

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=models.F("colleague")), name="hub_stand_in_is_another"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="hub_stand_in_days"
            ),
        ]

    def __str__(self) -> str:
        return f"Stand-in from {date_gb(self.starts_on)} to {date_gb(self.ends_on)}"

    def is_in_effect(self, day: date) -> bool:
        """Whether it means anything on a day it holds: both work here, with access in common."""
        both = self.person.is_active and self.colleague.is_active
        return both and bool(self.shared_rights(day))

    def shared_rights(self, day: date) -> frozenset[str | tuple[int, str]]:
        """The staff groups, and the roles in organisations, that both hold on a day."""
        return rights_of(self.person, day) & rights_of(self.colleague, day)


def rights_of(person: User, day: date) -> frozenset[str | tuple[int, str]]:
    """A person's staff groups, and their (organisation id, role) on a day."""
    held = person.memberships.valid_on(day).values_list("organisation_id", "role")
    return frozenset([*person.group_names, *held])
