"""Attendance and completion (I6)."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from hub.periods import LONDON
from tests.factories.training import accepted, make_cohort, make_place
from training.cohorts.services import complete_cohort, confirm_cohort, start_cohort
from training.delivery.services import (
    CorrectionReasonMissingError,
    NotEnoughAttendedError,
    SessionNotYetError,
    complete_place,
    record_attendance,
)
from training.models import Attendance, Place
from training.models.delivery.progress import Progress

pytestmark = pytest.mark.django_db


def run(number: int):
    """A running cohort of three days, whose last day is today, with places of so many people."""
    first = timezone.localdate() - timedelta(days=2)
    before = timezone.now() - timedelta(days=30)
    cohort = make_cohort(capacity=9, is_open=False, starts_on=first, at=before)
    from training.cohorts.services import open_nominations

    open_nominations(cohort=cohort, actor=None, at=before)
    places = [make_place(cohort, at=before) for _ in range(number)]
    places = [accepted(place, at=before) for place in places]
    confirm_cohort(cohort=cohort, actor=None, at=before)
    start_cohort(cohort=cohort, actor=None)
    return cohort, places


def evening(session):
    return datetime.combine(session.on, time(17), LONDON)


def attend(cohort, by_day):
    for session, present in zip(cohort.sessions.all(), by_day, strict=False):
        record_attendance(session=session, present=present, actor=None, at=evening(session))


def state(place):
    return Place.objects.get(pk=place.pk).state


def test_I6_the_first_session_makes_an_attendee():
    cohort, (first, second) = run(2)
    session = cohort.sessions.get(number=1)
    record_attendance(session=session, present=[first], actor=None)
    assert (state(first), state(second)) == ("attending", "confirmed")
    assert sorted(Attendance.objects.values_list("place_id", "is_present")) == sorted(
        [(first.pk, True), (second.pk, False)]
    )


def test_I6_recording_the_same_again_changes_nothing_and_a_correction_needs_a_reason():
    cohort, (first, second) = run(2)
    session = cohort.sessions.get(number=1)
    record_attendance(session=session, present=[first], actor=None)
    record_attendance(session=session, present=[first], actor=None)
    with pytest.raises(CorrectionReasonMissingError):
        record_attendance(session=session, present=[first, second], actor=None)
    record_attendance(session=session, present=[first, second], reason="Came late", actor=None)
    mark = Attendance.objects.get(place=second)
    assert (mark.is_present, mark.correction_reason) == (True, "Came late")


def test_I6_attendance_is_not_recorded_before_the_day():
    cohort, (first,) = run(1)
    last = cohort.sessions.get(number=3)
    with pytest.raises(SessionNotYetError):
        record_attendance(
            session=last, present=[first], actor=None, at=timezone.now() - timedelta(days=1)
        )


def test_somebody_of_another_cohort_cannot_be_present():
    cohort, _ = run(1)
    stranger = make_place(make_cohort())
    with pytest.raises(ValueError, match="not expected"):
        record_attendance(session=cohort.sessions.first(), present=[stranger], actor=None)


def test_I6_completion_needs_every_core_module_and_enough_sessions():
    # Days 1 and 2 teach core modules, day 3 an open day; 2 of 3 is under 80 percent.
    cohort, (all_days, no_core, two_days, none) = run(4)
    attend(
        cohort,
        [
            [all_days, two_days],
            [all_days, no_core, two_days],
            [all_days, no_core],
        ],
    )
    complete_cohort(cohort=cohort, actor=None)
    assert [state(place) for place in (all_days, no_core, two_days, none)] == [
        "completed",
        "incomplete",
        "incomplete",
        "no_show",
    ]
    assert Progress.of(no_core).missing == ("Putting users first",)
    assert (Progress.of(two_days).attended, Progress.of(two_days).sessions) == (2, 3)
    with pytest.raises(NotEnoughAttendedError):
        complete_place(place=two_days, actor=None)


def test_I6_a_missed_module_can_be_made_up():
    cohort, (place,) = run(1)
    attend(cohort, [[place], [place]])
    complete_cohort(cohort=cohort, actor=None)
    assert state(place) == "incomplete"
    Attendance.objects.create(
        session=cohort.sessions.get(number=3),
        place=place,
        is_present=True,
        recorded_at=timezone.now(),
    )
    assert complete_place(place=place, actor=None).state == "completed"
