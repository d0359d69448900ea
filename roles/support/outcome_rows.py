"""What the page of outcomes counts: each number with the very records it is the number of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from hub.models import User
from hub.tables import Table
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ASKED_ABOUT, CampaignState
from roles.models.campaigns.post import Post
from roles.models.support.request_state import Outcome
from roles.models.support.support_request import SupportRequest
from roles.support.outcome_tables import ENDED_CAMPAIGNS, ENDED_REQUESTS, FILLED_POSTS


@dataclass(frozen=True)
class Counted:
    """A line of the page: what it counts, in words, and its records."""

    slug: str
    label: str
    number: int
    rows: Any
    table: Table


def posts_filled(user: User, since: datetime, until: datetime) -> list[Counted]:
    """Posts filled with the hub's help, by the definition of the dashboard (T1, R17)."""
    rows = (
        Post.objects.visible_to(user)
        .supported()
        .filled_between(timezone.localdate(since), timezone.localdate(until))
        .select_related("organisation", "role", "level", "support_request")
        .order_by("-filled_on", "pk")
    )
    numbers = _numbers(rows, "grade__is_scs")
    return [
        Counted(slug, label, numbers[is_senior], found, FILLED_POSTS)
        for slug, label, is_senior, found in (
            ("specialist-posts", "Digital specialist posts", False, rows.specialist()),
            ("senior-posts", "Senior Civil Service posts", True, rows.senior()),
        )
    ]


def requests_ended(user: User, since: datetime) -> list[Counted]:
    """Requests by the outcome the hub recorded, and those whose outcome it has still to (H7)."""
    mine = SupportRequest.objects.visible_to(user).select_related("organisation", "role", "level")
    ended = mine.filter(outcome_recorded_at__gt=since).order_by("-outcome_recorded_at", "pk")
    waiting = mine.awaiting_outcome().order_by("submitted_at", "pk")
    numbers = _numbers(ended, "outcome")
    to_record = "Every post is filled, and the hub team has not recorded the outcome yet"
    return [
        *(
            Counted(value, label, numbers[value], ended.filter(outcome=value), ENDED_REQUESTS)
            for value, label in Outcome.choices
        ),
        Counted("to-record", to_record, waiting.count(), waiting, ENDED_REQUESTS),
    ]


def campaigns_ended(user: User, since: datetime, until: datetime) -> list[Counted]:
    """Campaigns without a request behind them, by the state in which they ended (H9)."""
    ended = Campaign.objects.visible_to(user).ended_without_request(since, until)
    ended = ended.select_related("organisation").order_by("-pk")
    numbers = _numbers(ended, "state")
    return [
        Counted(
            f"campaigns-{state}",
            str(state.label),
            numbers[state],
            ended.filter(state=state),
            ENDED_CAMPAIGNS,
        )
        for state in CampaignState
        if state in ASKED_ABOUT
    ]


def _numbers(rows: Any, field: str) -> Counter[Any]:
    return Counter(rows.order_by().values_list(field, flat=True))


def found(lines: Iterable[Counted], slug: str) -> Counted | None:
    """The line of that name."""
    return next((line for line in lines if line.slug == slug), None)
