"""Offers: take a post, answer, start, fall through. A post counts as filled when accepted (R17)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Unpack

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_fsm import TransitionNotAllowed, can_proceed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.models import User
from hub.refusals import NothingChangedError, RefusedError
from roles.applications.services.applications import (
    locked_for_candidate,
    locked_for_handling,
    notify_candidate,
)
from roles.applications.services.request_history import log_for_request
from roles.campaigns.services import posts
from roles.campaigns.services.campaigns import move_campaign
from roles.models.applications.application import Application
from roles.models.applications.offer_maker import OfferMaker
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import OPEN_POSTS, Post
from roles.models.campaigns.selection_order import check_order
from roles.notifying import notify_handlers
from roles.selection.services.late_questions import ask_late
from roles.selection.services.next_offers import propose_next
from roles.selection.services.offer_terms import (
    OfferRefusedError,
    OfferTerms,
    stated_terms,
    what_changed,
    wrong_day,
)
from roles.signals import reserve_left


class PostJustTakenError(RefusedError, posts.PostTaken):
    """Somebody else was quicker, or the post is another campaign's."""

    reason = "The post you chose has just been taken. Select another post"
    field = "post"


def open_posts(campaign: Campaign) -> QuerySet[Post]:
    """The posts of a campaign that nobody holds or is offered."""
    return campaign.posts.open()


def has_open_posts(campaign: Campaign) -> bool:
    """Whether there is one."""
    read = getattr(campaign, OPEN_POSTS, None)
    return open_posts(campaign).exists() if read is None else bool(read)


@requires("roles.decide_application", "application", fields=OfferTerms.__annotations__)
@transaction.atomic
def make_provisional_offer(
    *,
    application: Application,
    post: Post,
    actor: User,
    at: datetime | None = None,
    **terms: Unpack[OfferTerms],
) -> Application:
    """Offer a post to a recommended candidate, or to one on the reserve list, on terms (R16).

    The first offer of a campaign starts its offers. Of two offers of one post, one raises
    ``PostJustTakenError``; so does a post of another campaign. Raises ``TooEarlyError`` before the
    order of merit is agreed, ``OfferRefusedError`` for incomplete terms, ``TransitionNotAllowed``
    when the application is not at such a state.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if post.campaign_id != locked.campaign_id:
        raise PostJustTakenError
    was_on_reserve = locked.state == Application.State.RESERVE
    locked.offer_terms = stated_terms(locked, terms, moment)
    if can_proceed(locked.offer, check_conditions=False):
        check_order(locked, "offer", actor)
    locked.offer(post, moment)
    locked.offer_terms.save()
    # Locked: of two first offers at once, one starts the campaign's offers.
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=locked.campaign_id)
    if campaign.state == Campaign.State.MERIT_AGREED:
        move_campaign(campaign=campaign, move="start_offers", actor=actor, at=moment)
    try:
        posts.offer_post(post=post, reference=locked.reference, actor=actor, at=moment)
    except posts.PostTaken as error:
        raise PostJustTakenError from error
    locked.save()
    keep_offer_maker(locked, actor, moment)
    log(locked, "roles.offer_made", actor=actor, at=moment)
    notify_candidate("roles.offer_made", locked, at=moment)
    if was_on_reserve:
        # Departments to which they were put forward are told that they are gone (S44).
        reserve_left.send(sender=None, application=locked, at=moment)
    return locked


@requires("roles.decide_application", "application", fields=OfferTerms.__annotations__)
@transaction.atomic
def change_offer(
    *,
    application: Application,
    actor: User,
    at: datetime | None = None,
    **terms: Unpack[OfferTerms],
) -> Application:
    """State the terms of an offer that waits for its answer anew; the candidate is told again.

    The day to answer by never moves to an earlier one (R22). Raises ``OfferRefusedError``,
    ``NothingChangedError`` for the same terms, and ``TransitionNotAllowed`` when no offer waits for
    an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if not locked.awaits_answer:
        raise TransitionNotAllowed("No offer waits for an answer.", object=locked)
    earlier = locked.terms_offered
    stated = stated_terms(locked, terms, moment, earlier)
    stated.pk = earlier.pk if earlier else None
    if earlier and stated.answer_by < earlier.answer_by:
        promised = date_gb(earlier.answer_by)
        raise OfferRefusedError(
            "answer_by",
            f"The date to answer by cannot be earlier than {promised}, which the candidate has now",
        )
    changes = what_changed(earlier, stated)
    if not changes:
        raise NothingChangedError
    stated.save()
    keep_offer_maker(locked, actor, moment)
    log(locked, "roles.offer_changed", actor=actor, at=moment, data={"detail": changes})
    again = f"{locked.state} {moment:%Y%m%dT%H%M%S%f}"
    notify_candidate("roles.offer_changed", locked, at=moment, occasion=again)
    return locked


