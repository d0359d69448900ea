"""When and where a candidate is interviewed, and whom to ask about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from hub.dates import datetime_gb
from hub.encryption import EncryptedTextField
from roles.models.applications.application import Application

if TYPE_CHECKING:
    from hub.models import Organisation


class Interview(models.Model):
    """The interview of one application; no application is at "interview booked" without it."""

    class Medium(models.TextChoices):
        VIDEO = "video", "By video"
        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "By phone"

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="interview"
    )
    starts_at = models.DateTimeField("starts")
    minutes = models.PositiveSmallIntegerField(
        "how long, in minutes",
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(480)],
    )
    medium = models.CharField(max_length=20, choices=Medium.choices, default=Medium.VIDEO)
    # The address of the building, or how to join; what was arranged for this candidate with it.
    place = EncryptedTextField(max_length=300)
    contact_name = models.CharField(max_length=100)
    contact_email = models.EmailField()
    set_at = models.DateTimeField("set")

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"Interview for {self.application}"

    @property
    def organisation(self) -> Organisation:
        """The department whose post it is for."""
        return self.application.campaign.organisation

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """Everything the candidate has to know to be there."""
        return [
            ("When", datetime_gb(self.starts_at)),
            ("How long", f"{self.minutes} minutes"),
            ("Format", self.get_medium_display()),
            ("Where", self.place),
            ("Contact", f"{self.contact_name}, {self.contact_email}"),
        ]
