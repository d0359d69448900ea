"""When and where a candidate is interviewed, and whom to ask about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hub.addresses import lasting_id
from hub.calendar_files import MEDIA_TYPE, appointment
from hub.dates import datetime_gb
from hub.encryption import EncryptedTextField
from roles.models.applications.application import Application

if TYPE_CHECKING:
    from hub.models import Organisation


# By which it is seen whether interviews are over, in minutes.
LENGTHS = (15, 20, 30, 40, 45, 60, 75, 90, 120, 180, 240, 480)


class InterviewQuerySet(models.QuerySet["Interview"]):
    """Interviews by their time."""

    def over(self, at: datetime) -> InterviewQuerySet:
        """Those that have ended by a moment; one of an odd length a little later.

        SQLite does not add minutes of one column to the moment of another.
        """
        return self.filter(
            reduce(
                or_,
                (Q(minutes__lte=n, starts_at__lte=at - timedelta(minutes=n)) for n in LENGTHS),
            )
        )


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
    # The candidate cancelled it and has still to choose another time.
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"Interview for {self.application}"

    @property
    def organisation(self) -> Organisation:
        """The department whose post it is for."""
        return self.application.campaign.organisation

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_off(self) -> bool:
        """Whether it was cancelled, or to come when the candidate withdrew or the role ended."""
        application = self.application
        if self.cancelled_at is not None:
            return True
        ended_at = application.withdrawn_at or application.not_pursued_at
        was_due = application.interviewed_at is None and application.no_show_at is None
        return bool(ended_at and was_due and ended_at < self.starts_at)

    @property
    def calendar_file(self) -> tuple[str, str, str]:
        """What a calendar takes in: the interview, a change of it, or that it is off."""
        application = self.application
        campaign = application.campaign
        ended_at = application.withdrawn_at or application.not_pursued_at
        if self.cancelled_at is not None:
            ended_at = max(self.cancelled_at, ended_at or self.cancelled_at)
        written_at = (ended_at if self.is_off else None) or self.set_at
        # It only has to grow: seconds, so that what comes later is newer.
        since = written_at - (application.submitted_at or self.set_at)
        file = appointment(
            uid=lasting_id(f"interview-{application.reference}"),
            title=f"Interview: {campaign.title}, {campaign.organisation.name}",
            starts_at=self.starts_at,
            minutes=self.minutes,
            place=self.place,
            description="\n".join(f"{label}: {words}" for label, words in self.in_words),
            organiser=(self.contact_name, self.contact_email),
            written_at=written_at,
            revision=int(since.total_seconds()),
            is_cancelled=self.is_off,
        )
        return "interview.ics", file, MEDIA_TYPE

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
