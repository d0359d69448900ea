"""Emails of the demonstration that failed: a department's mail server refused an address."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused
from typing import Any

from hub.models import Notification
from hub.notifications.delivery import deliver_all

# Who has left, by the beginning of their address; and how many of the newest emails to them failed.
REFUSED = "hr."
MOST = 3


class RefusingServer:
    """A mail server that knows nobody."""

    def open(self) -> None:
        """It answers."""

    def close(self) -> None:
        """It is left again."""

    def send_messages(self, messages: list[Any]) -> None:
        """It takes no message."""
        refused = {to: (550, b"No such person") for mail in messages for to in mail.to}
        raise SMTPRecipientsRefused(refused)


def fail_some() -> None:
    """The newest emails to some people were refused; where there are such, no more are."""
    if Notification.objects.dead().exists():
        return
    rows = Notification.objects.filter(recipient__is_demo=True, secret="", sent_at=None)
    rows = rows.filter(recipient__email__startswith=REFUSED).order_by("-created_at", "-pk")
    found: dict[int | None, int] = {}
    for key, who in rows.values_list("pk", "recipient"):
        found.setdefault(who, key)
    # One to each of them, one at a time: three failures in a row would be the server's.
    for key in list(found.values())[:MOST]:
        deliver_all([key], connection=RefusingServer())
