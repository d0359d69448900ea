"""What a candidate whom nobody can email has to be told by phone, and that they were told."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from hub.models.actor_field import actor_field
from roles.models.applications.application import Application


class PhoneCallQuerySet(models.QuerySet["PhoneCall"]):
    """Calls by whether they are still to be made."""

    def due(self, at: datetime) -> PhoneCallQuerySet:
        """Those still to be made, of what others have been emailed by now."""
        return self.filter(recorded_at=None, due_at__lte=at)

    def last_recorded(self) -> PhoneCall | None:
        """The one of which it was last recorded that it was made."""
        made = self.exclude(recorded_at=None).select_related("recorded_by")
        return made.order_by("-recorded_at", "-pk").first()


class PhoneCall(models.Model):
    """One thing that one candidate has to be told, from the moment at which others are emailed.

    ``slug`` and ``occasion`` are those of the email that cannot be sent.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class How(models.TextChoices):
        PHONE = "phone", "By phone"
        PERSON = "person", "In person"
        PAPER = "paper", "By post"

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="phone_calls"
    )
    slug = models.CharField("kind of email", max_length=80)
    occasion = models.CharField(max_length=100, blank=True)
    is_about_campaign = models.BooleanField(default=False)
    due_at = models.DateTimeField("to be told from")
    told_on = models.DateField("told on", null=True, blank=True)
    told_how = models.CharField("told how", max_length=10, choices=How.choices, blank=True)
    recorded_by = actor_field(editable=False)
    recorded_at = models.DateTimeField("recorded", null=True, blank=True)

    objects = PhoneCallQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "slug", "occasion"], name="roles_phone_call_once"
            )
        ]

    def __str__(self) -> str:
        return f"Phone call about {self.application}"
