"""What advisers are told when the day comes to look at something again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.models.referral import Referral
from roles.models.support_request import SupportRequest

WHO = "The request's adviser, or the hub's leads where there is none"


def _example() -> Mapping[str, Any]:
    return {"reference": "S-7KQ2-M8XD", "application": "A-7KQ2-M8XD"}


def still_to_follow_up(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the day stands; else the message is dropped."""
    record = notification.subject
    if not isinstance(record, (SupportRequest, Referral)):
        return None
    due = type(record).objects.to_follow_up(timezone.localdate())
    stands = f"{record.follow_up_on}" == notification.occasion
    return {} if stands and due.filter(pk=record.pk).exists() else None


FOLLOW_UP_NOTIFICATIONS = [
    NotificationKind(
        slug="roles.follow_up_due",
        label="A support request to follow up",
        audience=WHO,
        trigger="The follow-up date of an unfinished request comes",
        title="Follow up support request {reference}",
        template="roles/mail/follow_up_due.txt",
        example=_example,
        may_opt_out=True,
        for_staff=True,
        extra=still_to_follow_up,
    ),
    NotificationKind(
        slug="roles.person_follow_up_due",
        label="Somebody put forward to follow up",
        audience=WHO,
        trigger="The follow-up date of somebody put forward comes and nobody has decided",
        title="Follow up application {application}, put forward for {reference}",
        template="roles/mail/person_follow_up_due.txt",
        example=_example,
        may_opt_out=True,
        for_staff=True,
        extra=still_to_follow_up,
    ),
]
