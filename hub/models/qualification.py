"""What somebody is qualified for, from a day to a day, such as to assess candidates."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.dates import date_gb
from hub.models.actor_field import actor_field

if TYPE_CHECKING:
    from hub.models.user import Person, User


class QualificationQuerySet(models.QuerySet["Qualification"]):
    """Qualifications by their days, and by whose they are."""

    def standing(self) -> QualificationQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def valid_on(self, day: date) -> QualificationQuerySet:
        """Those that hold on the day, their last day included."""
        return self.standing().filter(received_on__lte=day, valid_until__gte=day)

    def over_before(self, moment: datetime) -> QualificationQuerySet:
        """Those that had ended, or were withdrawn, before a moment."""
        return self.filter(Q(valid_until__lt=moment.date()) | Q(withdrawn_at__lt=moment))

    def of(self, person: User) -> QualificationQuerySet:
        """A person's own, under any address of their mailbox."""
        return self.filter(person__in=person.account_keys)

    def visible_to(self, user: Person) -> QualificationQuerySet:
        """Everybody reads their own; whoever records them reads all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_hub_staff else self.of(user)


class Qualification(models.Model):
    """One certificate of one person; ``kind`` is a slug that a plugin declares."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="qualifications"
    )
    kind = models.CharField(max_length=60)
    # As its plugin called it on the day: read once the plugin is gone.
    label = models.CharField(max_length=80)
    received_on = models.DateField("first day")
    valid_until = models.DateField("last day")
    issuer = models.CharField("who issued it", max_length=120)
    recorded_by = actor_field(blank=True, editable=False)
    recorded_at = models.DateTimeField("recorded")
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True, editable=False)
    withdrawn_by = actor_field(blank=True, editable=False)
    withdrawn_because = models.CharField(max_length=300, blank=True, editable=False)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        ordering = ["valid_until", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("received_on")),
                name="hub_qualification_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "received_on"],
                condition=Q(withdrawn_at=None),
                name="hub_qualification_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, valid until {date_gb(self.valid_until)}"

    @property
    def whose(self) -> str:
        """The person who holds it, for who may see it."""
        return str(self.person)

    def is_valid_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.withdrawn_at is None and self.received_on <= day <= self.valid_until
