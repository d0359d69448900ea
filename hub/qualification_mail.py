"""What people are told of their qualifications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.models import Notification, Qualification
from hub.notifications import NotificationKind


def _example() -> Mapping[str, Any]:
    return {
        "what": "Assessor’s certificate",
        "until": "29 January 2027",
        "needed_for": "sift applications or sit on a panel",
        "because": "It was recorded for the wrong person.",
        "issuer": "Civil Service College",
        "since": "30 January 2024",
    }


def _standing(letter: Notification) -> dict[str, str] | None:
    """What the record says now, while it was not withdrawn."""
    row = letter.subject
    if not isinstance(row, Qualification) or row.withdrawn_at:
        return None
    return {"issuer": row.issuer}


def _withdrawn(letter: Notification) -> dict[str, str] | None:
    row = letter.subject
    return {"because": row.withdrawn_because} if isinstance(row, Qualification) else None


QUALIFICATION_NOTIFICATIONS = [
    NotificationKind(
        slug="hub.qualification_recorded",
        label="Qualification recorded",
        audience="The person who has it",
        trigger="The hub team records it",
        title="We have recorded a qualification for you",
        template="hub/notifications/qualification_recorded.txt",
        example=_example,
        to_office=True,
        extra=_standing,
    ),
    NotificationKind(
        slug="hub.qualification_ending",
        label="Qualification ends soon",
        audience="The person who has it, unless they have a newer one",
        trigger="60 and 14 days before its last day",
        title="One of your qualifications ends on {until}",
        template="hub/notifications/qualification_ending.txt",
        example=_example,
        to_office=True,
        extra=_standing,
    ),
    NotificationKind(
        slug="hub.qualification_over",
        label="Qualification has ended",
        audience="The person who had it, unless they have a newer one",
        trigger="The day after its last day",
        title="One of your qualifications ended on {until}",
        template="hub/notifications/qualification_over.txt",
        example=_example,
        to_office=True,
        extra=_standing,
    ),
    NotificationKind(
        slug="hub.qualification_withdrawn",
        label="Qualification withdrawn",
        audience="The person who had it",
        trigger="The hub team withdraws it",
        title="We have withdrawn one of your qualifications",
        template="hub/notifications/qualification_withdrawn.txt",
        example=_example,
        to_office=True,
        extra=_withdrawn,
    ),
]
