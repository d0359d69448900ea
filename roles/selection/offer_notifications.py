"""What is told of offers beside their making: late answers, amounts, whose turn it is, doubts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.applications.notifications import (
    example_of_advert,
    example_of_handler,
    still_there,
    to_candidate,
)
from roles.models.applications.application import Application
from roles.selection.message_facts import example_of_ended, why_it_ended
from roles.selection.services.offers import has_open_posts

HANDLERS = "Hiring managers and resourcing officers of the department; the hub team adviser"
to_offices = partial(NotificationKind, to_office=True)


def late_answer_waits(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while nobody has decided on it; else the message is dropped."""
    application = notification.subject
    waits = isinstance(application, Application) and application.awaits_late_answer
    return {} if waits else None


def post_waits(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while a post of the campaign is open; else the message is dropped."""
    application = notification.subject
    if not isinstance(application, Application):
        return None
    return {} if has_open_posts(application.campaign) else None


def doubts(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the day, while a doubt waits for the candidate; never what is in doubt."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    first = application.checks_in_hand.with_candidate().order_by("answer_by").first()
    return {**known, "answer_by": first.answer_by} if first else None


def doubt_answered(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while somebody has to decide; else the message is dropped."""
    application = notification.subject
    if not isinstance(application, Application):
        return None
    rows = application.checks_in_hand.to_decide(timezone.localdate())
    return {} if rows.exists() else None


def _example_of_doubt() -> Mapping[str, Any]:
    return {**example_of_advert(), "answer_by": date(2026, 12, 8)}


def _example_of_next() -> Mapping[str, Any]:
    return {**example_of_handler(), "next": "A-2B4C-6D8F"}


def _example_of_amount() -> Mapping[str, Any]:
    return {**example_of_handler(), "approval": 1, "answer": "approved"}


OFFER_NOTIFICATIONS = [
    to_offices(
        slug="roles.late_answer_asked",
        label="A candidate would accept an offer late",
        audience=HANDLERS,
        trigger="A candidate answers an offer after its day, or after it was withdrawn",
        title="A candidate would accept an offer late: application {reference}",
        template="roles/selection/mail/late_answer_asked.txt",
        example=example_of_handler,
        extra=late_answer_waits,
    ),
    to_candidate(
        "roles.late_answer_refused",
        "Late answer not agreed to",
        "The department does not let a candidate accept an offer late",
        "It is too late to accept the offer on your application {reference}",
        "roles/selection/mail/late_answer_refused.txt",
        example=example_of_ended,
        extra=why_it_ended,
    ),
    to_offices(
        slug="roles.next_in_order",
        label="The next person in the order of merit",
        audience=HANDLERS,
        trigger="An offer is declined or withdrawn, or falls through, and somebody is next",
        title="Next in the order of merit: application {next}",
        template="roles/selection/mail/next_in_order.txt",
        example=_example_of_next,
        extra=post_waits,
    ),
    to_offices(
        slug="roles.reserve_taken",
        label="Another department offers a job to somebody on your reserve list",
        audience="Hiring managers and resourcing officers of the department of the list",
        trigger="Another department makes an offer to somebody who was put forward to it",
        title="Somebody on your reserve list has an offer elsewhere: application {reference}",
        template="roles/selection/mail/reserve_taken.txt",
        example=example_of_handler,
    ),
    to_offices(
        slug="roles.amount_asked",
        label="An amount to approve",
        audience="The department's vacancy approvers",
        trigger="Somebody wants to offer an amount that was not advertised or not approved",
        title="Decide on an amount: application {reference}",
        template="roles/selection/mail/amount_asked.txt",
        example=_example_of_amount,
    ),
    to_offices(
        slug="roles.amount_decided",
        label="The amount you asked for is decided on",
        audience="Whoever asked for the amount",
        trigger="An approver decides on an amount outside the approved range",
        title="The amount was {answer}: application {reference}",
        template="roles/selection/mail/amount_decided.txt",
        example=_example_of_amount,
    ),
    to_candidate(
        "roles.check_doubted",
        "A question about your checks",
        "Whoever checks a candidate has a doubt, on which the candidate is heard first",
        "We have a question about your checks: application {reference}",
        "roles/selection/mail/check_doubted.txt",
        example=_example_of_doubt,
        extra=doubts,
    ),
    to_offices(
        slug="roles.check_answered",
        label="A candidate has answered a doubt about a check",
        audience=HANDLERS,
        trigger="A candidate answers a question about a pre-employment check",
        title="Decide on a check: application {reference}",
        template="roles/selection/mail/check_answered.txt",
        example=example_of_handler,
        extra=doubt_answered,
    ),
]
