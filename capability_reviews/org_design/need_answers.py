"""How advice on organisation design can meet a need; advice on the threads of needs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from capability_reviews.models import OrgDesignEngagement
from hub.models import Need
from hub.needs import NeedAnswer
from hub.thread import Stretch, ThreadPart


def _start(need: Need) -> str:
    return f"{reverse('capability_reviews:engagement_ask')}?need={need.reference}"


def _may(user: Any, need: Need) -> bool:
    return bool(user.has_perm("capability_reviews.request_advice", need))


NEED_ANSWERS = [
    NeedAnswer(
        slug="capability_reviews.org_design",
        label="Ask for advice on organisation design",
        description="Where digital and technology roles sit, and who reports to whom.",
        start_url=_start,
        may_start=_may,
    )
]


def _stretch(engagement: OrgDesignEngagement) -> Stretch:
    """From the day it was asked for to the day the advice was given, or it was withdrawn."""
    ended = engagement.advice_given_at or engagement.withdrawn_at
    return Stretch.of(engagement, engagement.requested_at, ended)


THREAD_PARTS = [
    ThreadPart(
        "capability_reviews.advice",
        "Advice",
        OrgDesignEngagement,
        _stretch,
        order=35,
        permission="capability_reviews.view_orgdesignengagement",
    ),
]
