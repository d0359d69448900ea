"""People of reserve lists put forward for a request: for a reason, in merit order (R15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.html import format_html
from django_fsm import can_proceed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import Membership, User
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.campaigns.post import Post
from roles.models.campaigns.post_state import PostState
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.referral import Referral, ReferralState, ReserveLook
from roles.models.selection.referral_state import DECIDED, WAITING
from roles.models.support.support_request import SupportRequest
from roles.notifying import notify_people, people_of
from roles.selection.services.reserve_lists import people_for_request
from roles.support.services.requests import locked_request

Role = Membership.Role

GONE_FROM_LIST = (
    "This person is no longer available from a reserve list. "
    "Go back to the list and choose somebody else"
)


class ReferralRefusedError(RefusedError):
    """The referral cannot be made or decided."""


@requires("roles.view_referral", "request")
@transaction.atomic
def look(
    *, request: SupportRequest, why: str, actor: User, at: datetime | None = None
) -> ReserveLook:
    """Record that a person looks at who they are, and why."""
    moment = at or timezone.now()
    made = ReserveLook.objects.create(request=request, person=actor, why=why, at=moment)
    log(request, "roles.reserve_looked_at", actor=actor, at=moment)
    return made


def is_looking(request: SupportRequest, person: User, at: datetime | None = None) -> bool:
    """Whether the person gave a reason for a look at this request's people a short time ago."""
    minutes = timedelta(minutes=RecruitmentPolicy.load().look_minutes)
    since = (at or timezone.now()) - minutes
    return ReserveLook.objects.filter(request=request, person=person, at__gt=since).exists()


def listed(request: SupportRequest, at: datetime | None = None) -> list[Application]:
    """Those who could meet the request, in the order in which they are to be put forward."""
    return list(
        people_for_request(request, at).select_related("campaign__organisation", "candidate")
    )


def could_be(request: SupportRequest, person: User) -> bool:
    """Whether a person is among those who could meet the request, and so shown none of them."""
    accounts = User.objects.accounts_of(person)
    return people_for_request(request).filter(candidate__in=accounts).exists()


@requires("roles.refer_referral", "referral")
@transaction.atomic
def refer(
    *,
    referral: Referral,
    actor: User,
    follow_up_on: date | None = None,
    at: datetime | None = None,
) -> Referral:
    """Put a person forward; the person and the department are told.

    Raises ``ReferralRefusedError`` when the person is not among those who could meet it, somebody
    before them in the merit order is not decided, or no post could be offered.
    """
    moment = at or timezone.now()
    application = referral.application
    locked = locked_request(referral.request)
    if why := why_no_post(locked):
        raise ReferralRefusedError([why])
    _in_turn(locked, application, moment)
    referral = _referral(locked, application)
    if not can_proceed(referral.refer):
        raise ReferralRefusedError(["This person has already been put forward"])
    referral.refer(moment)
    referral.reason, referral.follow_up_on, referral.decided_by = "", follow_up_on, actor
    referral.save()
    log(locked, "roles.person_referred", actor=actor, at=moment)
    _notify(referral, "roles.person_referred", [application.candidate], moment)
    hiring = people_of(locked.organisation, Role.REQUESTER, Role.HIRING_MANAGER, Role.RESOURCING)
    _notify(referral, "roles.referral_received", hiring, moment)
    return referral


