"""How recruitment answers a need: by a campaign of the department's own."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.models import Need
from hub.needs import NeedAnswer
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
        description="Make a campaign without asking the hub team for support.",
        start_url=start_url,
        may_start=may_start,
    ),
]
