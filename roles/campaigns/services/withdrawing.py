"""Withdrawing a post: not while a campaign, or a person, depends on it; told with its reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from hub.authorisation import requires
from hub.models import User
from hub.numbers import plural
from hub.refusals import RefusedError
from roles.campaigns.services.completion import NotJudgedError, close_post, settle_campaign
from roles.campaigns.services.posts import PostTaken, locked_post
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_reader import why_for
from roles.models.campaigns.met_by_panel import not_judged
from roles.models.campaigns.post import Post
from roles.notifying import notify_people, people_of_request, told_of
from roles.signals import advert_changed


class LastPostError(RefusedError):
    """A campaign that has not ended is for this post alone."""

    def __init__(self, campaign: Campaign) -> None:
        why = f"This is the only post of campaign {campaign.reference}, which has not ended"
        super().__init__([f"{why}. Cancel or end the campaign instead"])


class PersonWaitsError(RefusedError):
    """Somebody of a reserve list was selected for the post, and waits for the offer."""


@requires("roles.withdraw_post", "post")
@transaction.atomic
def withdraw_post(*, post: Post, reason: str, actor: User, at: datetime | None = None) -> Post:
    """Say, with a reason, that the department does not fill a post any more.

    Whoever works on its campaign, or asked for support with it, is told; the advert then says how
    many jobs are left. Raises ``PostTaken``, ``LastPostError`` for the only post of a campaign that
    has not ended, ``NotJudgedError`` where it would end while somebody interviewed waits (R19), and
    ``PersonWaitsError`` while the post is meant for somebody who was selected.
    """
    moment = at or timezone.now()
    locked = locked_post(post)
    campaign = locked.campaign
    if campaign is not None:
        # After the post, as everywhere: of two last posts at once, one stays.
        campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if not can_proceed(locked.withdraw):
        raise PostTaken(f"{locked} is not open.", object=locked)
    if why := who_waits_for(locked):
        raise PersonWaitsError([why])
    left = posts_left_without(locked)
    if campaign is not None and not campaign.is_ended:
        if not left:
            raise LastPostError(campaign)
        if all(other.is_filled for other in left) and (why := why_for(actor, campaign, not_judged)):
            raise NotJudgedError([why])
    close_post(post=locked, reason=reason, actor=actor, at=moment)
    _notify_of_withdrawal(locked, reason, left, actor, moment)
    if campaign is not None:
        advert_changed.send(sender=None, campaign=campaign)
        settle_campaign(campaign=campaign, actor=actor, at=moment)
    return locked


def who_waits_for(post: Post) -> str:
    """Whom the department selected for a post of its request, where no other is left for them."""
    request = post.support_request
    if request is None:
        return ""
    waiting = request.referrals.awaiting_offer().select_related("application")
    if not waiting or request.posts.open().exclude(pk=post.pk).count() >= len(waiting):
        return ""
    return (
        "This post is meant for the candidate with application "
        f"{waiting[0].application.reference}, whom the department selected for support request "
        f"{request.reference}. Make the offer, or record that you do not select them after all"
    )


def posts_left_without(post: Post) -> list[Post]:
    """The other posts that its campaign fills, or has filled; none where it has no campaign."""
    if post.campaign is None:
        return []
    return list(post.campaign.posts.wanted().exclude(pk=post.pk))


def _notify_of_withdrawal(
    post: Post, reason: str, left: list[Post], actor: User, at: datetime
) -> None:
    campaign = post.campaign if post.campaign and not post.campaign.is_ended else None
    people = told_of(campaign, but=actor) if campaign else []
    if post.support_request is not None:
        people += [
            person
            for person in people_of_request(post.support_request)
            if person and person != actor
        ]
    notify_people(
        "roles.post_withdrawn",
        people,
        post,
        at=at,
        reference=post.reference,
        post=post.title,
        department=post.organisation.name,
        campaign=campaign.reference if campaign else "",
        left=plural(len(left), "post"),
        reason=reason,
    )
