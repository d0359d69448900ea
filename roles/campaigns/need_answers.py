"""How recruitment answers a need: by a campaign of the department's own; campaigns on threads."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.models import Need
from hub.needs import NeedAnswer
from hub.thread import Stretch, ThreadPart
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post


def start_url(need: Need) -> str:
    """Where a campaign of the department's own starts, filled in from the need."""
    return f"{reverse('roles:campaign_make')}?need={need.reference}"


def may_start(user: Any, need: Need) -> bool:
    """Whether the person makes campaigns of the organisation, and none fills the need already."""
    if not user.has_perm("roles.make_campaign", need):
        return False
    under_way = Campaign.objects.unfinished().filter(need=need)
    return Post.objects.filter(campaign__in=under_way).count() < need.headcount


NEED_ANSWERS = [
    NeedAnswer(
        slug="roles.campaign",
        label="Advertise it yourself",
        description="Start a campaign without asking the hub team for support.",
        start_url=start_url,
        may_start=may_start,
    ),
]


def of_campaign(campaign: Campaign) -> Stretch:
    """From the day it was made to the day it ended."""
    ended = getattr(campaign, f"{campaign.state}_at", None) or campaign.ended_at
    return Stretch.of(campaign, campaign.draft_at, ended if campaign.is_ended else None)


def of_post(post: Post) -> Stretch:
    """From the day it was open to the day the offer was accepted, or it was withdrawn."""
    return Stretch.of(post, post.opened_at, post.filled_on or post.withdrawn_at)


THREAD_PARTS = [
    ThreadPart(
        "roles.campaign",
        "Campaign",
        Campaign,
        of_campaign,
        order=40,
        permission="roles.view_campaign",
    ),
    ThreadPart("roles.post", "Post", Post, of_post, order=50, permission="roles.view_post"),
]
