"""Attendance: who was at each session, and whether that is enough (I6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.needs import look_again
from hub.numbers import plural
from training.models import Attendance, Cohort, Place, PlaceState, Session
from training.models.delivery.progress import Progress


class CorrectionReasonMissingError(Exception):
    """Attendance that was recorded is changed without saying why (I6)."""


class SessionNotYetError(Exception):
    """Attendance is recorded on the day of the session or later."""


class NotEnoughAttendedError(Exception):
    """The person missed a core module or too many sessions (I6)."""


@requires("training.manage_cohort")
@transaction.atomic
def record_attendance(
    *,
    session: Session,
    present: Collection[Place],
    actor: User | None,
    reason: str = "",
    at: datetime | None = None,
) -> Session:
    """Record who was at a session; everybody else who was expected was not (I6).

    The first session somebody comes to makes them an attendee. Recording the same again changes
    nothing. Raises ``SessionNotYetError`` before its day, ``CorrectionReasonMissingError`` when a
    mark changes without a reason, ``ValueError`` for a place of another cohort.
    """
    moment = at or timezone.now()
    if timezone.localdate(moment) < session.on:
        raise SessionNotYetError
    Cohort.objects.select_for_update().get(pk=session.cohort_id)
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    places = list(Place.objects.expected().filter(cohort_id=locked.cohort_id))
    came = {place.pk for place in present}
    if came - {place.pk for place in places}:
        raise ValueError("Somebody who is not expected in this cohort cannot be at its session.")
    marks = {mark.place_id: mark for mark in locked.attendances.all()}
    changed = [
        marks[place.pk]
        for place in places
        if place.pk in marks and marks[place.pk].is_present != (place.pk in came)
    ]
    new = [place for place in places if place.pk not in marks]
    if not changed and not new:
        return locked
    if changed and not reason:
        raise CorrectionReasonMissingError
    for mark in changed:
        mark.is_present = not mark.is_present
        mark.correction_reason = reason
        mark.recorded_at = moment
        mark.save()
    Attendance.objects.bulk_create(
        Attendance(session=locked, place=place, is_present=place.pk in came, recorded_at=moment)
        for place in new
    )
    for place in places:
        if place.pk in came and place.state == PlaceState.CONFIRMED:
            place.attend(moment)
            place.save()
            log(place, "training.place_attended", actor=actor, at=moment)
    locked.recorded_at = moment
    locked.save(update_fields=["recorded_at"])
    action = "training.attendance_corrected" if changed else "training.attendance_recorded"
    # So many, and nobody by name: the history of the cohort shows it.
    came_to_it = f"{len(came)} of {plural(len(places), 'person', 'people')} came"
    log(locked, action, actor=actor, at=moment, data={"detail": came_to_it})
    return locked


@requires("training.manage_cohort")
@transaction.atomic
def complete_place(*, place: Place, actor: User | None, at: datetime | None = None) -> Place:
    """Record that somebody completed the course, as after making up a missed module (I6).

    Raises ``NotEnoughAttendedError`` when too much was missed, ``TransitionNotAllowed`` when the
    person never attended.
    """
    moment = at or timezone.now()
    locked = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if not Progress.of(locked).is_enough:
        raise NotEnoughAttendedError
    locked.complete(moment)
    locked.save()
    log(locked, "training.place_completed", actor=actor, at=moment)
    look_again(subject=locked, actor=actor, at=moment)
    return locked


def outcome_of(place: Place) -> PlaceState:
    """What a place becomes if its cohort ends now (I6)."""
    if place.state == PlaceState.CONFIRMED:
        return PlaceState.NO_SHOW
    return PlaceState.COMPLETED if Progress.of(place).is_enough else PlaceState.INCOMPLETE


@internal
def close_place(*, place: Place, actor: User | None, at: datetime) -> None:
    """Say what came of a place at the end of its cohort; the caller holds its lock (I6)."""
    outcome = outcome_of(place)
    if outcome == PlaceState.NO_SHOW:
        place.miss(at)
        action = "training.place_missed"
    elif outcome == PlaceState.COMPLETED:
        place.complete(at)
        action = "training.place_completed"
    else:
        place.leave_incomplete(at)
        action = "training.place_left_incomplete"
    place.save()
    log(place, action, actor=actor, at=at)
    look_again(subject=place, actor=actor, at=at)
