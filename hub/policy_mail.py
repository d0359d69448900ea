"""What people are told of changes to the hub's policy values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.notifications import NotificationKind


def _example() -> Mapping[str, Any]:
    return {
        "policy": "recruitment settings",
        "lines": ["Months a reserve list is kept: from “12” to “6”"],
        "page": "/account/settings/1/",
    }


POLICY_NOTIFICATIONS = [
    NotificationKind(
        slug="hub.policy_waits",
        label="A change to the settings to confirm",
        audience="Everyone else who can change the same settings",
        trigger="Somebody asks to change a setting that candidates or the public rely on, or that "
        "protects people",
        title="Waiting to be confirmed: the {policy}",
        template="hub/notifications/policy_waits.txt",
        example=_example,
        to_office=True,
    ),
    NotificationKind(
        slug="hub.policy_changed",
        label="The settings have changed",
        audience="Everyone else who can change the same settings",
        trigger="A change to the settings takes effect",
        title="Changed: the {policy}",
        template="hub/notifications/policy_changed.txt",
        example=_example,
        to_office=True,
    ),
]
