"""How advice on organisation design can meet a need."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.models import Need
from hub.needs import NeedAnswer


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