@internal
def keep_offer_maker(application: Application, actor: User, at: datetime) -> None:
    """Keep who stated terms: they do not answer them for the candidate (R25)."""
    OfferMaker.objects.update_or_create(application=application, person=actor, defaults={"at": at})


@requires("roles.move_application", "application")
@transaction.atomic
def extend_offer(
    *, application: Application, answer_by: date, actor: User, at: datetime | None = None
) -> Application:
    """Give the candidate more time to answer, who is told; nothing else of the offer changes (R22).

    Raises ``OfferRefusedError`` for a day that is no later or after the start, and
    ``TransitionNotAllowed`` when no offer with its terms waits for an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    terms = locked.terms_offered
    if not locked.awaits_answer or terms is None:
        raise TransitionNotAllowed("No offer waits for an answer.", object=locked)
    if answer_by <= max(terms.answer_by, timezone.localdate(moment) - timedelta(days=1)):
        reason = (
            "The new date must be today or later, and after the date the candidate has now, "
            f"{date_gb(terms.answer_by)}"
        )
        raise OfferRefusedError("answer_by", reason)
    if answer_by >= terms.starts_on:
        reason = (
            f"The new date must be before the expected start date, {date_gb(terms.starts_on)}. "
            "To move both, change the offer"
        )
        raise OfferRefusedError("answer_by", reason)
    if why := wrong_day("answer_by", answer_by, None, timezone.localdate(moment)):
        raise OfferRefusedError("answer_by", why)
    terms.answer_by = answer_by
    # Who asked to accept it late can accept it in time now.
    terms.late_asked_at = None
    terms.save()
    log(
        locked,
        "roles.offer_extended",
        actor=actor,
        at=moment,
        data={"detail": f"Answer by {date_gb(answer_by)}"},
    )
    notify_candidate("roles.offer_extended", locked, at=moment, occasion=f"{answer_by}")
    return locked


@requires("roles.decide_application", "application")
@transaction.atomic
def withdraw_offer(
    *, application: Application, reason: str, actor: User, at: datetime | None = None
) -> Application:
    """Take back an offer that nobody answered in time; the candidate is told why (R22).

    The post can be offered to somebody else. Raises ``TooEarlyError`` until the day to answer by
    has passed, and ``TransitionNotAllowed`` when no offer waits for an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if can_proceed(locked.withdraw_offer, check_conditions=False):
        check_order(locked, "withdraw_offer", actor)
    locked.withdraw_offer(moment)
    locked.save()
    _say_why_it_ended(locked, reason)
    if locked.terms_offered and locked.terms_offered.awaits_late_answer:
        locked.terms_offered.late_answered_at = moment
        locked.terms_offered.save()
    posts.release_post(post=_post_of(locked), actor=actor, at=moment)
    log(locked, "roles.offer_withdrawn", actor=actor, at=moment)
    log_for_request(locked, "roles.selected_offer_ended", actor=actor, at=moment)
    notify_candidate("roles.offer_withdrawn", locked, at=moment)
    propose_next(application=locked, at=moment)
    return locked