@requires("roles.refer_referral", "referral")
@transaction.atomic
def pass_over(
    *,
    referral: Referral,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> Referral:
    """Do not put a person forward, with the reason; then the next one's turn comes."""
    moment = at or timezone.now()
    locked = locked_request(referral.request)
    _in_turn(locked, referral.application, moment)
    referral = _referral(locked, referral.application)
    if referral.state != ReferralState.CONSIDERED:
        raise ReferralRefusedError(["Somebody has already decided on this person"])
    referral.pass_over(moment)
    referral.reason, referral.decided_by = reason, actor
    referral.save()
    log(locked, "roles.person_passed_over", actor=actor, at=moment)
    return referral


@requires("roles.select_referral", "referral")
@transaction.atomic
def select(*, referral: Referral, actor: User, at: datetime | None = None) -> Referral:
    """The department wants the person, who is told that it would like to make an offer.

    So are the adviser, and those who make offers in the department. Raises
    ``ReferralRefusedError`` when no post of the request is left for the person.
    """
    moment = at or timezone.now()
    found = _awaiting_decision(referral, ReferralState.REFERRED)
    if why := why_not_selected(found):
        raise ReferralRefusedError([why])
    found.select(moment)
    found = _decided(found, "roles.person_selected", "", actor, moment)
    hiring = people_of(found.organisation, Role.HIRING_MANAGER, Role.RESOURCING)
    _notify(found, "roles.offer_wanted", [one for one in hiring if one != actor], moment)
    return found


def why_not_selected(referral: Referral) -> str:
    """Why nobody more can be selected: each post that could be offered is meant for somebody."""
    request = referral.request
    meant = request.referrals.awaiting_offer().count()
    open_posts, free = _posts_to_fill(request)
    if len(free) > meant:
        return ""
    if len(open_posts) > meant and (why := why_no_post(request)):
        return why
    return "Every post of this request is filled, offered, withdrawn or meant for somebody else"


def why_no_post(request: SupportRequest) -> str:
    """Why no post of a request can be offered to people of reserve lists; "" where one can."""
    open_posts, free = _posts_to_fill(request)
    if free:
        return ""
    if not open_posts:
        return "No post of this request is open any more."
    campaign = open_posts[0].campaign
    assert campaign is not None, "it would be free"
    return format_html(
        "A campaign is already recruiting for the posts of this request: "
        '<a class="govuk-link" href="{}">{}, {}</a>. If there are still posts to fill when '
        "it ends or is cancelled, they can then be offered to people on a reserve list.",
        campaign.get_absolute_url(),
        campaign.title,
        campaign.reference,
    )


def _posts_to_fill(request: SupportRequest) -> tuple[list[Post], list[Post]]:
    """The open posts of a request, and those of them that no campaign is filling."""
    # Once for all the people of one page.
    prefetch_related_objects([request], "posts__campaign")
    open_posts = [post for post in request.posts.all() if post.state == PostState.OPEN]
    free = [post for post in open_posts if post.campaign is None or post.campaign.is_ended]
    return open_posts, free


def why_not_put_forward(referral: Referral) -> str:
    """Why nobody is put forward for the request at the moment."""
    return why_no_post(referral.request)


@requires("roles.select_referral", "referral")
@transaction.atomic
def turn_down(
    *, referral: Referral, reason: str, actor: User, at: datetime | None = None
) -> Referral:
    """The department does not want the person, with the reason; adviser and person are told.

    Whom it selected it can turn down until it makes the offer.
    """
    moment = at or timezone.now()
    found = _awaiting_decision(referral, ReferralState.REFERRED, ReferralState.SELECTED)
    found.turn_down(moment)
    return _decided(found, "roles.person_not_selected", reason, actor, moment)


@internal
def release_referrals(request: SupportRequest, actor: User, at: datetime) -> None:
    """Tell those who wait for the department's decision or offer that the request has ended.

    So are those in the department who were asked to decide or to make the offer. Whoever has an
    offer keeps it. Call it in the transaction that ends the request.
    """
    waiting = request.referrals.filter(state__in=WAITING).select_related("application__candidate")
    for referral in waiting.select_for_update(of=("self",)).order_by("pk"):
        if referral.is_offered:
            continue
        was_selected = referral.state == ReferralState.SELECTED
        referral.release(at)
        referral.decided_by = actor
        referral.save()
        log(request, "roles.person_released", actor=actor, at=at)
        person = [referral.application.candidate]
        _notify(referral, "roles.person_released", person, at, was_selected=was_selected)
        hiring = people_of(request.organisation, Role.HIRING_MANAGER, Role.RESOURCING)
        acting = [one for one in hiring if one != actor]
        _notify(referral, "roles.referral_off", acting, at, was_selected=was_selected)


def _awaiting_decision(referral: Referral, *states: str) -> Referral:
    locked_request(referral.request)
    found = locked_referral(referral)
    if found.state not in states or found.is_offered:
        raise ReferralRefusedError(["Somebody has already decided on this person"])
    return found


def locked_referral(referral: Referral) -> Referral:
    """The referral, locked until the end of the transaction; lock its request first."""
    return Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)


def _decided(referral: Referral, action: str, reason: str, actor: User, at: datetime) -> Referral:
    referral.reason, referral.decided_by = reason, actor
    referral.save()
    log(referral.request, action, actor=actor, at=at)
    is_selected = referral.state == ReferralState.SELECTED
    adviser, person = referral.request.adviser, referral.application.candidate
    _notify(referral, "roles.referral_decided", [adviser], at, is_selected=is_selected)
    _notify(referral, action, [person], at)
    return referral


def _in_turn(request: SupportRequest, application: Application, at: datetime) -> None:
    before: list[int] = []
    for other in listed(request, at):
        if other.pk == application.pk:
            break
        before.append(other.pk)
    else:
        raise ReferralRefusedError([GONE_FROM_LIST])
    decided = request.referrals.filter(state__in=DECIDED, application__in=before)
    if decided.count() < len(before):
        raise ReferralRefusedError(["You must decide on the people higher on the list first"])


def _referral(request: SupportRequest, application: Application) -> Referral:
    # The lock on the request lets nobody else make it meanwhile.
    return Referral.objects.get_or_create(request=request, application=application)[0]


def _notify(
    referral: Referral, slug: str, people: Iterable[User | None], at: datetime, **context: Any
) -> None:
    notify_people(
        slug,
        people,
        referral,
        at=at,
        occasion=referral.state,
        reference=referral.request.reference,
        application=referral.application.reference,
        department=referral.request.organisation.name,
        **context,
    )
