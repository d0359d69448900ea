"""Posts: made, offered, filled, started, freed. Filled means an accepted offer stands (R17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub import needs
from hub.audit import log
from hub.authorisation import internal
from hub.models import FrameworkRole, Grade, Need, Organisation, RoleLevel, Service, User
from hub.references import new_reference
from hub.refusals import RefusedError
from hub.signals import announce, appointment_ended, appointment_made
from roles.campaigns.services.appointments import is_agreed
from roles.campaigns.services.completion import reopen_ended_campaign, settle_campaign
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.models.support.support_request import SupportRequest

NEED_LINK = "roles.post"


class AppointmentNotAgreedError(RefusedError):
    """The hub has not agreed to this appointment to a senior post (R4)."""

    reason = (
        "The hub team must first agree to the appointment to a Senior Civil Service technology post"
    )


class PostTaken(TransitionNotAllowed):
    """Somebody else was quicker, or the post is not in a state that allows it."""


@internal
def make_posts(
    *,
    organisation: Organisation,
    number: int,
    role: FrameworkRole,
    grade: Grade,
    actor: User | None,
    at: datetime,
    level: RoleLevel | None = None,
    service: Service | None = None,
    support_request: SupportRequest | None = None,
    campaign: Campaign | None = None,
    need: Need | None = None,
) -> list[Post]:
    """Make one post per head, on the need's thread; call it inside a transaction."""
    made = [
        Post(
            reference=new_reference("P"),
            organisation=organisation,
            role=role,
            level=level,
            grade=grade,
            service=service,
            support_request=support_request,
            campaign=campaign,
            opened_at=at,
        )
        for _ in range(number)
    ]
    for post in made:
        post.save()
        log(post, "roles.post_opened", actor=actor, at=at)
        if need is not None:
            needs.link(need=need, subject=post, slug=NEED_LINK, at=at)
    return made


@internal
@transaction.atomic
def offer_post(
    *, post: Post, reference: str, actor: User | None, at: datetime | None = None
) -> Post:
    """Hold a post for the offer named by the reference.

    Raises ``PostTaken``, and ``AppointmentNotAgreedError`` for a senior post whose appointment the
    hub has not agreed to, or only somebody who is of its panel since (R4, H8).
    """
    moment = at or timezone.now()
    locked = locked_post(post)
    if locked.is_senior and not is_agreed(locked, reference):
        raise AppointmentNotAgreedError
    _move(locked, "offer", reference, moment)
    locked.save()
    log(locked, "roles.post_offered", actor=actor, at=moment)
    return locked


@internal
@transaction.atomic
def release_post(*, post: Post, actor: User | None, at: datetime | None = None) -> Post:
    """Let go of a post whose offer was declined or taken back. Raises ``PostTaken``."""
    moment = at or timezone.now()
    locked = locked_post(post)
    _move(locked, "release", moment)
    locked.save()
    log(locked, "roles.post_released", actor=actor, at=moment)
    return locked


@internal
@transaction.atomic
def accept_post(
    *,
    post: Post,
    person: User | None,
    reference: str,
    actor: User | None,
    at: datetime | None = None,
) -> Post:
    """Fill a post: the offer named by the reference was accepted (R17).

    The need hears how many people it has now, the campaign ends when it was the last post, and
    ``appointment_made`` is announced for a person the hub knows. Raises ``PostTaken`` when another
    acceptance was quicker, or when the post is held for another offer.
    """
    moment = at or timezone.now()
    locked = locked_post(post)
    if locked.offer_reference and locked.offer_reference != reference:
        raise PostTaken(f"{locked} is held for another offer.", object=locked)
    _move(locked, "accept", person, reference, moment)
    locked.save()
    log(locked, "roles.post_filled", actor=actor, at=moment)
    _notify_need(locked, actor, moment)
    if locked.campaign is not None:
        settle_campaign(campaign=locked.campaign, actor=actor, at=moment)
    if person is not None:
        announce_appointment(post=locked, person=person, actor=actor, at=moment)
    return locked


