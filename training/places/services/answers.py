"""Answers to offers: accept, decline, let it run out, withdraw. Each frees what it no longer
needs (I3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub import needs
from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from training.models import Cohort, CohortState, Place, PlaceState
from training.notifying import notify_holder, notify_trainers_and_nominators
from training.places.services.offers import free_room

ANSWERED = frozenset({PlaceState.ACCEPTED, PlaceState.CONFIRMED})


class OfferEndedError(Exception):
    """The time to answer the offer is over (I3)."""


@requires("training.answer_place", "place")
@transaction.atomic
def accept_place(*, place: Place, actor: User, at: datetime | None = None) -> Place:
    """Accept an offer: the place is on the need's thread; accepting twice changes nothing.

    Raises ``OfferEndedError`` after the offer's end, ``TransitionNotAllowed`` when there is no
    offer, ``PermissionDenied`` when it is somebody else's.
    """
    moment = at or timezone.now()
    locked = _locked_for_holder(place, actor)
    if locked.state in ANSWERED:
        return locked
    _refuse_when_ended(locked, moment)
    locked.accept(moment)
    if locked.cohort is not None and locked.cohort.state == CohortState.CONFIRMED:
        locked.confirm(moment)
    locked.save()
    log(locked, "training.place_accepted", actor=actor, at=moment)
    if locked.need:
        needs.answer(
            need=locked.need,
            subject=locked,
            slug="training.place_accepted",
            actor=actor,
            at=moment,
        )
    notify_trainers_and_nominators("training.place_accepted", locked, at=moment)
    if locked.confirmed_at:
        notify_holder("training.place_confirmed", locked, at=moment)
    return locked


@requires("training.answer_place", "place")
@transaction.atomic
def decline_place(*, place: Place, actor: User, at: datetime | None = None) -> Place:
    """Decline an offer: the next person on the waiting list is asked.

    Raises as ``accept_place`` does.
    """
    moment = at or timezone.now()
    locked = _locked_for_holder(place, actor)
    _refuse_when_ended(locked, moment)
    locked.decline(moment)
    locked.save()
    log(locked, "training.place_declined", actor=actor, at=moment)
    _free_room_of(locked, actor, moment)
    return locked


@internal
@transaction.atomic
def expire_offer(*, place: Place, at: datetime | None = None) -> bool:
    """End an offer that nobody answered in time; False when there is nothing to end (I3)."""
    moment = at or timezone.now()
    locked = locked_place(place)
    ended = locked.offer_expires_at is not None and locked.offer_expires_at <= moment
    if locked.state != PlaceState.OFFERED or not ended:
        return False
    locked.expire(moment)
    locked.save()
    log(locked, "training.place_expired", actor=None, at=moment)
    notify_holder("training.place_expired", locked, at=moment)
    _free_room_of(locked, None, moment)
    return True


@internal
def expire_offers(*, now: datetime | None = None) -> int:
    """End every offer whose time is over and pass the places on; returns how many.

    Each in its own transaction; run late or twice, it does what is still to do and no more (I3).
    """
    moment = now or timezone.now()
    due = list(Place.objects.offers_ended(moment).order_by("offer_expires_at", "pk"))
    return sum(expire_offer(place=place, at=moment) for place in due)


@internal
def remind_of_offers(*, now: datetime | None = None) -> int:
    """Remind those whose offer ends within a day, once an offer; returns how many wait."""
    moment = now or timezone.now()
    ending = Place.objects.offers_ending(moment, moment + timedelta(days=1)).select_related(
        "person"
    )
    places = list(ending)
    for place in places:
        with transaction.atomic():
            notify_holder("training.place_expiring", place, at=moment)
    return len(places)


@requires("training.withdraw_place", "place")
@transaction.atomic
def withdraw_place(
    *, place: Place, actor: User | None, reason: str = "", at: datetime | None = None
) -> Place:
    """Give up a place or leave the waiting list; the next person is asked.

    The holder is told why: ``reason``, or who did it. Raises ``TransitionNotAllowed`` when it is
    over.
    """
    moment = at or timezone.now()
    locked = locked_place(place)
    held_room = locked.holds_room
    locked.withdraw(moment)
    locked.save()
    log(locked, "training.place_withdrawn", actor=actor, at=moment)
    needs.look_again(subject=locked, actor=actor, at=moment)
    own = actor is not None and actor.pk == locked.person_id
    why = reason or ("You asked us to do this." if own else "A trainer did this.")
    notify_holder("training.place_withdrawn", locked, at=moment, reason=why)
    if held_room:
        _free_room_of(locked, actor, moment)
    return locked


def _free_room_of(place: Place, actor: User | None, at: datetime) -> None:
    assert place.cohort is not None, "a place that held room is in a cohort"
    free_room(cohort=place.cohort, actor=actor, at=at)


def _refuse_when_ended(place: Place, moment: datetime) -> None:
    is_over = place.state == PlaceState.EXPIRED or (
        place.state == PlaceState.OFFERED and not place.is_open_offer_at(moment)
    )
    if is_over:
        raise OfferEndedError


def _locked_for_holder(place: Place, actor: User) -> Place:
    locked = locked_place(place)
    if locked.person_id != actor.pk:
        raise PermissionDenied("Only the person who is offered a place answers for it.")
    return locked


def locked_place(place: Place) -> Place:
    """Lock a place, and its cohort before it."""
    # The cohort before its places, everywhere: two who lock in another order would wait for ever.
    if place.cohort_id:
        Cohort.objects.select_for_update().get(pk=place.cohort_id)
    rows = Place.objects.select_for_update(of=("self",)).select_related(
        "cohort", "organisation__parent", "need", "person"
    )
    return rows.get(pk=place.pk)
