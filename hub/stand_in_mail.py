"""What people are told of standing in for one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.models import Notification, StandIn
from hub.notifications import NotificationKind


def _example() -> Mapping[str, Any]:
    return {
        "starts_on": "1 December 2026",
        "ends_on": "11 December 2026",
        "away": "Sam Lee",
        "colleague": "Alex Grant",
        "lines": ["Follow up support requests: 2, 1 late"],
    }


def _who(letter: Notification) -> dict[str, str] | None:
    """The two, by their names as they are now; None once an account and its record are gone."""
    row = letter.subject
    if not isinstance(row, StandIn):
        return None
    return {"away": str(row.person), "colleague": str(row.colleague)}


def _still(letter: Notification) -> dict[str, str] | None:
    """The same, while it has not been ended."""
    row = letter.subject
    return _who(letter) if isinstance(row, StandIn) and row.ended_at is None else None


STAND_IN_NOTIFICATIONS = [
    NotificationKind(
        slug="hub.stand_in_arranged",
        label="You stand in for a colleague",
        audience="The colleague who stands in",
        trigger="Somebody who will be away chooses who stands in for them",
        title="You stand in for a colleague from {starts_on} to {ends_on}",
        template="hub/notifications/stand_in_arranged.txt",
        example=_example,
        to_office=True,
        extra=_still,
    ),
    NotificationKind(
        slug="hub.stand_in_ended",
        label="Standing in has ended early",
        audience="The person who was away and the colleague, except who ended it",
        trigger="One of the two ends it early, or they no longer have the same access",
        title="Standing in from {starts_on} to {ends_on} has ended early",
        template="hub/notifications/stand_in_ended.txt",
        example=_example,
        to_office=True,
        extra=_who,
    ),
    NotificationKind(
        slug="hub.stand_in_over",
        label="Standing in has ended, because an account was closed",
        audience="The person who was away, or the colleague",
        trigger="The other person’s account is closed",
        title="Standing in from {starts_on} to {ends_on} has ended early",
        template="hub/notifications/stand_in_over.txt",
        example=_example,
        to_office=True,
    ),
    NotificationKind(
        slug="hub.stand_in_work_waits",
        label="What a colleague who is away has to do",
        audience="Who stands in for somebody who gets the email “What you have to do”",
        trigger="Each working day at 8am, if anything is waiting for their colleague",
        title="What is waiting today for the colleague you stand in for",
        template="hub/notifications/stand_in_work_waits.txt",
        example=_example,
        to_office=True,
        extra=_still,
    ),
]
