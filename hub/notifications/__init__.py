"""What people are told: kinds that plugins declare, an outbox in the database, its delivery."""

from hub.notifications.kinds import NotificationKind, kinds
from hub.notifications.outbox import notify, notify_many

__all__ = ["NotificationKind", "kinds", "notify", "notify_many"]
