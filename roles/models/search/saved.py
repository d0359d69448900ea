"""What somebody who has signed in keeps for later: roles, and searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from roles.models.campaigns.campaign import Campaign

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class SavedRoleQuerySet(models.QuerySet["SavedRole"]):
    """Saved roles by whose they are."""

    def visible_to(self, user: User | AnonymousUser) -> SavedRoleQuerySet:
        """A person's own: nobody else's business."""
        return self.filter(person=user) if user.is_authenticated else self.none()


class SavedRole(models.Model):
    """A role that a person wants to come back to; they are reminded once before it closes."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    nudged_at = models.DateTimeField("reminded", null=True, blank=True)

    objects = SavedRoleQuerySet.as_manager()

    class Meta:
        ordering = ["campaign__closes_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "campaign"], name="roles_saved_once")
        ]

    def __str__(self) -> str:
        return f"Saved role {self.campaign.reference}"


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Saved searches by whose they are."""

    def visible_to(self, user: User | AnonymousUser) -> SavedSearchQuerySet:
        """A person's own: nobody else's business."""
        return self.filter(person=user) if user.is_authenticated else self.none()


class SavedSearch(models.Model):
    """A search that a person wants to do again: its name, and the query string of the list."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    address = models.TextField("what is looked for")
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(fields=["person", "address"], name="roles_saved_search_once")
        ]

    def __str__(self) -> str:
        return f"Saved search {self.pk}"

    def get_absolute_url(self) -> str:
        """The list, with this search done."""
        return f"{reverse('roles:vacancy_list')}?{self.address}"
