"""What departments and advisers are told about support requests and campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.notifications import NotificationKind

REQUEST = {"reference": "S-7KQ2-M8XD", "due": "25 November 2026"}
CAMPAIGN = {"reference": "V-2H8N-QX4R"}


def _request() -> Mapping[str, Any]:
    return REQUEST


def _booking() -> Mapping[str, Any]:
    return {
        "reference": "S-7KQ2-M8XD",
        "department": "Department for Example",
        "what": "Panel, 3 December to 4 December 2026",
    }


def _campaign() -> Mapping[str, Any]:
    return CAMPAIGN


SUPPORT_NOTIFICATIONS = [
    NotificationKind(
        slug="roles.support_requested",
        label="Support request received",
        audience="The requester; the department's Digital Leader and HR contact",
        trigger="A department asks the hub for support",
        title="Support request {reference} received",
        template="roles/mail/support_requested.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_triaged",
        label="Support request triaged",
        audience="The requester",
        trigger="The hub triages a request",
        title="Support request {reference} has an adviser",
        template="roles/mail/support_triaged.txt",
        example=_request,
        may_opt_out=True,
        for_staff=True,
    ),
    NotificationKind(
        slug="roles.support_assigned",
        label="A support request is yours",
        audience="The adviser who was given the request",
        trigger="Somebody else triages a request and names the adviser",
        title="Support request {reference} is yours",
        template="roles/mail/support_assigned.txt",
        example=_request,
        may_opt_out=True,
        for_staff=True,
    ),
    NotificationKind(
        slug="roles.support_answered",
        label="Support request answered",
        audience="The requester",
        trigger="The hub accepts, declines or redirects a request",
        title="The hub has answered support request {reference}",
        template="roles/mail/support_answered.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_waiting",
        label="The hub waits for you",
        audience="The requester",
        trigger="The hub asks the department something about its request",
        title="Support request {reference} waits for you",
        template="roles/mail/support_waiting.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_resumed",
        label="The department has answered",
        audience="The request's adviser",
        trigger="A request that waited for the department is resumed",
        title="Support request {reference} can go on",
        template="roles/mail/support_resumed.txt",
        example=_request,
        may_opt_out=True,
        for_staff=True,
    ),
    NotificationKind(
        slug="roles.support_asked",
        label="The department asks you",
        audience="The request's adviser",
        trigger="The department asks the hub a question about its request",
        title="The department has a question about support request {reference}",
        template="roles/mail/support_asked.txt",
        example=_request,
        may_opt_out=True,
        for_staff=True,
    ),
    NotificationKind(
        slug="roles.support_replied",
        label="The hub has answered your question",
        audience="The requester",
        trigger="The hub answers a question about a request",
        title="The hub has answered your question about support request {reference}",
        template="roles/mail/support_replied.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_withdrawn",
        label="Support request withdrawn",
        audience="The request's adviser and its requester, but for who withdrew it",
        trigger="The department withdraws a request",
        title="Support request {reference} is withdrawn",
        template="roles/mail/support_withdrawn.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.support_reopened",
        label="Support request reopened",
        audience="The request's adviser and its requester, but for who reopened it",
        trigger="A closed request is reopened",
        title="Support request {reference} is open again",
        template="roles/mail/support_reopened.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.expert_booked",
        label="You are booked as an expert",
        audience="The expert",
        trigger="The hub books an expert of its register",
        title="You are booked to help {department}",
        template="roles/mail/expert_booked.txt",
        example=_booking,
    ),
    NotificationKind(
        slug="roles.expert_booking_cancelled",
        label="You are not needed as an expert any more",
        audience="The expert",
        trigger="The hub cancels a booking",
        title="Your booking to help {department} is cancelled",
        template="roles/mail/expert_booking_cancelled.txt",
        example=_booking,
    ),
    NotificationKind(
        slug="roles.support_feedback_asked",
        label="What became of your request?",
        audience="The requester",
        trigger="Two weeks after a request that the hub helped with is closed",
        title="What became of support request {reference}?",
        template="roles/mail/support_feedback_asked.txt",
        example=_request,
        may_opt_out=True,
        for_staff=True,
    ),
    NotificationKind(
        slug="roles.support_closed",
        label="Support request closed",
        audience="The requester",
        trigger="The hub closes a request",
        title="Support request {reference} is closed",
        template="roles/mail/support_closed.txt",
        example=_request,
    ),
    NotificationKind(
        slug="roles.approval_requested",
        label="Approval needed",
        audience="The department's vacancy approvers",
        trigger="Approval of a campaign is asked for",
        title="Campaign {reference} needs your approval",
        template="roles/mail/approval_requested.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.wider_audience_asked",
        label="Approval of a wider audience needed",
        audience="The department's vacancy approvers",
        trigger="A wider audience than the approved one is asked for",
        title="A wider audience for campaign {reference} needs your approval",
        template="roles/mail/wider_audience_asked.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.approval_decided",
        label="Approval decided",
        audience="The person who asked for approval",
        trigger="A campaign, or a wider audience for it, is approved, returned or refused",
        title="There is a decision on campaign {reference}",
        template="roles/mail/approval_decided.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.advert_sent",
        label="Advert to check",
        audience="The request's adviser, or hub staff where there is none",
        trigger="A department sends its advert to the hub",
        title="The advert of campaign {reference} waits for the hub",
        template="roles/mail/advert_sent.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.advert_checked",
        label="Advert checked",
        audience="Whoever sent the advert to the hub",
        trigger="The hub passes an advert or returns it",
        title="The hub has checked the advert of campaign {reference}",
        template="roles/mail/advert_checked.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.mover_offered",
        label="A role you see first",
        audience="Priority movers of the same grade, within the campaign's audience",
        trigger="A campaign opens while somebody is surplus or at risk at its grade",
        title="You can see the role with reference {reference} first",
        template="roles/mail/mover_offered.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.mover_reached",
        label="A role is open to you as well",
        audience="Priority movers of the same grade whom a wider audience reaches",
        trigger="The audience of an open campaign is widened",
        title="The role with reference {reference} is open to you as well",
        template="roles/mail/mover_reached.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.mover_turned_down",
        label="Why you were not selected, to a priority mover",
        audience="The priority mover",
        trigger="The reason is put on record",
        title="There is a reason for the decision on application {reference}",
        template="roles/mail/mover_turned_down.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.campaign_stopped",
        label="Campaign cancelled, to those who worked on it",
        audience="Who made the campaign, asked for approval, approved it, or advises on it",
        trigger="Somebody else cancels the campaign",
        title="Campaign {reference} is cancelled",
        template="roles/mail/campaign_stopped.txt",
        example=_campaign,
    ),
    NotificationKind(
        slug="roles.campaign_cancelled",
        label="Role withdrawn, to candidates",
        audience="Candidates with an application that can still come to something",
        trigger="A campaign is cancelled",
        title="The role with reference {reference} has been withdrawn",
        template="roles/mail/campaign_cancelled.txt",
        example=_campaign,
    ),
]
