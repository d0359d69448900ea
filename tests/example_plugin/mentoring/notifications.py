"""What people are told about pairings."""

from __future__ import annotations

from hub.notifications import NotificationKind

MENTORING_NOTIFICATIONS = [
    NotificationKind(
        slug="mentoring.pairing_offered",
        label="A mentor is offered",
        audience="The person who needs a mentor",
        trigger="An organisation or the hub offers a mentor",
        title="A mentor is offered to you",
        template="mentoring/pairing_offered.txt",
        example=dict,
    ),
    NotificationKind(
        slug="mentoring.pairing_accepted",
        label="Your mentoring was accepted",
        audience="The mentor",
        trigger="The person accepts the mentor",
        title="Your mentoring was accepted",
        template="mentoring/pairing_accepted.txt",
        example=dict,
        choice="Tell me when somebody I offered to mentor accepts",
    ),
]
