"""What one person asks for and a second one confirms: that they are told of a no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from hub.authorisation import internal
from hub.models import User
from hub.notifications import NotificationKind, notify


@internal
def tell_who_asked(
    pending: Model,
    *,
    asked_by: User | None,
    subject: Model,
    what: str,
    reason: str,
    actor: User,
    lines: Iterable[str] = (),
) -> None:
    """Email whoever asked that a second person said no, and why."""
    if asked_by is None or asked_by == actor or not asked_by.is_active:
        return
    notify(
        "hub.not_confirmed",
        recipient=asked_by,
        subject=subject,
        occasion=f"{pending._meta.model_name} {pending.pk}",
        context={"what": what, "reason": reason, "lines": list(lines)},
    )


def _example() -> Mapping[str, Any]:
    return {
        "what": "Change to the recruitment settings",
        "lines": ["Months a reserve list is kept: from “12” to “6”"],
        "reason": "Candidates were told 12 months.",
    }


SECOND_PERSON_NOTIFICATIONS = [
    NotificationKind(
        slug="hub.not_confirmed",
        label="What you asked for was refused",
        audience="Who asked for a change of settings, a pre-election period, access or a "
        "correction that a second person has to confirm",
        trigger="The second person refuses it, with a reason",
        title="Refused: {what}",
        template="hub/notifications/not_confirmed.txt",
        example=_example,
        to_office=True,
    )
]
