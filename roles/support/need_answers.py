"""How recruitment answers a need: by a support request; support requests on threads."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.models import Need
from hub.needs import NeedAnswer
from hub.thread import Stretch, ThreadPart
from roles.models.support.support_request import SupportRequest


def start_url(need: Need) -> str:
    """Where a support request for the need starts, filled in from it."""
    return f"{reverse('roles:support_ask')}?need={need.reference}"


def may_start(user: Any, need: Need) -> bool:
    """Whether the person is a requester of the need's organisation (H1)."""
    return bool(user.has_perm("roles.submit_supportrequest", need))


NEED_ANSWERS = [
    NeedAnswer(
        slug="roles.support_request",
        label="Ask the hub team for support",
        description="The team helps to fill posts: job description, advert, sift, panel, offer.",
        start_url=start_url,
        may_start=may_start,
    ),
]


def of_request(request: SupportRequest) -> Stretch:
    """From the day it was sent to the day it was closed or withdrawn."""
    return Stretch.of(request, request.submitted_at, request.closed_at)


THREAD_PARTS = [
    ThreadPart(
        "roles.support_request",
        "Support request",
        SupportRequest,
        of_request,
        order=30,
        permission="roles.view_supportrequest",
    ),
]
