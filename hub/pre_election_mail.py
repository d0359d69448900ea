"""What people are told of pre-election periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.notifications import NotificationKind


def _example() -> Mapping[str, Any]:
    return {
        "title": "UK general election, 7 May 2015",
        "starts": "30 March 2015",
        "ends": "7 May 2015",
        "lines": ["Only new adverts for Senior Civil Service posts have to wait"],
        "reason": "The Cabinet Office's guidance for this election.",
    }


def _kind(slug: str, label: str, trigger: str, title: str) -> NotificationKind:
    return NotificationKind(
        slug=f"hub.pre_election_{slug}",
        label=label,
        audience="Hub staff, and people who hire in the departments concerned",
        trigger=trigger,
        title=title,
        template=f"hub/notifications/pre_election_{slug}.txt",
        example=_example,
        to_office=True,
    )


PRE_ELECTION_NOTIFICATIONS = [
    _kind(
        "set",
        "Pre-election period set",
        "A hub lead sets a pre-election period",
        "Pre-election period from {starts} to {ends}",
    ),
    _kind(
        "changed",
        "Pre-election period changed",
        "A hub lead changes a pre-election period",
        "The pre-election period has changed: {starts} to {ends}",
    ),
    _kind(
        "ended",
        "Pre-election period ended early",
        "A hub lead ends a pre-election period early",
        "The pre-election period has ended early: {title}",
    ),
    _kind(
        "over",
        "Pre-election period over",
        "The last day of a pre-election period is past",
        "The pre-election period is over: {title}",
    ),
]
