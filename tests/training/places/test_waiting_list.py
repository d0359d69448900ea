"""The waiting list: exemplars first, then large services, then others; within each by date (I1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.hub import make_organisation, make_service
from tests.factories.training import make_cohort, make_place, make_programme, make_running_release
from training.cohorts.services import open_nominations
from training.models import Cohort, Place, Priority, Programme, TrainingPolicy
from training.places.services.answers import decline_place, withdraw_place
from training.places.services.offers import fill_from_waiting_list, position_of, priority_of

pytestmark = pytest.mark.django_db


def test_I1_the_priority_of_a_service():
    department = make_organisation()
    exemplar = make_service(department, exemplar_number=3, transactions_per_year=5)
    large = make_service(department, transactions_per_year=100_001)
    at_the_line = make_service(department, transactions_per_year=100_000)
    assert [priority_of(item) for item in (exemplar, large, at_the_line, None)] == [
        Priority.EXEMPLAR,
        Priority.LARGE,
        Priority.OTHER,
        Priority.OTHER,
    ]


def test_I1_the_line_of_a_large_service_is_policy():
    policy = TrainingPolicy.load()
    policy.large_service_transactions = 10
    policy.save()
    assert priority_of(make_service(make_organisation(), transactions_per_year=11)) == (
        Priority.LARGE
    )


def test_I1_I3_free_places_go_by_priority_and_then_by_date():
    department = make_organisation()
    cohort = make_cohort(capacity=1)
    holder = make_place(cohort)
    now = timezone.now()
    other = make_place(cohort, at=now - timedelta(days=3))
    large = make_place(
        cohort,
        service=make_service(department, transactions_per_year=200_000),
        at=now - timedelta(days=2),
    )
    late = make_place(cohort, service=make_service(department, exemplar_number=1), at=now)
    early = make_place(
        cohort,
        service=make_service(department, exemplar_number=2),
        at=now - timedelta(hours=1),
    )
    assert [position_of(place) for place in (early, late, large, other)] == [1, 2, 3, 4]
    asked, place = [], holder
    for _ in range(4):
        decline_place(place=place, actor=place.person)
        place = Place.objects.get(state="offered")
        asked.append(place)
    assert asked == [early, late, large, other]


def test_I1_a_cohort_that_opens_asks_those_who_wait_for_any():
    first, second = make_place(None), make_place(None)
    assert (first.state, first.cohort) == ("waiting", None)
    cohort = make_cohort(capacity=1, is_open=False)
    open_nominations(cohort=cohort, actor=None)
    assert Place.objects.get(pk=first.pk).cohort == cohort
    assert Place.objects.get(pk=second.pk).state == "waiting"
    assert position_of(second) == 1


def test_filling_twice_asks_nobody_twice():
    make_place(None)
    cohort = make_cohort(capacity=3)
    assert fill_from_waiting_list(cohort=cohort, actor=None, at=timezone.now()) == 0
    assert cohort.places.count() == 1


def test_somebody_who_waits_for_an_induction_is_not_asked_to_another_programme():
    make_place(None)
    programme = make_programme(kind=Programme.Kind.SCS)
    cohort = make_cohort(release=make_running_release(programme))
    assert (cohort.places_taken, Place.objects.get().state) == (0, "waiting")


def test_a_list_asked_for_later_than_the_moment_is_not_served_at_it():
    make_place(None)
    cohort = make_cohort(is_open=False)
    open_nominations(cohort=cohort, actor=None, at=timezone.now() - timedelta(days=9))
    assert Place.objects.get().state == "waiting"


def test_the_same_origin_twice_is_one_place():
    cohort = make_cohort(capacity=3)
    first = make_place(cohort, origin="P-7KQ2-M8XD")
    again = make_place(cohort, first.person, origin="P-7KQ2-M8XD")
    assert (again, Place.objects.count()) == (first, 1)


def test_a_place_left_when_it_is_too_late_to_ask_stays_free():
    cohort = make_cohort(capacity=1)
    place, waiting = make_place(cohort), make_place(cohort)
    the_day_before = timezone.now() + timedelta(days=59)
    withdraw_place(place=place, actor=None, at=the_day_before)
    assert Place.objects.get(pk=waiting.pk).state == "waiting"
    assert Cohort.objects.get(pk=cohort.pk).places_left == 1
