"""What the running service says of itself: signs of life, broken invariants, receipts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Heartbeat(models.Model):
    """When a background process was last seen alive."""

    name = models.CharField(max_length=60, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class InvariantFinding(models.Model):
    """Something that must never be so, and was so at the daily check.

    It knows the record that it is about, so that those alone read of it who may see that one.
    """

    slug = models.CharField("what is wrong", max_length=80)
    subject = models.CharField(max_length=200)
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.CASCADE)
    object_id = models.CharField(max_length=64, blank=True)
    found_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["resolved_at", "-last_seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "subject"],
                condition=models.Q(resolved_at__isnull=True),
                name="hub_finding_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.subject}"


class ErasureReceipt(models.Model):
    """Proof that a person's data was erased: what and how much, never who.

    ``mark`` finds the account again in a restored backup (hub.retention.ledger).
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    erased_at = models.DateTimeField()
    reason = models.CharField(max_length=80)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    mark = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-erased_at"]

    def __str__(self) -> str:
        return f"Erasure {self.reference}"


class FormReceipt(models.Model):
    """That a page was sent, and where its sender was led: the same page sent again makes nothing.

    ``token`` is in the page; whoever sends it a second time waits for the first and follows it.
    ``answers`` is what was sent, in coded form: a page opened anew, as by going back, and sent with
    the same answers is known by it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=36)
    answers = models.CharField(max_length=64, default="", blank=True)
    location = models.CharField(max_length=500)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="hub_form_sent_once")]

    def __str__(self) -> str:
        return f"A page sent at {self.sent_at:%Y-%m-%d %H:%M}"


# The reasons that there are, as people read them.
REASONS = {
    "erasure": "to remove a person’s name",
    "clearing the demonstration": "to remove the demonstration",
    "a new seal": "to seal it as it stood",
}


class LogOpening(models.Model):
    """That the audit trail was open to be changed in one transaction: why, and when.

    Its table lets nothing be changed or removed outside of one (hub.append_only).
    """

    reason = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"Opened {self.why}"

    @property
    def why(self) -> str:
        """The reason, as people read it."""
        return REASONS.get(self.reason, f"for {self.reason}")


class LogSeal(models.Model):
    """What a table of the audit trail held up to an entry: a signed sum (hub.log_seals).

    ``last`` is the last entry under the seal, ``newest`` the newest one seen that day: what is
    older than a day is sealed, since a transaction may come late with a lower number.
    """

    table = models.CharField(max_length=63, unique=True)
    last = models.PositiveBigIntegerField(default=0)
    newest = models.PositiveBigIntegerField(default=0)
    signed = models.CharField(max_length=250)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["-sealed_at", "-pk"]

    def __str__(self) -> str:
        return f"Seal of {self.table} up to {self.last}"
