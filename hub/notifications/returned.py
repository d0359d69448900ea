"""Mail that came back: the provider says that it bounced, or that the reader complained of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.authorisation import internal
from hub.models import Notification, User
from hub.notifications.outbox import notify
from hub.notifications.recipients import is_listed
from hub.permissions import StaffGroup
from hub.signals import announce, mail_came_back

State = Notification.State


@internal
@transaction.atomic
def record_returned(*, key: str, reason: str, at: datetime | None = None) -> bool:
    """Note and announce that a message came back, and tell the leads; False for an unknown one.

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
        if lead != row.recipient and is_listed(row, lead):
            notify("hub.mail_returned", recipient=lead, subject=row, context={"reason": reason})
    announce(mail_came_back, row=row)
    return True


def comes_back(row: Notification) -> bool:
    """Whether mail to the recipient came back, and nothing shows that the address works now."""
    to = row.recipient or row.address
    return Notification.objects.undelivered_to(to).exclude(pk=row.pk).exists()
