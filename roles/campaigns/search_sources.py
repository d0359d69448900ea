"""Campaigns, posts and delegations, as the search box of staff finds them."""

from __future__ import annotations

from django.db.models import QuerySet

from hub.models import User
from hub.search import Found, SearchSource, names_of
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.delegation import Delegation
from roles.models.campaigns.post import Post


def campaigns(person: User) -> QuerySet[Campaign]:
    """The campaigns that a person may see."""
    if not person.has_perm("roles.view_campaign"):
        return Campaign.objects.none()
    return Campaign.objects.visible_to(person).select_related("organisation")


def _campaign(campaign: Campaign) -> Found:
    return Found(
        text=f"{campaign.reference}: {campaign.title}",
        href=campaign.get_absolute_url(),
        about=f"{campaign.organisation.name}, {campaign.get_state_display().lower()}",
    )


def posts(person: User) -> QuerySet[Post]:
    """The posts that a person may see."""
    if not person.has_perm("roles.view_post"):
        return Post.objects.none()
    return Post.objects.visible_to(person).select_related("organisation", "role")


def _post(post: Post) -> Found:
    return Found(
        text=f"{post.reference}: {post.role}",
        href=post.get_absolute_url(),
        about=f"{post.organisation.name}, {post.get_state_display().lower()}",
    )


def delegations(person: User) -> QuerySet[Delegation]:
    """The delegations that a person may see."""
    if not person.has_perm("roles.view_delegation"):
        return Delegation.objects.none()
    return Delegation.objects.visible_to(person).select_related("organisation", "given_to")


def _delegation(delegation: Delegation) -> Found:
    return Found(
        text=f"{delegation.reference}: {delegation.given_to or delegation.office}",
        href=delegation.get_absolute_url(),
        about=delegation.organisation.name,
    )


CAMPAIGN_SEARCH = (
    SearchSource(
        "roles.campaigns",
        "Campaigns",
        campaigns,
        _campaign,
        order=30,
        prefix="V",
        model=Campaign,
        fields=(
            *("reference", "title", "organisation__name", "organisation__code"),
            *("role__name", "service__name"),
        ),
    ),
    SearchSource("roles.posts", "Posts", posts, _post, order=35, prefix="P", model=Post),
    SearchSource(
        "roles.delegations",
        "Delegations",
        delegations,
        _delegation,
        order=72,
        prefix="D",
        model=Delegation,
        # The list names to whom each was given.
        fields=(
            *("reference", "organisation__name", "organisation__code"),
            *names_of("given_to"),
        ),
    ),
)
