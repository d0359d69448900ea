"""What waits for trainers, nominators and people with places, and for whom they wait."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, User
from hub.periods import LONDON
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.training import (
    accepted,
    make_cohort,
    make_place,
    make_programme,
    make_release,
    make_running_release,
    on_first_day,
)
from tests.pages_read import as_read
from tests.work_page import has_form, of_others, queues_and_queries, shown, to_do, work_of
from training.cohorts.services import cancel_cohort, confirm_cohort, start_cohort
from training.models import Cohort, PlaceState, ProgrammeRelease

pytestmark = pytest.mark.django_db
OFFER = "Answer the offer of an induction place"
ANSWERS = "People answer the offer of an induction place"
CONFIRMS = "A trainer confirms the cohort of your induction place"
MAKES_AVAILABLE = "A trainer makes an induction place available"
PLAN = "Plan a cohort for the waiting list"


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A")


@pytest.fixture
def trainer():
    return make_person("trainer@hub.example", StaffGroup.TRAINERS)


@pytest.fixture
def nominator(department):
    return make_member(Membership.Role.NOMINATOR, department, "nominator@a.example")


@pytest.fixture
def bystanders(department):
    """People of the hub and of departments who have no business with these places."""
    return [
        make_person("staff@hub.example", StaffGroup.HUB_STAFF),
        make_member(Membership.Role.REQUESTER, department, "requester@a.example"),
        make_member(Membership.Role.NOMINATOR, make_organisation("BBB"), "nominator@b.example"),
        make_person("other@example.com"),
    ]


def move_of(cohort: Cohort, move: str) -> str:
    return reverse("training:cohort_move", args=[cohort.slug, move])


def make_move(person: User, address: str, **answers: str) -> None:
    client = signed_in(person)
    client.post(address, as_read(client, address, answers))


def at_nine(day) -> datetime:
    return datetime.combine(day, time(9), LONDON)


def test_an_offer_waits_for_its_person_and_trainers_and_nominators_wait_for_the_answer(
    department, trainer, nominator, bystanders
):
    place = make_place(make_cohort(), organisation=department)
    page = place.get_absolute_url()
    assert to_do(place.person) == {OFFER: [page]}
    assert of_others(place.person) == {}
    assert (of_others(trainer), of_others(nominator)) == ({ANSWERS: [page]}, {ANSWERS: [page]})
    assert (to_do(trainer), to_do(nominator)) == ({}, {})
    assert [work_of(each) for each in bystanders] == [({}, {})] * 4
    assert has_form(place.person, page)
    make_move(place.person, reverse("training:place_accept", args=[place.key]))
    assert to_do(place.person) == {}
    assert of_others(place.person) == {CONFIRMS: [page]}
    assert (of_others(trainer), of_others(nominator)) == ({}, {})


def test_the_offer_of_a_nominator_is_theirs_to_answer_and_not_one_of_others(nominator, department):
    place = make_place(make_cohort(), nominator, organisation=department)
    assert to_do(nominator) == {OFFER: [place.get_absolute_url()]}
    assert of_others(nominator) == {}


def test_an_offer_says_until_when_and_waits_for_nobody_once_it_has_ended(department, trainer):
    place = make_place(make_cohort(), organisation=department)
    (item,) = shown(place.person, "training.offers").items
    assert (item.since, item.until) == (place.offered_at, place.offer_expires_at)
    assert item.organisation == "Department of A"
    with time_machine.travel(place.offer_expires_at + timedelta(minutes=1)):
        assert (to_do(place.person), of_others(trainer)) == ({}, {})


def test_who_is_on_the_waiting_list_waits_for_a_trainer_who_plans_a_cohort(
    trainer, nominator, bystanders, department
):
    release = make_running_release()
    make_cohort(release=release, in_days=1)
    place = make_place(None, organisation=department)
    assert place.state == PlaceState.WAITING
    assert of_others(place.person) == {MAKES_AVAILABLE: [place.get_absolute_url()]}
    address = reverse("training:cohort_new", args=[release.pk])
    assert to_do(trainer) == {PLAN: [address]}
    assert "(1 person waiting)" in signed_in(trainer).get(reverse("work")).text
    assert [to_do(each) for each in (nominator, place.person, *bystanders)] == [{}] * 6
    assert has_form(trainer, address)
    day = timezone.localdate() + timedelta(days=90)
    dates = {
        f"{name}_{part}": getattr(day, part)
        for name in ("starts_on", "ends_on")
        for part in ("day", "month", "year")
    }
    signed_in(trainer).post(
        address, {"name": "Cohort Z", "capacity": "2", "location": "London", **dates}
    )
    planned = Cohort.objects.get(name="Cohort Z")
    opens = move_of(planned, "open")
    assert to_do(trainer) == {"Make places available": [opens]}
    assert has_form(trainer, opens)
    make_move(trainer, opens)
    assert to_do(trainer) == {}
    assert of_others(place.person) == {}
    assert to_do(place.person) == {OFFER: [place.get_absolute_url()]}


def test_a_cohort_is_led_through_its_life_by_what_waits_for_the_trainer(
    trainer, nominator, bystanders, department
):
    cohort = make_cohort(capacity=2)
    place = accepted(make_place(cohort, organisation=department))
    others = [nominator, place.person, *bystanders]
    confirm, start, complete = (move_of(cohort, move) for move in ("confirm", "start", "complete"))
    assert to_do(trainer) == {"Confirm cohorts": [confirm]}
    assert [to_do(each) for each in others] == [{}] * 6
    assert has_form(trainer, confirm)
    make_move(trainer, confirm)
    assert to_do(trainer) == {}
    assert of_others(place.person) == {}
    with time_machine.travel(on_first_day(cohort) - timedelta(days=1)):
        assert to_do(trainer) == {}
    days = [
        reverse("training:attendance", args=[cohort.slug, session.number])
        for session in cohort.sessions.all()
    ]
    with time_machine.travel(on_first_day(cohort)):
        assert to_do(trainer) == {"Start cohorts": [start]}
        assert [to_do(each) for each in others] == [{}] * 6
        assert has_form(trainer, start)
        make_move(trainer, start)
        assert to_do(trainer) == {"Record attendance": days[:1]}
        assert [to_do(each) for each in others] == [{}] * 6
        assert has_form(trainer, days[0])
        signed_in(trainer).post(days[0], {"present": [place.pk]})
        assert to_do(trainer) == {}
    with time_machine.travel(at_nine(cohort.ends_on)):
        assert to_do(trainer) == {"Record attendance": days[1:]}
        late = [item.days_late for item in shown(trainer, "training.attendance").items]
        assert late == [1, 0]
        for day in days[1:]:
            signed_in(trainer).post(day, {"present": [place.pk]})
        assert to_do(trainer) == {"Complete cohorts": [complete]}
        assert [to_do(each) for each in others] == [{}] * 6
        assert has_form(trainer, complete)
        make_move(trainer, complete)
        finish = reverse("training:release_move", args=[cohort.release_id, "finish"])
        assert to_do(trainer) == {"Finish releases whose cohorts are all over": [finish]}
        assert has_form(trainer, finish)
        make_move(trainer, finish)
        plan = reverse("training:release_new", args=[cohort.release.programme.slug])
        assert to_do(trainer) == {"Plan the next release": [plan]}
    place.refresh_from_db()
    assert place.state == PlaceState.COMPLETED


def test_a_cohort_that_is_full_waits_to_be_confirmed_since_it_was_full(trainer):
    cohort = make_cohort(capacity=1)
    accepted(make_place(cohort))
    cohort.refresh_from_db()
    (item,) = shown(trainer, "training.confirm").items
    assert (item.since, item.until) == (cohort.full_at, cohort.starts_on)


def test_a_cohort_that_nobody_joined_by_its_first_day_waits_to_be_cancelled(trainer, bystanders):
    cohort = make_cohort()
    planned = make_cohort(release=cohort.release, is_open=False)
    assert to_do(trainer) == {"Make places available": [move_of(planned, "open")]}
    with time_machine.travel(on_first_day(cohort)):
        cancel = [move_of(item, "cancel") for item in (cohort, planned)]
        assert to_do(trainer) == {"Cancel cohorts in which nobody has accepted a place": cancel}
        assert [to_do(each) for each in bystanders] == [{}] * 4
        for address in cancel:
            assert has_form(trainer, address)
            make_move(trainer, address, reason="Nobody came.")
        finish = reverse("training:release_move", args=[cohort.release_id, "finish"])
        assert to_do(trainer) == {"Finish releases whose cohorts are all over": [finish]}


def test_a_programme_is_led_from_release_to_release(trainer, bystanders):
    programme = make_programme()
    plan = reverse("training:release_new", args=[programme.slug])
    assert to_do(trainer) == {"Plan the next release": [plan]}
    assert has_form(trainer, plan)
    release = make_release(programme, planned_for=timezone.localdate() + timedelta(days=9))
    start = reverse("training:release_move", args=[release.pk, "start"])
    assert to_do(trainer) == {"Start releases": [start]}
    assert [to_do(each) for each in bystanders] == [{}] * 4
    assert has_form(trainer, start)
    make_move(trainer, start)
    new = reverse("training:cohort_new", args=[release.pk])
    assert to_do(trainer) == {"Plan the first cohort of a release": [new]}
    assert has_form(trainer, new)
    make_cohort(release=release)
    assert to_do(trainer) == {}


def test_the_next_release_waits_for_lessons_and_then_to_be_started(trainer, bystanders):
    cohort = make_cohort()
    later = make_release(cohort.release.programme, phase=ProgrammeRelease.Phase.BETA, open_days=[])
    live = make_release(cohort.release.programme, phase=ProgrammeRelease.Phase.LIVE, open_days=[])
    lessons = reverse("training:lesson_new", args=[cohort.release_id])
    waiting = "Record what you learnt from the previous release"
    assert to_do(trainer) == {waiting: [lessons, lessons]}
    assert [to_do(each) for each in bystanders] == [{}] * 4
    assert has_form(trainer, lessons)
    for release in (later, live):
        answers = {"applied_to": release.pk, "lesson": "Too long.", "change": "Shorter."}
        signed_in(trainer).post(lessons, answers)
    # The programme has not reached the phase before the other one.
    start = reverse("training:release_move", args=[later.pk, "start"])
    assert to_do(trainer) == {"Start releases": [start]}
    make_move(trainer, start)
    assert "Start releases" not in to_do(trainer)


def test_a_release_planned_for_a_month_is_in_time_until_its_last_day(trainer):
    precision = ProgrammeRelease.Precision.MONTH
    release = make_release(
        planned_for=timezone.localdate().replace(2027, 2, 1), precision=precision
    )
    (item,) = shown(trainer, "training.start_release").items
    assert item.until == release.planned_for.replace(day=28)


def grow(release: ProgrammeRelease, person: User, number: int) -> None:
    """So many records in each state that waits for trainers, with places of one person."""
    today = timezone.localdate()
    organisation = make_organisation()
    for _ in range(number):
        make_place(make_cohort(release=release), organisation=organisation)
        make_place(make_cohort(release=release), person, organisation=organisation)
        accepted(make_place(make_cohort(release=release), person, organisation=organisation))
        make_place(make_cohort(1, 1, release=release), person, organisation=organisation)
        make_cohort(release=release, is_open=False)
        make_cohort(release=release, starts_on=today)
        to_start, to_record, to_complete = (make_cohort(release=release) for _ in range(3))
        for cohort in (to_start, to_record, to_complete):
            accepted(make_place(cohort, organisation=organisation))
            confirm_cohort(cohort=cohort, actor=None)
            Cohort.objects.filter(pk=cohort.pk).update(starts_on=today, ends_on=today)
            cohort.sessions.update(on=today)
        start_cohort(cohort=to_record, actor=None)
        start_cohort(cohort=to_complete, actor=None)
        to_complete.places.all().delete()  # Nobody is left whose attendance could be missing.
        over = make_cohort(release=make_running_release())
        cancel_cohort(cohort=over, reason="Nobody came.", actor=None)
        make_running_release()
        make_release()
        make_release(release.programme)
        make_programme()


def test_queries_do_not_grow_with_what_waits(trainer):
    release = make_running_release()
    person = make_person("many@example.com")
    asked = []
    # The settings are made where they are read first.
    queues_and_queries(trainer)
    for more in (1, 2, 27):
        grow(release, person, more)
        asked.append([queues_and_queries(each) for each in (trainer, person)])
    (at_one, own_at_one), (at_three, own_at_three), (at_thirty, own_at_thirty) = asked
    assert at_three[1] == at_one[1]
    assert at_thirty[1] == at_one[1]
    assert (own_at_three[1], own_at_thirty[1]) == (own_at_one[1], own_at_one[1])
    assert own_at_thirty[0] == {
        "training.offers": 30,
        "training.places_to_confirm": 30,
        "training.places_waited_for": 30,
    }
    assert {slug for slug, number in at_thirty[0].items() if number >= 30} == {
        "training.offers_of_others",
        "training.attendance",
        "training.plan_first_cohort",
        "training.open",
        "training.confirm",
        "training.cancel",
        "training.start",
        "training.complete",
        "training.plan_release",
        "training.lessons",
        "training.start_release",
        "training.finish_release",
    }
