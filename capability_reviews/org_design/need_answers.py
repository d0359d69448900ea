"""How advice on organisation design can meet a need; advice on the threads of needs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from capability_reviews.models import OrgDesignEngagement
from hub.models import Need
from hub.needs import NeedAnswer
from hub.tables import state_tag
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
    return Stretch(
        engagement.reference,
        engagement.get_absolute_url(),
        state_tag(engagement),
        localdate(engagement.requested_at),
        localdate(ended) if ended else None,
    )


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
