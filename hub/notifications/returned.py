"""Mail that came back: the provider says that it bounced, or that the reader complained of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from hub.authorisation import internal
from hub.models import Notification, User
from hub.notifications.outbox import notify
from hub.permissions import StaffGroup

State = Notification.State


@internal
@transaction.atomic
def record_returned(*, key: str, reason: str, at: datetime | None = None) -> bool:
    """Note that a message came back, and tell the hub's leads; False for one that is not known.

    ``reason`` is the provider's word: "bounced", "rejected" or "complained". The same event told
    twice changes nothing.
    """
    moment = at or timezone.now()
    changed = Notification.objects.filter(key=key, state=State.SENT).update(
        state=State.RETURNED, returned_at=moment, error=reason[:300]
    )
    if not changed:
        return False
    row = Notification.objects.get(key=key)
    for lead in User.objects.in_staff_group(StaffGroup.HUB_LEADS):
        # Nobody is written to about their own mail, which would come back as well.
        if lead != row.recipient:
            notify("hub.mail_returned", recipient=lead, subject=row, context={"reason": reason})
    return True


def comes_back(row: Notification) -> bool:
    """Whether mail to the recipient's address came back and nothing has shown since that it works.

    Whoever signs in has read a code at the address.
    """
    came_back = Notification.objects.filter(state=State.RETURNED).exclude(pk=row.pk)
    if row.recipient is None:
        return came_back.filter(recipient=None, address__iexact=row.address).exists()
    return came_back.filter(
        Q(recipient__last_login=None) | Q(recipient__last_login__lt=F("returned_at")),
        recipient=row.recipient,
    ).exists()
