"""Posts: made, offered, filled, started, freed. Filled means an accepted offer stands (R17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_fsm import TransitionNotAllowed, can_proceed

from hub import needs
from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import FrameworkRole, Grade, Need, Organisation, RoleLevel, Service, User
from hub.numbers import plural
from hub.references import new_reference
from hub.refusals import RefusedError
from hub.signals import announce, appointment_ended, appointment_made
from roles.campaigns.services.completion import (
    NotJudgedError,
    close_post,
    reopen_ended_campaign,
    settle_campaign,
)
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.models.campaigns.selection_order import not_judged
from roles.models.support.support_request import SupportRequest
from roles.notifying import notify_people, people_of_request, told_of
from roles.signals import advert_changed

NEED_LINK = "roles.post"


class AppointmentNotAgreedError(RefusedError):
    """The hub has not agreed to this appointment to a senior post (R4)."""

    reason = (
        "The hub team must first agree to the appointment to a Senior Civil Service technology post"
    )


class LastPostError(RefusedError):
    """A campaign that has not ended is for this post alone."""

    def __init__(self, campaign: Campaign) -> None:
        why = f"This is the only post of campaign {campaign.reference}, which has not ended"
        super().__init__([f"{why}. Cancel or end the campaign instead"])


class PersonWaitsError(RefusedError):
    """Somebody of a reserve list was selected for the post, and waits for the offer."""


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
    hub has not agreed to (R4).
    """
    moment = at or timezone.now()
    locked = _locked(post)
    if locked.is_senior and locked.agreed_for != reference:
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
    locked = _locked(post)
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
    locked = _locked(post)
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
    locked = _locked(post)
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
    locked = _locked(post)
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
    locked = _locked(post)
    person = locked.appointee
    facts = facts_of(locked, person, actor, moment)
    _move(locked, "reopen", moment)
    locked.save()
    log(locked, "roles.post_reopened", actor=actor, at=moment)
    _notify_need(locked, actor, moment)
    if locked.campaign is not None:
        reopen_ended_campaign(campaign=locked.campaign, actor=actor, at=moment)
    if person is not None:
        announce(appointment_ended, **facts)
    return locked


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
    locked = _locked(post)
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
        if all(other.is_filled for other in left) and (why := not_judged(campaign)):
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
        f"It is meant for the candidate of application {waiting[0].application.reference}, whom "
        f"the department selected for support request {request.reference}. Make the offer, or "
        "record that you do not select them after all"
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


def _locked(post: Post) -> Post:
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
