"""Cohorts: plan, open, confirm, run, complete, cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb, month_gb
from hub.models import User
from hub.refusals import RefusedError
from hub.working_days import working_days_between
from training.delivery.services import close_place, outcome_of
from training.models import (
    Cohort,
    CohortState,
    Place,
    PlaceState,
    ProgrammeRelease,
    Session,
    TrainingPolicy,
)
from training.models.places.place_state import EXPECTED
from training.notifying import notify_holder, notify_nominators
from training.places.services.offers import ask, fill_from_waiting_list
from training.places.services.rooms import give_back_room


class TooEarlyError(RefusedError):
    """A cohort begins on the day of its first session, and is over on that of its last."""


def why_not_begun(cohort: Cohort, *, at: datetime) -> str:
    """Why a cohort cannot start yet; "" from its first day on."""
    day = cohort.first_day
    if timezone.localdate(at) >= day:
        return ""
    return f"Its first day is {date_gb(day)}. You can start it from that day on."


def why_not_over(cohort: Cohort, *, at: datetime) -> str:
    """Why a cohort cannot be completed yet; "" from its last day on."""
    day = cohort.last_day
    if timezone.localdate(at) >= day:
        return ""
    return f"Its last day is {date_gb(day)}. You can complete it from that day on."


def outcomes(cohort: Cohort) -> Counter[PlaceState]:
    """How many places would become what if the cohort were completed now (I6)."""
    places = Place.objects.filter(cohort=cohort, state__in=EXPECTED)
    return Counter(outcome_of(place) for place in places.select_related("cohort"))


@requires("training.manage_cohort")
@transaction.atomic
def create_cohort(
    *,
    release: ProgrammeRelease,
    name: str,
    capacity: int,
    starts_on: date,
    ends_on: date,
    location: str,
    actor: User | None,
    days: Sequence[date] | None = None,
    slug: str = "",
    is_demo: bool = False,
    at: datetime | None = None,
) -> Cohort:
    """Plan a cohort with a session on each of its days: each working day, unless told.

    The release's modules are spread over the days in their order.
    """
    moment = at or timezone.now()
    cohort = Cohort.objects.create(
        slug=slug or free_slug(f"{name} {month_gb(starts_on)}"),
        release=release,
        name=name,
        capacity=capacity,
        starts_on=starts_on,
        ends_on=ends_on,
        location=location,
        planned_at=moment,
        is_demo=is_demo,
    )
    modules = list(release.modules.all())
    if days is None:
        region = TrainingPolicy.load().bank_holidays
        days = list(working_days_between(starts_on, ends_on, region=region))
    Session.objects.bulk_create(
        Session(
            cohort=cohort,
            number=number + 1,
            on=day,
            module=modules[number] if number < len(modules) else None,
            title=modules[number].name if number < len(modules) else f"Day {number + 1}",
        )
        for number, day in enumerate(days)
    )
    log(cohort, "training.cohort_planned", actor=actor, at=moment)
    return cohort


def free_slug(text: str) -> str:
    """A slug for a cohort that no other one has."""
    base = slugify(text)[:70]
    taken = set(Cohort.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


@requires("training.manage_cohort", "cohort")
@transaction.atomic
def open_nominations(*, cohort: Cohort, actor: User | None, at: datetime | None = None) -> Cohort:
    """Open a cohort: those who wait for any induction are asked first (I1, I3)."""
    moment = at or timezone.now()
    locked = _locked(cohort)
    locked.open(moment)
    locked.save()
    log(locked, "training.cohort_opened", actor=actor, at=moment)
    fill_from_waiting_list(cohort=locked, actor=actor, at=moment)
    return _locked(cohort)


def why_not_confirmed(cohort: Cohort) -> str:
    """That nobody would come; "" once somebody has accepted a place."""
    waits = cohort.state in (CohortState.OPEN, CohortState.FULL)
    if not waits or cohort.places.filter(state=PlaceState.ACCEPTED).exists():
        return ""
    return "Nobody has accepted a place yet. You can confirm the cohort when somebody has"


@requires("training.manage_cohort", "cohort")
@transaction.atomic
def confirm_cohort(*, cohort: Cohort, actor: User | None, at: datetime | None = None) -> Cohort:
    """Say that the cohort will take place: accepted places are confirmed.

    Raises ``TooEarlyError`` while nobody has accepted a place.
    """
    moment = at or timezone.now()
    locked = _locked(cohort)
    if why := why_not_confirmed(locked):
        raise TooEarlyError([why])
    locked.confirm(moment)
    locked.save()
    log(locked, "training.cohort_confirmed", actor=actor, at=moment)
    for place in _places(locked, PlaceState.ACCEPTED):
        place.confirm(moment)
        place.save()
        log(place, "training.place_confirmed", actor=actor, at=moment)
        notify_holder("training.place_confirmed", place, at=moment)
    return locked


@requires("training.manage_cohort", "cohort")
@transaction.atomic
def start_cohort(*, cohort: Cohort, actor: User | None, at: datetime | None = None) -> Cohort:
    """Begin a cohort: offers still open end, and who waited for it waits for the next one.

    Raises ``TooEarlyError`` before its first day.
    """
    moment = at or timezone.now()
    locked = _locked(cohort)
    if locked.state == CohortState.CONFIRMED and (why := why_not_begun(locked, at=moment)):
        raise TooEarlyError([why])
    locked.start(moment)
    locked.save()
    log(locked, "training.cohort_started", actor=actor, at=moment)
    for place in _places(locked, PlaceState.OFFERED):
        place.expire(moment)
        place.save()
        give_back_room(cohort=locked, actor=actor, at=moment)
        log(place, "training.place_expired", actor=actor, at=moment)
        notify_holder("training.place_expired", place, at=moment)
    _send_back(locked, [PlaceState.WAITING], actor, moment)
    return _locked(cohort)


@requires("training.manage_cohort", "cohort")
@transaction.atomic
def complete_cohort(*, cohort: Cohort, actor: User | None, at: datetime | None = None) -> Cohort:
    """End a cohort: each place is completed, not completed, or was never taken up (I6).

    Raises ``TooEarlyError`` before the day of its last session.
    """
    moment = at or timezone.now()
    locked = _locked(cohort)
    if locked.is_running and (why := why_not_over(locked, at=moment)):
        raise TooEarlyError([why])
    locked.complete(moment)
    locked.save()
    log(locked, "training.cohort_completed", actor=actor, at=moment)
    for place in _places(locked, *EXPECTED):
        close_place(place=place, actor=actor, at=moment)
    return locked


@requires("training.manage_cohort", "cohort")
@transaction.atomic
def cancel_cohort(
    *, cohort: Cohort, reason: str, actor: User | None, at: datetime | None = None
) -> Cohort:
    """Cancel a cohort: everybody in it goes back to the list, in turn, and is offered the next.

    Each of them, whoever waits for it, and the nominators of their departments are told which
    cohort, why, and what happens next.
    """
    moment = at or timezone.now()
    locked = _locked(cohort)
    locked.cancel(moment, reason)
    locked.save()
    log(locked, "training.cohort_cancelled", actor=actor, at=moment, data={"detail": reason})
    holding = [PlaceState.OFFERED, PlaceState.ACCEPTED, PlaceState.CONFIRMED]
    for _ in _places(locked, *holding):
        give_back_room(cohort=locked, actor=actor, at=moment)
    _send_back(locked, [PlaceState.WAITING, *holding], actor, moment)
    return _locked(cohort)


def _send_back(
    cohort: Cohort, states: Sequence[PlaceState], actor: User | None, moment: datetime
) -> None:
    """Put places on the list for any cohort, and ask each in the order of the list (I1)."""
    places = sorted(
        _places(cohort, *states), key=lambda place: (place.priority, place.requested_at, place.pk)
    )
    for place in places:
        place.cohort = cohort
        place.return_to_list(moment)
        place.save()
        log(place, "training.place_returned", actor=actor, at=moment)
    for place in places:
        if not place.person_id:
            continue
        if cohort.cancelled_at:
            notify_holder("training.cohort_cancelled", place, at=moment, occasion=cohort.slug)
            slug = "training.nominees_cohort_cancelled"
            notify_nominators(slug, place, at=moment, occasion=cohort.slug)
        if not ask(place=place, actor=actor, at=moment) and not cohort.cancelled_at:
            notify_holder("training.place_waiting", place, at=moment)


def _places(cohort: Cohort, *states: PlaceState) -> list[Place]:
    rows = Place.objects.select_for_update(of=("self",)).select_related(
        "person", "organisation__parent"
    )
    return list(rows.filter(cohort=cohort, state__in=states).order_by("pk"))


def _locked(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update().get(pk=cohort.pk)
