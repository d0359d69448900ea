"""One move made for several records: what is to be done, row by row, and what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class BulkRunQuerySet(models.QuerySet["BulkRun"]):
    """Runs by how far they are."""

    def under_way(self) -> BulkRunQuerySet:
        """Those that somebody confirmed and of which rows may still wait."""
        return self.filter(confirmed_at__isnull=False, finished_at=None)

    def last_used_before(self, moment: datetime) -> BulkRunQuerySet:
        """Those finished before a moment, or prepared before it and never finished."""
        return self.filter(Q(finished_at__lt=moment) | Q(finished_at=None, prepared_at__lt=moment))


class BulkRun(models.Model):
    """A move that somebody makes for several records of a list: prepared, confirmed, finished."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_runs"
    )
    # The name of the list's address, and the move by its slug.
    list_name = models.CharField(max_length=100)
    move = models.CharField(max_length=50)
    reason = models.TextField(blank=True)
    prepared_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # The run that this one takes back: once at most.
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )

    objects = BulkRunQuerySet.as_manager()

    class Meta:
        ordering = ["prepared_at", "pk"]
        verbose_name = "action for several records"
        verbose_name_plural = "actions for several records"

    def __str__(self) -> str:
        return f"Action for several records, {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("bulk_run", args=[self.reference])


class BulkRowQuerySet(models.QuerySet["BulkRow"]):
    """Rows by what became of them."""

    def waiting(self) -> BulkRowQuerySet:
        """Those to which nothing was done yet."""
        return self.filter(outcome=BulkRow.Outcome.WAITING)

    def made(self) -> BulkRowQuerySet:
        """Those for which the move was made."""
        return self.filter(outcome=BulkRow.Outcome.MADE)


class BulkRow(models.Model):
    """One record of a run, and what became of it; its outcome is saved with the move itself."""

    class Outcome(models.TextChoices):
        """What became of a row."""

        WAITING = "waiting", "Not done yet"
        MADE = "made", "Done"
        REFUSED = "refused", "Not done"

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    record_key = models.BigIntegerField()
    # The version of what the person read of the record when they confirmed it.
    read = models.CharField(max_length=16, blank=True)
    # The version in which the move left the record: one that is another by then is not undone.
    left = models.CharField(max_length=16, blank=True)
    # Whom the person stood in for when they confirmed it, where it waited for a colleague.
    acted_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    why = models.TextField(blank=True)

    objects = BulkRowQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "record_key"], name="hub_bulk_row_once")
        ]

    def __str__(self) -> str:
        return f"Row {self.position} of {self.run_id}"
