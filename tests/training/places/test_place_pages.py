"""A person's and a nominator's pages of places."""

import re

import pytest
from django.urls import reverse

from hub.models import Notification
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
    signed_in,
)
from tests.factories.training import accepted, make_cohort, make_place
from training.cohorts.services import cancel_cohort
from training.models import Place

pytestmark = pytest.mark.django_db


def page(name, place=None):
    return reverse(f"training:{name}", args=[place.key] if place else [])


def test_the_list_before_and_after_an_offer():
    person = make_person()
    client = signed_in(person)
    assert "You do not have an induction place" in client.get(page("place_list")).text
    place = make_place(make_cohort(name="Cohort N"), person)
    text = client.get(page("place_list")).text
    assert ("Cohort N" in text, "Answer by" in text) == (True, True)
    assert place.get_absolute_url() in text


def test_accepting_on_the_page_confirms_with_the_reference():
    place = make_place(make_cohort())
    client = signed_in(place.person)
    text = client.get(place.get_absolute_url()).text
    assert ("Accept place" in text, "Decline place" in text) == (True, True)
    answer = client.post(page("place_accept", place), follow=True)
    assert answer.redirect_chain == [(page("place_accepted", place), 302)]
    assert place.reference in answer.text
    again = client.post(page("place_accept", place), follow=True)
    assert again.redirect_chain == [(page("place_accepted", place), 302)]
    assert Place.objects.get().state == "accepted"
    assert "Accept place" not in client.get(place.get_absolute_url()).text


def test_the_confirmation_is_only_there_after_accepting():
    place = make_place(make_cohort())
    answer = signed_in(place.person).get(page("place_accepted", place))
    assert answer["Location"] == place.get_absolute_url()


def test_declining_asks_first_and_then_declines():
    place = make_place(make_cohort())
    client = signed_in(place.person)
    assert "Decline this place" in client.get(page("place_decline", place)).text
    assert Place.objects.get().state == "offered"
    answer = client.post(page("place_decline", place), follow=True)
    assert "You have declined the place" in answer.text
    again = client.post(page("place_decline", place), follow=True)
    assert "The place is now “declined”." in again.text
    late = client.post(page("place_accept", place), follow=True)
    assert "nothing has changed" in late.text


def test_I3_the_page_refuses_an_answer_after_the_end():
    place = make_place(make_cohort())
    Place.objects.update(offer_expires_at=place.offered_at)
    client = signed_in(place.person)
    assert "Accept place" not in client.get(place.get_absolute_url()).text
    for name in ("place_accept", "place_decline"):
        assert "This offer has ended" in client.post(page(name, place), follow=True).text
    assert Place.objects.get().state == "offered"


def test_withdrawing_and_leaving_the_list():
    cohort = make_cohort(capacity=1)
    place = accepted(make_place(cohort))
    waiting = make_place(cohort)
    first, second = signed_in(place.person), signed_in(waiting.person)
    text = second.get(waiting.get_absolute_url()).text
    assert ("Number 1 on the waiting list" in text, "Leave the waiting list" in text) == (
        True,
        True,
    )
    assert (
        "The place is withdrawn" in second.post(page("place_withdraw", waiting), follow=True).text
    )
    assert "The place is withdrawn" in first.post(page("place_withdraw", place), follow=True).text
    again = first.post(page("place_withdraw", place), follow=True)
    assert "The place is now “withdrawn”." in again.text


def test_waiting_for_any_cohort_after_a_cancellation():
    place = make_place(make_cohort())
    cancel_cohort(cohort=place.cohort, reason="No rooms", actor=None)
    client = signed_in(place.person)
    assert "Waiting list" in client.get(place.get_absolute_url()).text
    assert "Waiting list" in client.get(page("place_list")).text
    assert client.get(page("place_withdraw", place)).status_code == 200


def test_nominators_see_their_department_and_no_other():
    department, other = make_organisation(), make_organisation()
    body = make_organisation(parent=department)
    nominator = signed_in(make_member("nominator", department))
    empty = nominator.get(page("department_place_list")).text
    assert "Nobody from your department has a place yet" in empty
    cohort = make_cohort(capacity=9)
    mine, under, theirs = (
        make_place(cohort, make_person(name=name), organisation=organisation)
        for name, organisation in (("Ann Ash", department), ("Bea Beck", body), ("Cy Coe", other))
    )
    text = nominator.get(page("department_place_list")).text
    assert [name in text for name in ("Ann Ash", "Bea Beck", "Cy Coe")] == [True, True, False]
    assert nominator.get(mine.get_absolute_url()).status_code == 200
    assert nominator.get(under.get_absolute_url()).status_code == 200
    assert nominator.get(theirs.get_absolute_url()).status_code == 404
    assert "Accept place" not in nominator.get(mine.get_absolute_url()).text


def test_the_need_is_linked_only_for_those_who_may_see_it():
    department = make_organisation()
    need = make_need(department)
    place = make_place(
        make_cohort(), organisation=department, need=need, service=make_service(department)
    )
    nominator = signed_in(make_member("nominator", department))
    assert need.reference in nominator.get(place.get_absolute_url()).text
    assert need.reference not in signed_in(place.person).get(place.get_absolute_url()).text


def test_an_erased_person_is_no_longer_named():
    department = make_organisation()
    place = make_place(make_cohort(), organisation=department)
    Place.objects.update(person=None)
    nominator = signed_in(make_member("nominator", department))
    assert "Name removed" in nominator.get(page("department_place_list")).text
    assert "Name removed" in nominator.get(place.get_absolute_url()).text


def test_no_personal_data_in_addresses_subjects_or_labels():
    person = make_person("odd.name@example.com", name="Odd Name")
    place = accepted(make_place(make_cohort(), person))
    assert str(place) == f"Induction place {place.reference}"
    assert re.fullmatch(r"/training/places/[0-9a-f-]{36}/", place.get_absolute_url())
    assert all("Odd" not in str(item.context) for item in Notification.objects.all())


@pytest.mark.parametrize("items", [1, 3, 30])
def test_the_lists_cost_the_same_at_any_length(items, django_assert_max_num_queries):
    department = make_organisation()
    nominator = make_member("nominator", department)
    cohort = make_cohort(capacity=40)
    person = make_person()
    for _ in range(items):
        make_place(cohort, organisation=department)
        make_place(cohort, person, organisation=department)
    for user, name in ((person, "place_list"), (nominator, "department_place_list")):
        client = signed_in(user)
        client.get(page(name))
        with django_assert_max_num_queries(9):
            client.get(page(name))
    client = signed_in(person)
    place = Place.objects.filter(person=person).first()
    with django_assert_max_num_queries(14):
        client.get(place.get_absolute_url())