@internal
@transaction.atomic
def name_appointee(*, post: Post, person: User, reference: str, at: datetime | None = None) -> Post:
    """Say who was appointed, where the hub did not know them when the offer was accepted.

    ``appointment_made`` is announced now. A post that is filled otherwise, or by somebody known, is
    left as it is.
    """
    moment = at or timezone.now()
    locked = locked_post(post)
    if locked.appointee is not None or locked.offer_reference != reference:
        return locked
    locked.appointee = person
    locked.save(update_fields=["appointee"])
    log(locked, "roles.appointee_named", actor=person, at=moment)
    announce_appointment(post=locked, person=person, actor=person, at=moment)
    return locked


@internal
@transaction.atomic
def start_post(*, post: Post, actor: User | None, at: datetime | None = None) -> Post:
    """Record that the appointed person started work. Raises ``PostTaken``."""
    moment = at or timezone.now()
    locked = locked_post(post)
    _move(locked, "start", moment)
    locked.save()
    log(locked, "roles.post_started", actor=actor, at=moment)
    return locked


@internal
@transaction.atomic
def reopen_post(*, post: Post, actor: User | None, at: datetime | None = None) -> Post:
    """Undo the filling: the accepted offer came to nothing (R17).

    The need hears of it, an ended campaign makes offers again, and ``appointment_ended`` is
    announced. Raises ``PostTaken`` when the post is not filled.
    """
    moment = at or timezone.now()
    locked = locked_post(post)
    person = locked.appointee
    facts = facts_of(locked, person, actor, moment)
    _move(locked, "reopen", moment)
    locked.save()
    log(locked, "roles.post_reopened", actor=actor, at=moment)
    _notify_need(locked, actor, moment)
    if locked.campaign is not None:
        reopen_ended_campaign(campaign=locked.campaign, actor=actor, at=moment)
    needs.look_again(subject=locked, actor=actor, at=moment)
    if person is not None:
        announce(appointment_ended, **facts)
    return locked


@internal
def free_post(*, application: Application, actor: User | None, at: datetime) -> bool:
    """Let go of the post an application holds, before it moves on; True if it held one.

    An accepted post is not filled any more (R17), and the fact that it ended is announced. Call it
    inside the transaction that holds the application's lock.
    """
    if application.awaits_answer and application.post is not None:
        release_post(post=application.post, actor=actor, at=at)
    elif application.has_accepted and application.post is not None:
        reopen_post(post=application.post, actor=actor, at=at)
    else:
        return False
    return True


def need_of(post: Post) -> Need | None:
    """The need a post answers: its campaign's, or its support request's."""
    if post.campaign is not None and post.campaign.need is not None:
        return post.campaign.need
    return post.support_request.need if post.support_request is not None else None


def _notify_need(post: Post, actor: User | None, at: datetime) -> None:
    need = need_of(post)
    if need is None:
        return
    answering = Q(campaign__need=need) | Q(campaign__need=None, support_request__need=need)
    people = Post.objects.filled().filter(answering).count()
    needs.record_met(need=need, people=people, actor=actor, at=at)


@internal
def announce_appointment(
    *, post: Post, person: User, actor: User | None, at: datetime | None
) -> None:
    """Announce an appointment, and keep that everybody has acted on it once they have."""
    row = Post.objects.filter(pk=post.pk, appointee=person, accepted_at=post.accepted_at)
    announce(
        appointment_made,
        acknowledge=lambda: row.update(acknowledged_at=timezone.now()),
        **facts_of(post, person, actor, at),
    )


def facts_of(
    post: Post, person: User | None, actor: User | None, at: datetime | None
) -> dict[str, Any]:
    """What is announced of an appointment to a post, in hub types only."""
    return {
        "person": person,
        "need": need_of(post),
        "organisation": post.organisation,
        "role": post.role,
        "level": post.level,
        "service": post.service,
        "at": at,
        "reference": post.reference,
        "actor": actor,
    }


def _move(post: Post, name: str, *arguments: Any) -> None:
    try:
        getattr(post, name)(*arguments)
    except TransitionNotAllowed as error:
        raise PostTaken(str(error), object=post, method=getattr(post, name)) from error


def locked_post(post: Post) -> Post:
    """The post, locked until the end of the transaction."""
    # One at a time: a row lock on PostgreSQL, the write lock of the database on SQLite.
    rows = Post.objects.select_for_update(of=("self",))
    return rows.select_related(
        "organisation",
        "grade",
        "campaign__need",
        "support_request__need",
        "role",
        "level",
        "service",
        "appointee",
    ).get(pk=post.pk)
