"""Offers: take a post, answer, start, fall through. A post counts as filled when accepted (R17)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.audit import log
from hub.models import Membership, User
from hub.notifications import notify
from roles.models.application import Application
from roles.models.campaign import Campaign
from roles.models.post import Post
from roles.services import posts
from roles.services.applications import locked_for_candidate, locked_for_handling, tell_candidate


class PostTakenError(Exception):
    """The post was offered to somebody else, or is not open."""


def open_posts(campaign: Campaign) -> QuerySet[Post]:
    """The posts of a campaign that nobody holds or is offered."""
    return campaign.posts.open()


@transaction.atomic
def make_provisional_offer(
    *, application: Application, post: Post, actor: User, at: datetime | None = None
) -> Application:
    """Offer a post to a recommended candidate, or to one on the reserve list (R16).

    The post is taken by one conditional update: of two offers of it, one raises
    ``PostTakenError``. Raises ``TransitionNotAllowed`` when the application cannot be offered one.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    locked.offer(post, moment)
    taken = (
        open_posts(locked.campaign)
        .filter(pk=post.pk)
        .update(state=Post.State.OFFERED, offer_reference=locked.reference, offered_at=moment)
    )
    if not taken:
        raise PostTakenError
    locked.save()
    log(post, "roles.post_offered", actor=actor, at=moment)
    log(locked, "roles.offer_made", actor=actor, at=moment)
    tell_candidate("roles.offer_made", locked)
    return locked


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
        post=locked.post, person=actor, reference=locked.reference, actor=actor, at=moment
    )
    log(locked, "roles.offer_accepted", actor=actor, at=moment)
    tell_candidate("roles.offer_accepted", locked)
    tell_handlers("roles.offer_answered", locked, answer="accepted")
    return locked


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
    posts.release_post(post=locked.post, actor=actor, at=moment)
    log(locked, "roles.offer_declined", actor=actor, at=moment)
    tell_candidate("roles.offer_declined", locked)
    tell_handlers("roles.offer_answered", locked, answer="declined")
    return locked


@transaction.atomic
def record_fall_through(
    *, application: Application, actor: User | None, at: datetime | None = None
) -> Application:
    """Record that an accepted offer came to nothing: the post is no longer filled (R17)."""
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    free_post(application=locked, actor=actor, at=moment)
    locked.fall_through(moment)
    locked.save()
    log(locked, "roles.offer_fell_through", actor=actor, at=moment)
    tell_candidate("roles.offer_ended", locked)
    return locked


@transaction.atomic
def record_start(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Record that the appointed person started work."""
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    locked.start(moment)
    locked.save()
    posts.start_post(post=locked.post, actor=actor, at=moment)
    log(locked, "roles.appointee_started", actor=actor, at=moment)
    return locked


def free_post(*, application: Application, actor: User | None, at: datetime) -> bool:
    """Let go of the post an application holds, before it moves on; True if it held one.

    An accepted post is not filled any more (R17), and the fact that it ended is announced. Call it
    inside the transaction that holds the application's lock.
    """
    if application.awaits_answer:
        posts.release_post(post=application.post, actor=actor, at=at)
    elif application.has_accepted:
        posts.reopen_post(post=application.post, actor=actor, at=at)
    else:
        return False
    return True


def tell_handlers(slug: str, application: Application, **context: str) -> None:
    """Write to the department's hiring managers and resourcing officers and the hub's adviser."""
    campaign, post = application.campaign, application.post
    people = set(
        Membership.objects.people(
            campaign.organisation,
            Membership.Role.HIRING_MANAGER,
            Membership.Role.RESOURCING,
            on=timezone.localdate(),
        )
    )
    if post.support_request and post.support_request.adviser:
        people.add(post.support_request.adviser)
    for person in people:
        notify(
            slug,
            recipient=person,
            subject=application,
            occasion=f"{post.reference} {application.state}",
            context={
                "reference": application.reference,
                "campaign": campaign.reference,
                "post": post.reference,
                **context,
            },
        )
