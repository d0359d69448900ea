"""The choices to which a list of work leads: each asks which of several moves of a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from hub.forms import Way
from hub.moves import choice_of
from roles.campaigns.moves.preparing import PREPARING_MOVES
from roles.campaigns.moves.running import RUNNING_MOVES
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post

AT = "roles:campaign_move"
MOVES = {move.slug: move for move in (*PREPARING_MOVES, *RUNNING_MOVES)}


def withdrawals(posts: Any, user: Any) -> list[Way]:
    """A way for each of these posts that the person may withdraw."""
    hint = "Use this if the department will not fill this post."
    return [
        Way(
            f"withdraw-{post.reference}",
            f"Withdraw post {post.reference}",
            hint,
            reverse("roles:post_move", args=[post.reference, "withdraw"]),
        )
        for post in posts.open().select_related("organisation__parent")
        if user.has_perm("roles.withdraw_post", post)
    ]


def _dates_of_terms(campaign: Campaign, user: Any) -> Sequence[Way]:
    """The dates of a campaign whose terms can still be changed are a part of these."""
    if not (campaign.is_editable and user.has_perm("roles.draft_campaign", campaign)):
        return ()
    address = reverse(AT, args=[campaign.reference, "terms-dates"])
    return (Way("terms-dates", "Set the dates", "", address),)


def _after_the_end(campaign: Campaign, user: Any) -> Sequence[Way]:
    """A new campaign where this one cannot be advertised again, or no more of its posts."""
    found = []
    if not MOVES["again"].may(campaign) and user.has_perm("roles.make_campaign", campaign):
        hint = "A new campaign for the posts that are left."
        found.append(Way("make", "Start a campaign", hint, reverse("roles:campaign_make")))
    return [*found, *withdrawals(Post.objects.filter(campaign=campaign), user)]


CHOICES = (
    choice_of(
        "make-way",
        "Choose how this campaign can open",
        (MOVES["dates"], MOVES["ask-exemption"]),
        at=AT,
        may=lambda campaign: campaign.is_before_opening,
        already=lambda campaign: "You can only do this before the campaign opens",
        more=_dates_of_terms,
    ),
    choice_of(
        "posts-left",
        "Decide what happens to the posts that are left",
        (MOVES["again"],),
        at=AT,
        may=lambda campaign: campaign.is_ended and campaign.posts.open().exists(),
        already=lambda campaign: "You can only do this after the end, for posts that are left",
        more=_after_the_end,
    ),
    choice_of(
        "finish",
        "Decide how this campaign ends",
        (MOVES["end"], MOVES["cancel"]),
        at=AT,
        already=lambda campaign: f"{campaign} has ended",
    ),
)
