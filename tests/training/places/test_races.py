"""The last place, wanted by many at once, on the database in use and on PostgreSQL (I3)."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from hub.authorisation import as_system
from tests.factories.hub import current_role, make_organisation, make_person
from tests.factories.training import make_cohort, make_place
from training.models import Cohort, Place
from training.places.services.answers import expire_offers, withdraw_place
from training.places.services.appointments import offer_for_appointment
from training.places.services.offers import offer_place

WRITERS = 8


def at_once(work, items):
    """Run the work for each item in its own thread and connection; give the errors."""
    barrier, errors = Barrier(len(items)), []

    def run(item):
        try:
            barrier.wait(30)
            with as_system():
                work(item)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def race_for_the_last_place():
    cohort = make_cohort(capacity=2)
    make_place(cohort)
    department = make_organisation()
    people = [make_person() for _ in range(WRITERS)]
    errors = at_once(
        lambda person: offer_place(
            person=person, organisation=department, cohort=cohort, actor=None
        ),
        people,
    )
    return cohort, errors


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_I3_the_last_place_is_offered_once_on_this_database():
    cohort, errors = race_for_the_last_place()
    assert errors == []
    assert Cohort.objects.get(pk=cohort.pk).places_taken == 2
    assert Place.objects.holding().filter(cohort=cohort).count() == 2
    assert Place.objects.waiting().filter(cohort=cohort).count() == WRITERS - 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_I3_the_last_place_is_offered_once_on_postgresql():
    assert connection.vendor == "postgresql"
    for _ in range(5):
        cohort, errors = race_for_the_last_place()
        assert errors == []
        assert Cohort.objects.get(pk=cohort.pk).places_taken == 2
        assert Place.objects.holding().filter(cohort=cohort).count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_appointment_told_many_times_at_once_makes_one_place():
    cohort = make_cohort(capacity=5)
    person, department, role = make_person(), make_organisation(), current_role("service-owner")
    now = timezone.now()

    def work(_):
        offer_for_appointment(
            person=person, organisation=department, role=role, reference="P-7KQ2-M8XD", at=now
        )

    assert at_once(work, range(WRITERS)) == []
    assert Place.objects.filter(person=person).count() == 1
    assert Cohort.objects.get(pk=cohort.pk).places_taken == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_I3_sweeps_and_withdrawals_at_once_pass_each_place_on_once():
    cohort = make_cohort(capacity=4)
    held = [make_place(cohort) for _ in range(4)]
    waiting = [make_place(cohort) for _ in range(6)]
    late = max(place.offer_expires_at for place in held)

    def work(item):
        if isinstance(item, Place):
            withdraw_place(place=item, actor=None)
        else:
            expire_offers(now=late)

    errors = at_once(work, [1, 2, 3, waiting[0], waiting[1]])
    assert errors == []
    states = list(cohort.places.values_list("state", flat=True))
    assert Cohort.objects.get(pk=cohort.pk).places_taken == states.count("offered")
    assert states.count("expired") == 4
    assert states.count("withdrawn") == 2
    assert states.count("offered") == 4
