"""Offers: take a post, answer, start, fall through. A post counts as filled when accepted (R17)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.applications import (
    locked_for_candidate,
    locked_for_handling,
    tell_candidate,
)
from roles.campaigns.services import posts
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.telling import tell_handlers


class PostJustTakenError(RefusedError, posts.PostTaken):
    """Somebody else was quicker, or the post is another campaign's."""

    reason = "The post you chose has just been taken. Select another post"
    field = "post"


def open_posts(campaign: Campaign) -> QuerySet[Post]:
    """The posts of a campaign that nobody holds or is offered."""
    return campaign.posts.open()


@requires("roles.move_application", "application")
@transaction.atomic
def make_provisional_offer(
    *, application: Application, post: Post, actor: User, at: datetime | None = None
) -> Application:
    """Offer a post to a recommended candidate, or to one on the reserve list (R16).

    Of two offers of one post, one raises ``PostJustTakenError``; so does a post of another
    campaign. Raises ``TransitionNotAllowed`` when the application is not at such a state.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if post.campaign_id != locked.campaign_id:
        raise PostJustTakenError
    locked.offer(post, moment)
    try:
        posts.offer_post(post=post, reference=locked.reference, actor=actor, at=moment)
    except posts.PostTaken as error:
        raise PostJustTakenError from error
    locked.save()
    log(locked, "roles.offer_made", actor=actor, at=moment)
    tell_candidate("roles.offer_made", locked, at=moment)
    return locked


@requires("roles.act_on_application", "application")
@transaction.atomic
def accept_offer(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Accept an offer: the post is filled, the need's thread says so, the fact is announced (R17).

    Raises ``TransitionNotAllowed`` when no offer waits for an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    locked.accept(moment)
    locked.save()
    posts.accept_post(
        post=_post_of(locked),
        person=locked.candidate,
        reference=locked.reference,
        actor=actor,
        at=moment,
    )
    log(locked, "roles.offer_accepted", actor=actor, at=moment)
    tell_candidate("roles.offer_accepted", locked, at=moment)
    tell_handlers("roles.offer_answered", locked, at=moment, answer="accepted")
    return locked


@requires("roles.act_on_application", "application")
@transaction.atomic
def decline_offer(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Decline an offer: the post can be offered to somebody else.

    Raises ``TransitionNotAllowed`` when no offer waits for an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    locked.decline(moment)
    locked.save()
    posts.release_post(post=_post_of(locked), actor=actor, at=moment)
    log(locked, "roles.offer_declined", actor=actor, at=moment)
    tell_candidate("roles.offer_declined", locked, at=moment)
    tell_handlers("roles.offer_answered", locked, at=moment, answer="declined")
    return locked


@requires("roles.move_application", "application")
@transaction.atomic
def record_fall_through(
    *, application: Application, actor: User | None, at: datetime | None = None
) -> Application:
    """Record that an accepted offer came to nothing: the post is no longer filled (R17)."""
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    posts.free_post(application=locked, actor=actor, at=moment)
    locked.fall_through(moment)
    locked.save()
    log(locked, "roles.offer_fell_through", actor=actor, at=moment)
    tell_candidate("roles.offer_ended", locked, at=moment)
    return locked


def _post_of(application: Application) -> Post:
    assert application.post is not None, "an offer is always of a post"
    return application.post


@requires("roles.move_application", "application")
@transaction.atomic
def record_start(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Record that the appointed person started work."""
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    locked.start(moment)
    locked.save()
    posts.start_post(post=_post_of(locked), actor=actor, at=moment)
    log(locked, "roles.appointee_started", actor=actor, at=moment)
    return locked
