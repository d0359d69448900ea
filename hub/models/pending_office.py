"""An office of power that was given, and begins when a second person confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.urls import reverse

from hub.dates import date_gb
from hub.models.actor_field import actor_field
from hub.models.organisation import Membership, Organisation

if TYPE_CHECKING:
    from hub.models.user import Person


class PendingOfficeQuerySet(models.QuerySet["PendingOffice"]):
    """Offices that wait, by who may see them and by date."""

    def managed_by(self, user: Person) -> PendingOfficeQuerySet:
        """All for hub leads; a department's roles for those who give them there."""
        if not user.is_authenticated:
            return self.none()
        if user.gives_roles_everywhere:
            return self
        return self.filter(organisation__in=user.organisations(Membership.Role.ADMINISTRATOR))

    def told_to(self, user: Person) -> PendingOfficeQuerySet:
        """Those of which this person is told, and may object to: who manages them, and who watches.

        The hub's own staff watch its groups, and who has the same role a department's; whoever is
        to lose an office says yes or no to that.
        """
        rows = self.managed_by(user)
        if not user.is_authenticated:
            return rows
        found = Q(pk__in=rows.values("pk")) | Q(is_ending=True, user=user)
        if user.is_hub_staff:
            found |= Q(group__isnull=False)
        for role in {role for _, role in user.current_roles}:
            found |= Q(role=role, organisation__in=user.organisations(role))
        return self.filter(found)


class PendingOffice(models.Model):
    """A staff group, or a role in an organisation, that a person is to have."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pending_offices"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=30, choices=Membership.Role.choices, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    given_by = actor_field()
    given_at = models.DateTimeField()
    # The office ends, rather than begins, when somebody confirms it.
    is_ending = models.BooleanField(default=False)

    objects = PendingOfficeQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"],
                condition=Q(group__isnull=False),
                name="hub_pending_group_once",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(organisation__isnull=False),
                name="hub_pending_role_once",
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=False, organisation__isnull=True)
                | Q(group__isnull=True, organisation__isnull=False, valid_from__isnull=False),
                name="hub_pending_group_or_role",
            ),
        ]

    def __str__(self) -> str:
        words = f"{self.office} for {self.place}"
        return f"End of access: {words}" if self.is_ending else words

    def get_absolute_url(self) -> str:
        return reverse("role_confirm", args=[self.pk])

    @property
    def office(self) -> str:
        """What it is called."""
        return self.group.name if self.group else self.get_role_display()

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is confirmed: all that the page of it shows, and the confirmation is about."""
        dates: list[tuple[str, str]] = []
        if self.valid_from:
            until = date_gb(self.valid_to) if self.valid_to else "No last day"
            dates = [("First day", date_gb(self.valid_from)), ("Last day", until)]
        return [
            ("Email address", self.user.email),
            ("Access", self.office),
            ("For", self.place),
            *dates,
            ("Asked by", str(self.given_by or "Somebody")),
            ("Asked on", date_gb(self.given_at)),
        ]

    @property
    def place(self) -> str:
        """Where it is held."""
        return self.organisation.name if self.organisation else "the Digital Recruitment Hub"
