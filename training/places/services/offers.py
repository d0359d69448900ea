"""Offers of places: make one or wait, and pass on the room that somebody leaves (I1, I3)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal
from hub.models import Need, Organisation, Service, User
from hub.references import new_reference
from hub.working_days import end_of_working_day
from training.models import Cohort, Place, Priority, Programme, TrainingPolicy
from training.notifying import notify_holder
from training.places.services.rooms import give_back_room, next_with_room, take_room


@internal
@transaction.atomic
def offer_place(
    *,
    person: User,
    organisation: Organisation,
    actor: User | None,
    service: Service | None = None,
    need: Need | None = None,
    origin: str = "",
    appointed_at: datetime | None = None,
    cohort: Cohort | None = None,
    at: datetime | None = None,
) -> Place:
    """Offer a place in the cohort, or in the next induction with room; else put on the list (I3).

    With a cohort that is full the person waits for that one, otherwise for whichever opens next.
    The same appointment again gives the place it already has.
    """
    moment = at or timezone.now()
    try:
        with transaction.atomic():
            place = Place.objects.create(
                reference=new_reference("I"),
                cohort=cohort,
                person=person,
                organisation=organisation,
                service=service,
                need=need,
                origin=origin,
                appointed_at=appointed_at,
                priority=priority_of(service),
                requested_at=moment,
            )
    except IntegrityError:  # Told of the same appointment twice at once: the first is the one.
        return Place.objects.get(origin=origin, person=person, withdrawn_at__isnull=True)
    if not ask(place=place, actor=actor, at=moment):
        log(place, "training.place_requested", actor=actor, at=moment)
        notify_holder("training.place_waiting", place, at=moment)
    return place


def priority_of(service: Service | None) -> Priority:
    """I1: exemplars first, then large services, then others."""
    if service is None:
        return Priority.OTHER
    if service.exemplar_number is not None:
        return Priority.EXEMPLAR
    large = TrainingPolicy.load().large_service_transactions
    return Priority.LARGE if (service.transactions_per_year or 0) > large else Priority.OTHER


@internal
@transaction.atomic
def ask(*, place: Place, actor: User | None, at: datetime) -> bool:
    """Offer a waiting place in its cohort, or in the next one with room; False when none has it.

    The offer ends before the cohort begins: there is no asking when that is too late.
    """
    policy = TrainingPolicy.load()
    expires_at = end_of_working_day(at, policy.offer_working_days, region=policy.bank_holidays)
    last_day = timezone.localdate(expires_at)
    if place.cohort is None:
        cohorts = next_with_room(after=last_day)
    else:
        cohorts = [place.cohort] if place.cohort.starts_on > last_day else []
    for cohort in cohorts:
        if take_room(cohort=cohort, actor=actor, at=at):
            place.offer(at, cohort, expires_at)
            place.save()
            log(place, "training.place_offered", actor=actor, at=at, data={"detail": cohort.name})
            notify_holder("training.place_offered", place, at=at)
            return True
    return False


@internal
@transaction.atomic
def free_room(*, cohort: Cohort, actor: User | None, at: datetime) -> None:
    """Give back a place that somebody left, and offer it to the next person on the list (I3)."""
    give_back_room(cohort=cohort, actor=actor, at=at)
    fill_from_waiting_list(cohort=cohort, actor=actor, at=at)


@internal
@transaction.atomic
def fill_from_waiting_list(*, cohort: Cohort, actor: User | None, at: datetime) -> int:
    """Offer the cohort's free places to those who wait for it or for any, by priority then date.

    Returns how many were asked. Running it twice asks nobody twice.
    """
    current = Cohort.objects.select_for_update().select_related("release__programme")
    room = current.get(pk=cohort.pk)
    asked = 0
    while room.takes_offers and room.places_left:
        place = next_waiting(room, at)
        if place is None:
            break
        place.cohort = room
        if not ask(place=place, actor=actor, at=at):
            break
        asked += 1
        room = current.get(pk=cohort.pk)
    return asked


def next_waiting(cohort: Cohort, at: datetime) -> Place | None:
    """Who is next for a cohort: those who wait for it and, for inductions, those who wait for any.

    Somebody who is just now leaving the list is passed over.
    """
    waits = Q(cohort=cohort)
    if cohort.release.programme.kind == Programme.Kind.INDUCTION:
        waits |= Q(cohort__isnull=True)
    queue = Place.objects.waiting().filter(waits, requested_at__lte=at, person__isnull=False)
    return queue.select_for_update(of=("self",), skip_locked=True).first()


def position_of(place: Place) -> int:
    """The place's position on its waiting list, from 1."""
    waits = Q(cohort__isnull=True)
    if place.cohort_id:
        waits |= Q(cohort_id=place.cohort_id)
    queue = Place.objects.waiting().filter(waits)
    return list(queue.values_list("pk", flat=True)).index(place.pk) + 1