@requires("roles.answer_offer", "application")
@transaction.atomic
def accept_offer(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Accept an offer: the post is filled, the need's thread says so, the fact is announced (R17).

    After its day, or once it was withdrawn, that is a question to who arranges the selection, and
    the application stays as it is (S39). Raises ``TransitionNotAllowed`` when no offer with its
    terms waits for an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.awaits_answer and locked.terms_offered is None:
        raise TransitionNotAllowed("The offer states no terms.", object=locked)
    if locked.is_a_question_at(moment):
        return ask_late(locked, actor=actor, at=moment)
    if locked.awaits_late_answer:
        raise TransitionNotAllowed("The candidate has asked already.", object=locked)
    return take_offer(locked, actor=actor, at=moment)


@internal
def take_offer(locked: Application, *, actor: User, at: datetime) -> Application:
    """The offer is accepted; the caller holds the lock, and asked who may."""
    moment = at
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
    log_for_request(locked, "roles.selected_accepted", actor=actor, at=moment)
    notify_candidate("roles.offer_accepted", locked, at=moment, is_at_their_word=True)
    notify_handlers("roles.offer_answered", locked, at=moment, answer="accepted")
    return locked


@requires("roles.answer_offer", "application")
@transaction.atomic
def decline_offer(
    *,
    application: Application,
    actor: User,
    reason: str = "",
    words: str = "",
    at: datetime | None = None,
) -> Application:
    """Decline an offer: the post can be offered to somebody else.

    ``reason`` is one of ``Offer.DeclineReason``. Raises ``TransitionNotAllowed`` when no offer
    waits for an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    locked.decline(moment)
    locked.save()
    if (terms := locked.terms_offered) is not None:
        terms.declined_for, terms.declined_words = reason, words.strip()
        terms.save()
    posts.release_post(post=_post_of(locked), actor=actor, at=moment)
    log(locked, "roles.offer_declined", actor=actor, at=moment)
    log_for_request(locked, "roles.selected_declined", actor=actor, at=moment)
    notify_candidate("roles.offer_declined", locked, at=moment, is_at_their_word=True)
    notify_handlers("roles.offer_answered", locked, at=moment, answer="declined")
    propose_next(application=locked, at=moment)
    return locked


@requires("roles.decide_application", "application")
@transaction.atomic
def record_fall_through(
    *, application: Application, reason: str, actor: User | None, at: datetime | None = None
) -> Application:
    """Record that an accepted offer came to nothing: the post is no longer filled (R17).

    The candidate is told why.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    posts.free_post(application=locked, actor=actor, at=moment)
    locked.fall_through(moment)
    locked.save()
    _say_why_it_ended(locked, reason)
    log(locked, "roles.offer_fell_through", actor=actor, at=moment)
    log_for_request(locked, "roles.selected_offer_ended", actor=actor, at=moment)
    notify_candidate("roles.offer_ended", locked, at=moment)
    propose_next(application=locked, at=moment)
    return locked


def _say_why_it_ended(application: Application, reason: str) -> None:
    terms = application.terms_offered
    assert terms is not None, "an offer without terms is neither late nor accepted"
    terms.ended_because = reason
    terms.save()


def _post_of(application: Application) -> Post:
    assert application.post is not None, "an offer is always of a post"
    return application.post


@requires("roles.move_application", "application")
@transaction.atomic
def record_start(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Record that the appointed person started work. Raises ``TooEarlyError`` before the day."""
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if can_proceed(locked.start, check_conditions=False):
        check_order(locked, "start", actor)
    locked.start(moment)
    locked.save()
    posts.start_post(post=_post_of(locked), actor=actor, at=moment)
    log(locked, "roles.appointee_started", actor=actor, at=moment)
    log_for_request(locked, "roles.selected_started", actor=actor, at=moment)
    return locked
