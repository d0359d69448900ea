"""What is told of people on reserve lists who are put forward (R15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.notifications import NotificationKind


def _example() -> Mapping[str, Any]:
    return {
        "reference": "S-7KQ2-M8XD",
        "application": "A-7KQ2-M8XD",
        "department": "Department for Example",
    }


REFERRAL_NOTIFICATIONS = [
    NotificationKind(
        slug="roles.person_referred",
        label="You are put forward",
        audience="A candidate on a reserve list who agreed to be put forward",
        trigger="The hub shows the candidate to a department",
        title="You are put forward for a similar role: application {application}",
        template="roles/mail/person_referred.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.referral_received",
        label="Somebody is put forward to you",
        audience="The department's requesters, hiring managers and resourcing officers",
        trigger="The hub puts somebody on a reserve list forward for a request",
        title="There is somebody for support request {reference}",
        template="roles/mail/referral_received.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.referral_decided",
        label="The department has decided on somebody put forward",
        audience="The request's adviser",
        trigger="The department selects, or does not select, somebody the hub put forward",
        title="The department has decided: support request {reference}",
        template="roles/mail/referral_decided.txt",
        example=_example,
        may_opt_out=True,
        for_staff=True,
    ),
]
