"""Appointments announced by others: who is offered an induction place (I1)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from hub.models import FrameworkRole
from hub.signals import announce, appointment_ended, appointment_made
from tests.factories.hub import (
    current_role,
    make_need,
    make_organisation,
    make_person,
    make_service,
)
from tests.factories.training import accepted, make_cohort, make_place
from training.models import Place, TrainingPolicy
from training.places.services.answers import decline_place

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def appoint(django_capture_on_commit_callbacks):
    """Announce an appointment as the plugin that makes it does."""

    def make(person, role="service-owner", fact=appointment_made, **more):
        facts = {
            "person": person,
            "need": None,
            "organisation": more.pop("organisation", None) or make_organisation(),
            "role": current_role(role) if isinstance(role, str) else role,
            "level": None,
            "service": None,
            "at": timezone.now(),
            "reference": "P-7KQ2-M8XD",
            "actor": None,
            **more,
        }
        with django_capture_on_commit_callbacks(execute=True):
            announce(fact, **facts)
        return facts

    return make


def test_I1_a_service_owner_is_offered_the_next_cohort_with_room(appoint):
    full = make_cohort(capacity=1, in_days=30)
    make_place(full)
    later, latest = make_cohort(in_days=60), make_cohort(in_days=90)
    department = make_organisation()
    service = make_service(department)
    need = make_need(department)
    person = make_person()
    appoint(person, organisation=department, service=service, need=need)
    place = Place.objects.get(person=person)
    assert (place.cohort, place.state, place.origin) == (later, "offered", "P-7KQ2-M8XD")
    assert (place.organisation, place.service, place.need) == (department, service, need)
    assert latest.places.count() == 0


def test_I1_other_roles_are_offered_nothing(appoint):
    make_cohort()
    appoint(make_person(), role="product-manager")
    appoint(make_person(), role="it-service-manager")
    appoint(make_person(), role=None)
    assert Place.objects.count() == 0


def test_I1_a_service_manager_of_2013_counts(appoint):
    make_cohort()
    role = FrameworkRole.objects.get(slug="service-manager")
    person = make_person()
    appoint(person, role=role)
    assert Place.objects.get().person == person


def test_I1_a_role_of_2013_that_became_a_listed_one_counts(appoint):
    policy = TrainingPolicy.load()
    policy.induction_roles = "service-owner"
    policy.save()
    make_cohort()
    appoint(make_person(), role=FrameworkRole.objects.get(slug="service-manager"))
    assert Place.objects.count() == 1


def test_I1_which_roles_count_is_policy(appoint):
    policy = TrainingPolicy.load()
    policy.induction_roles = "product-manager"
    policy.save()
    make_cohort()
    appoint(make_person(), role="product-manager")
    appoint(make_person(), role="service-owner")
    assert Place.objects.count() == 1


def test_I1_somebody_appointed_long_ago_is_not_newly_appointed(appoint):
    make_cohort()
    appoint(make_person(), at=timezone.now() - timedelta(days=400))
    assert Place.objects.count() == 0


def test_with_no_room_anywhere_the_appointee_waits(appoint):
    person = make_person()
    appoint(person)
    assert Place.objects.get(person=person).state == "waiting"


def test_the_same_appointment_announced_again_changes_nothing(appoint):
    cohort = make_cohort()
    person = make_person()
    facts = appoint(person)
    appoint(person, at=facts["at"])
    assert Place.objects.count() == 1
    decline_place(place=Place.objects.get(), actor=person)
    appoint(person, at=facts["at"])
    assert [place.state for place in Place.objects.all()] == ["declined"]
    assert cohort.places.count() == 1


def test_an_appointment_that_ended_takes_its_unfinished_place_with_it(appoint):
    cohort = make_cohort(capacity=1)
    person = make_person()
    facts = appoint(person)
    accepted(Place.objects.get(person=person))
    waiting = make_place(cohort)
    appoint(person, fact=appointment_ended, at=timezone.now())
    assert Place.objects.get(person=person).state == "withdrawn"
    assert Place.objects.get(pk=waiting.pk).state == "offered"
    call_command("deliver")
    [letter] = [sent for sent in mail.outbox if "is withdrawn" in sent.subject]
    assert "has been withdrawn. The job offer it came with has ended" in letter.body
    appoint(person, at=facts["at"])
    assert Place.objects.filter(person=person).count() == 1


def test_appointed_again_to_the_same_post_somebody_is_asked_again(appoint):
    make_cohort()
    person = make_person()
    appoint(person)
    appoint(person, fact=appointment_ended)
    appoint(person, at=timezone.now() + timedelta(seconds=1))
    assert sorted(Place.objects.values_list("state", flat=True)) == ["offered", "withdrawn"]


def test_a_second_appointment_gives_no_second_place(appoint):
    make_cohort()
    person = make_person()
    appoint(person)
    appoint(person, reference="P-OTHER")
    assert Place.objects.count() == 1


def test_the_end_of_another_appointment_leaves_the_place_alone(appoint):
    make_cohort()
    person = make_person()
    appoint(person)
    appoint(person, reference="P-OTHER", fact=appointment_ended)
    assert Place.objects.get().state == "offered"
