"""What waits for people on support requests: for the hub team, the department, and experts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.urls import reverse

from hub.models import Membership, User
from hub.open_work import STANDING_IN
from hub.work import HUB_TEAM, WorkItem, WorkKind, WorkQueue
from roles.department_roles import HIRING, RUNNING_CAMPAIGNS
from roles.models.support.expert import Booking
from roles.models.support.request_feedback import RequestFeedback
from roles.models.support.request_question import RequestQuestion
from roles.support.waiting import (
    bookings_to_come,
    departments_questions,
    feedback_asked,
    hubs_questions,
    to_accept,
    to_advertise_again,
    to_close,
    to_follow_up,
    to_make_campaigns,
    to_put_forward_again,
    to_start,
    to_triage,
    with_the_hub,
    without_outcome,
)

Role = Membership.Role


def _item(
    move: str = "", until: str = "", since: str = "submitted_at"
) -> Callable[[Any], WorkItem]:
    """A request, and the address of its move, or its own page; ``until`` names its last day."""

    def item(request: Any) -> WorkItem:
        return WorkItem(
            text=f"{request.reference}: {request.level or request.role}",
            href=reverse("roles:support_move", args=[request.reference, move])
            if move
            else request.get_absolute_url(),
            since=getattr(request, since) or request.submitted_at,
            until=getattr(request, until) if until else None,
            organisation=request.organisation.name,
        )

    return item


def _people(request: Any) -> WorkItem:
    """A request, and the page on which people are put forward for it."""
    item = _item(until="follow_up_on", since="gone_at")(request)
    return replace(item, href=reverse("roles:support_people", args=[request.reference]))


def _question(question: RequestQuestion) -> WorkItem:
    return WorkItem(
        text=f"Question on {question.request.reference}",
        href=reverse("roles:support_answer", args=[question.request.reference, question.pk]),
        since=question.asked_at,
        organisation=question.organisation.name,
    )


def _feedback(feedback: RequestFeedback) -> WorkItem:
    subject = feedback.request or feedback.campaign
    assert subject is not None  # the database holds one of the two
    return WorkItem(
        text=subject.reference,
        href=subject.get_feedback_url(),
        since=feedback.asked_at,
        organisation=subject.organisation.name,
    )


def _booking(booking: Booking) -> WorkItem:
    return WorkItem(
        text=booking.in_words,
        href=reverse("roles:booking_list"),
        since=booking.booked_at,
        until=booking.ends_on,
        organisation=booking.organisation.name,
    )


def _may_answer(person: User, request: Any) -> bool:
    """That another of the hub team can go on with a request of its adviser (R25)."""
    return person.has_perm("roles.answer_supportrequest", request)


def _may_reply(person: User, question: RequestQuestion) -> bool:
    return person.has_perm("roles.answer_requestquestion", question)


def _all_requests(person: User) -> str:
    return reverse("roles:support_list")


SUPPORT_WORK = (
    WorkQueue(
        "roles.triage",
        "Triage support requests",
        to_triage,
        _item("triage", "triage_due_on"),
        order=20,
        whole=_all_requests,
        offices=HUB_TEAM,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.accept",
        "Accept or decline support requests",
        to_accept,
        _item("accept", "follow_up_on", since="triaged_at"),
        order=21,
        whole=_all_requests,
        offices=HUB_TEAM,
        may=_may_answer,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.departments_questions",
        "Answer departments’ questions",
        departments_questions,
        _question,
        order=22,
        offices=HUB_TEAM,
        may=_may_reply,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.start_request",
        "Start work on support requests",
        to_start,
        _item("log", "follow_up_on", since="accepted_at"),
        order=23,
        whole=_all_requests,
        offices=HUB_TEAM,
        may=_may_answer,
    ),
    WorkQueue(
        "roles.follow_up",
        "Follow up support requests",
        to_follow_up,
        _item("log", until="follows_up_by", since="follows_up_by"),
        order=24,
        whole=_all_requests,
        offices=HUB_TEAM,
        may=_may_answer,
    ),
    WorkQueue(
        "roles.outcome",
        "Record the outcomes of support requests",
        without_outcome,
        _item("outcome", "follow_up_on", since="done_at"),
        order=25,
        whole=_all_requests,
        offices=HUB_TEAM,
        may=_may_answer,
        kind=WorkKind.RECORD,
    ),
    WorkQueue(
        "roles.refer_again",
        "Put somebody else forward, because the person selected is not available",
        to_put_forward_again,
        _people,
        order=27,
        offices=HUB_TEAM,
        may=_may_answer,
    ),
    WorkQueue(
        "roles.fill_otherwise",
        "Fill posts in another way, or withdraw them",
        to_advertise_again,
        _item("fill", since="left_at"),
        order=27,
        offices=HIRING,
    ),
    WorkQueue(
        "roles.make_campaign",
        "Make campaigns for posts that the hub team helps to fill",
        to_make_campaigns,
        _item("campaign", since="accepted_at"),
        order=28,
        offices=HIRING,
    ),
    WorkQueue(
        "roles.close_request",
        "Close support requests",
        to_close,
        _item("close", since="answered_at"),
        order=26,
        whole=_all_requests,
        offices=HUB_TEAM,
        may=_may_answer,
    ),
    WorkQueue(
        "roles.hubs_questions",
        "Answer the hub team’s questions",
        hubs_questions,
        _question,
        order=20,
        offices=(Role.REQUESTER, *STANDING_IN),
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.feedback",
        "Tell the hub team how requests and campaigns ended",
        feedback_asked,
        _feedback,
        order=60,
        offices=(Role.REQUESTER, *RUNNING_CAMPAIGNS),
        kind=WorkKind.ANSWER,
    ),
    WorkQueue("roles.bookings", "Help on the days you are booked", bookings_to_come, _booking, 27),
    WorkQueue(
        "roles.with_the_hub",
        "The hub team works on your support requests",
        with_the_hub,
        _item(),
        order=20,
        others_act=True,
        whole=_all_requests,
        offices=tuple(Role),
    ),
)
