"""The outbox: what people are to be told, written in the transaction of the thing it tells of."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications by what is to be done with them."""

    def due(self, now: datetime) -> NotificationQuerySet:
        """To be sent now: waiting and due, or leased by a worker that has not come back."""
        return self.filter(
            Q(state=Notification.State.PENDING, next_attempt_at__lte=now)
            | Q(state=Notification.State.LEASED, leased_until__lt=now)
        ).order_by("-is_urgent", "next_attempt_at", "pk")

    def finished(self) -> NotificationQuerySet:
        """Those of which nothing more becomes by itself."""
        ended = Notification.State
        return self.filter(state__in=(ended.SENT, ended.SKIPPED, ended.DEAD, ended.RETURNED))

    def dead(self) -> NotificationQuerySet:
        """Given up on after the last attempt; staff can see and retry them."""
        return self.filter(state=Notification.State.DEAD)

    def failed(self) -> NotificationQuerySet:
        """Those that can be sent again: given up on, or come back."""
        ended = Notification.State
        return self.filter(state__in=(ended.DEAD, ended.RETURNED))

    def stuck(self, now: datetime) -> NotificationQuerySet:
        """Due for more than an hour and still not sent."""
        return self.due(now).filter(next_attempt_at__lt=now - timedelta(hours=1))

    def undelivered(self) -> NotificationQuerySet:
        """Those that came back, where nothing has shown since that the address works.

        Whoever signs in has read a code at the address.
        """
        not_since = Q(recipient__last_login=None) | Q(recipient__last_login__lt=F("returned_at"))
        return self.filter(not_since, state=Notification.State.RETURNED)

    def undelivered_to(self, to: Any) -> NotificationQuerySet:
        """The same of what went to one account, or to one address."""
        if isinstance(to, str):
            return self.undelivered().filter(recipient=None, address__iexact=to)
        return self.undelivered().filter(recipient=to)


class Notification(models.Model):
    """One message to one recipient about one subject on one occasion; sent at most once.

    ``context`` holds references and dates, never personal data; ``secret`` (a sign-in code) is
    wiped on delivery. The slug may outlive the plugin that declared its kind.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        LEASED = "leased", "Being sent"
        SENT = "sent", "Sent"
        DEAD = "dead", "Failed"
        SKIPPED = "skipped", "Not sent"
        RETURNED = "returned", "Came back"

    key = models.CharField(max_length=64, unique=True, editable=False)
    # Its pages are at this: a counted number would put it in a row with what came before (R11).
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField("kind of email", max_length=80, db_index=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="notifications",
    )
    address = models.EmailField(blank=True)
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.SET_NULL)
    object_id = models.CharField(max_length=64, blank=True)
    subject = GenericForeignKey("content_type", "object_id")
    occasion = models.CharField(max_length=100, blank=True)
    context = models.JSONField(default=dict, blank=True)
    secret = models.CharField(max_length=200, blank=True)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="hub_notification_due"),
            models.Index(fields=["content_type", "object_id"], name="hub_notification_subject"),
            # The pacing counts what was sent in the last minute.
            models.Index(fields=["sent_at"], name="hub_notification_sent"),
        ]

    def __str__(self) -> str:
        return self.slug


class NotificationPreference(models.Model):
    """A person chose something else than a kind of message does of itself.

    They do not want one that may be stopped, or want one that goes only to who asks for it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notification_preferences",
    )
    slug = models.CharField(max_length=80)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["user", "slug"], name="hub_preference_once")]

    def __str__(self) -> str:
        return f"Another choice: {self.slug}"
