"""What departments, approvers, movers and candidates are told about campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.notifications import NotificationKind


def _example() -> Mapping[str, Any]:
    return {"reference": "V-2H8N-QX4R"}


NOTIFICATIONS = [
    NotificationKind(
        slug="roles.approval_requested",
        label="Approval needed",
        audience="The department's vacancy approvers",
        to_office=True,
        trigger="Approval of a campaign is asked for",
        title="Campaign {reference} needs your approval",
        template="roles/campaigns/mail/approval_requested.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.wider_audience_asked",
        label="Approval of a wider audience needed",
        audience="The department's vacancy approvers",
        to_office=True,
        trigger="A wider audience than the approved one is asked for",
        title="A wider audience for campaign {reference} needs your approval",
        template="roles/campaigns/mail/wider_audience_asked.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.approval_decided",
        label="Approval decided",
        audience="The person who asked for approval",
        to_office=True,
        trigger="A campaign, or a wider audience for it, is approved, returned or refused",
        title="There is a decision on campaign {reference}",
        template="roles/campaigns/mail/approval_decided.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.mover_offered",
        label="A role you see first",
        audience="Priority movers of the same grade, within the campaign's audience",
        trigger="A campaign opens while somebody is surplus or at risk at its grade",
        title="You can see the role with reference {reference} first",
        template="roles/campaigns/mail/mover_offered.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.mover_reached",
        label="A role is open to you as well",
        audience="Priority movers of the same grade whom a wider audience reaches",
        trigger="The audience of an open campaign is widened",
        title="The role with reference {reference} is open to you as well",
        template="roles/campaigns/mail/mover_reached.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.mover_turned_down",
        label="Why you were not selected, to a priority mover",
        audience="The priority mover",
        trigger="The reason is put on record",
        title="There is a reason for the decision on application {reference}",
        template="roles/campaigns/mail/mover_turned_down.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.campaign_stopped",
        label="Campaign cancelled, to those who worked on it",
        audience="Who made the campaign, asked for approval, approved it, or advises on it",
        to_office=True,
        trigger="Somebody else cancels the campaign",
        title="Campaign {reference} is cancelled",
        template="roles/campaigns/mail/campaign_stopped.txt",
        example=_example,
    ),
    NotificationKind(
        slug="roles.campaign_cancelled",
        label="Role withdrawn, to candidates",
        audience="Candidates with an application that can still come to something",
        trigger="A campaign is cancelled",
        title="The role with reference {reference} has been withdrawn",
        template="roles/campaigns/mail/campaign_cancelled.txt",
        example=_example,
    ),
]
