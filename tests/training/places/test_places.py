"""Places: offers, answers, expiry, and room that is never more than there is (I3)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed
from wagtail.models import ModelLogEntry

from hub import needs, timeline
from hub.memberships import end_membership
from hub.models import Membership, Notification
from hub.notifications.delivery import deliver
from hub.permissions import StaffGroup
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    signed_in,
)
from tests.factories.training import accepted, make_cohort, make_place, on, on_first_day
from tests.training.world import publish_cohort
from training.cohorts.services import cancel_cohort, confirm_cohort, start_cohort
from training.models import Cohort, CohortState, Place, PlaceState
from training.places.services.answers import (
    OfferEndedError,
    accept_place,
    decline_place,
    expire_offer,
    expire_offers,
    remind_of_offers,
    withdraw_place,
)
from training.places.tasks import expire_offers as expire_task
from training.places.tasks import remind_of_offers as remind_task

pytestmark = pytest.mark.django_db


def taken(cohort):
    return Cohort.objects.get(pk=cohort.pk).places_taken


def state(place):
    return Place.objects.get(pk=place.pk).state


def deliver_all():
    for notification in Notification.objects.filter(state="pending"):
        deliver(notification.pk)


def told(slug, place):
    return list(
        Notification.objects.filter(slug=f"training.{slug}", object_id=str(place.pk)).values_list(
            "recipient_id", flat=True
        )
    )


def test_I3_an_offer_takes_a_place_and_the_last_one_fills_the_cohort():
    cohort = make_cohort(capacity=2)
    first, second, third = (make_place(cohort) for _ in range(3))
    assert [state(place) for place in (first, second, third)] == ["offered", "offered", "waiting"]
    assert taken(cohort) == 2
    assert Cohort.objects.get(pk=cohort.pk).state == CohortState.FULL
    assert told("place_offered", first) == [first.person_id]
    assert told("place_waiting", third) == [third.person_id]


def test_I3_the_database_itself_refuses_a_place_beyond_capacity():
    cohort = make_cohort(capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(places_taken=2)


def test_I3_saving_a_cohort_never_writes_back_an_old_count():
    cohort = make_cohort(capacity=2)
    old = Cohort.objects.get(pk=cohort.pk)
    make_place(cohort)
    old.location = "Leeds"
    old.save()
    assert (taken(cohort), Cohort.objects.get(pk=cohort.pk).location) == (1, "Leeds")


@pytest.mark.parametrize(
    "offered, ends",
    [
        (on(2026, 11, 23), on(2026, 11, 26, 23)),  # Monday to Thursday
        (on(2026, 11, 27), on(2026, 12, 2, 23)),  # over a weekend
        (
            on(2026, 12, 23),
            on(2026, 12, 30, 23),
        ),  # over Christmas, Boxing Day's day off and a weekend
    ],
)
def test_I3_an_offer_ends_after_three_working_days(offered, ends):
    cohort = make_cohort(starts_on=on(2027, 3, 1).date())
    place = make_place(cohort, at=offered)
    assert place.offer_expires_at == ends.replace(minute=59)


def test_I3_an_offer_that_ended_is_passed_on_once_however_often_the_sweep_runs():
    cohort = make_cohort(capacity=1)
    place, waiting = make_place(cohort), make_place(cohort)
    late = place.offer_expires_at + timedelta(hours=5)
    assert expire_offers(now=late) == 1
    assert expire_offers(now=late) == 0
    assert (state(place), state(waiting)) == ("expired", "offered")
    assert taken(cohort) == 1
    assert told("place_expired", place) == [place.person_id]
    assert told("place_offered", waiting) == [waiting.person_id]


def test_I3_the_sweep_leaves_offers_whose_time_is_not_over():
    place = make_place(make_cohort())
    assert expire_offers(now=place.offer_expires_at - timedelta(seconds=1)) == 0
    assert expire_offer(place=place, at=timezone.now()) is False
    expire_task()
    assert state(place) == PlaceState.OFFERED


def test_I3_the_clock_refuses_an_answer_after_the_end_before_any_sweep():
    place = make_place(make_cohort())
    with pytest.raises(OfferEndedError):
        accept_place(place=place, actor=place.person, at=place.offer_expires_at)
    with pytest.raises(OfferEndedError):
        decline_place(place=place, actor=place.person, at=place.offer_expires_at)
    assert state(place) == PlaceState.OFFERED


def test_I3_a_place_declined_or_withdrawn_goes_to_the_next():
    cohort = make_cohort(capacity=2)
    first, second, third, fourth = (make_place(cohort) for _ in range(4))
    decline_place(place=first, actor=first.person)
    assert (state(third), state(fourth)) == ("offered", "waiting")
    withdraw_place(place=accepted(second), actor=second.person)
    assert state(fourth) == "offered"
    assert taken(cohort) == 2


def test_I3_a_cohort_with_room_again_is_open_again():
    cohort = make_cohort(capacity=1)
    place = make_place(cohort)
    decline_place(place=place, actor=place.person)
    current = Cohort.objects.get(pk=cohort.pk)
    assert (current.state, current.places_left) == (CohortState.OPEN, 1)


def test_I3_nobody_is_asked_when_the_answer_would_come_after_the_first_day():
    cohort = make_cohort(in_days=2)
    place = make_place(None)
    assert (place.state, taken(cohort)) == ("waiting", 0)


def test_accepting_is_on_the_thread_of_the_need_and_told_once():
    trainer = make_person("", StaffGroup.TRAINERS)
    department = make_organisation()
    nominator = make_member("nominator", department)
    need = make_need(department)
    place = make_place(make_cohort(), organisation=department, need=need)
    assert list(needs.needs_of(place)) == []
    accept_place(place=place, actor=place.person)
    accept_place(place=place, actor=place.person)
    assert list(needs.needs_of(place)) == [need]
    labels = [entry.label for entry in timeline.of_need(need, trainer)]
    assert [label for label in labels if label.startswith("Induction")] == [
        "Induction place offered",
        "Induction place accepted",
    ]
    assert sorted(told("place_accepted", place)) == sorted([trainer.pk, nominator.pk])


def test_nobody_answers_for_somebody_else():
    place = make_place(make_cohort())
    for answer in (accept_place, decline_place):
        with pytest.raises(PermissionDenied):
            answer(place=place, actor=make_person())


def test_a_place_that_is_over_cannot_be_answered_or_withdrawn():
    place = make_place(make_cohort())
    decline_place(place=place, actor=place.person)
    for answer in (accept_place, decline_place, withdraw_place):
        with pytest.raises(TransitionNotAllowed):
            answer(place=place, actor=place.person)


def test_a_reminder_is_written_once_an_offer():
    place = make_place(make_cohort())
    soon = place.offer_expires_at - timedelta(hours=3)
    remind_of_offers(now=soon)
    remind_of_offers(now=soon)
    remind_task()
    assert told("place_expiring", place) == [place.person_id]


def test_what_is_recorded_long_after_it_happened_is_no_news():
    place = make_place(make_cohort(), at=timezone.now() - timedelta(days=30))
    assert told("place_offered", place) == []
    entry = ModelLogEntry.objects.get(action="training.place_offered", object_id=place.pk)
    assert "recorded_at" in entry.data


def test_confirming_a_cohort_confirms_its_places_and_later_ones_as_they_are_accepted():
    cohort = make_cohort(capacity=3)
    first, second = accepted(make_place(cohort)), make_place(cohort)
    confirm_cohort(cohort=cohort, actor=None)
    assert (state(first), state(second)) == ("confirmed", "offered")
    accepted(second)
    assert state(second) == "confirmed"
    assert told("place_confirmed", first) == [first.person_id]
    assert told("place_confirmed", second) == [second.person_id]


def test_starting_a_cohort_ends_open_offers_and_sends_its_list_to_the_next_cohort():
    cohort = make_cohort(capacity=2)
    comes, offered, waiting = (make_place(cohort) for _ in range(3))
    accepted(comes)
    later = make_cohort(capacity=1, in_days=90)
    confirm_cohort(cohort=cohort, actor=None)
    start_cohort(cohort=cohort, actor=None, at=on_first_day(cohort))
    assert state(offered) == "expired"
    moved = Place.objects.get(pk=waiting.pk)
    assert (moved.state, moved.cohort) == ("offered", later)
    assert (taken(cohort), taken(later)) == (1, 1)


def test_I1_a_cancelled_cohort_keeps_everybodys_turn():
    cohort = make_cohort(capacity=2)
    first, second, third = (make_place(cohort) for _ in range(3))
    accepted(first)
    later = make_cohort(capacity=2, in_days=90)
    cancel_cohort(cohort=cohort, reason="No rooms", actor=None)
    places = [Place.objects.get(pk=place.pk) for place in (first, second, third)]
    assert [(place.state, place.cohort) for place in places] == [
        ("offered", later),
        ("offered", later),
        ("waiting", None),
    ]
    assert (taken(cohort), taken(later)) == (0, 2)
    assert Cohort.objects.get(pk=cohort.pk).cancellation_reason == "No rooms"


def test_whoever_was_in_a_cancelled_cohort_is_told_which_when_why_and_what_is_next(mailoutbox):
    cohort = make_cohort(capacity=2)
    first, second, third = (make_place(cohort) for _ in range(3))
    accepted(first)
    later = make_cohort(capacity=1, in_days=90)
    deliver_all()
    mailoutbox.clear()
    trainer = signed_in(make_person("", StaffGroup.TRAINERS))
    page = reverse("training:cohort_move", args=[cohort.slug, "cancel"])
    assert "We will email them the dates and your reason" in trainer.get(page).text
    assert trainer.post(page, {"reason": "The rooms are closed."}).status_code == 302
    deliver_all()
    told = {
        mail.to[0]: mail.body for mail in mailoutbox if "is cancelled. It will not" in mail.body
    }
    assert set(told) == {place.person.email for place in (first, second, third)}
    for body in told.values():
        assert f"{cohort.name}, {cohort.dates_in_words}, {cohort.location}" in body
        assert "The rooms are closed." in body
    assert (
        f"We have offered you a place in another cohort: {later.name}" in told[first.person.email]
    )
    for place in (second, third):
        assert "You are on the waiting list and have not lost your turn" in told[place.person.email]
        own = signed_in(place.person).get(place.get_absolute_url()).text
        assert f"{cohort.name}, {cohort.dates_in_words}, {cohort.location}, is cancelled" in own
        assert "The rooms are closed." in own
    assert not [
        mail for mail in mailoutbox if "We will email you when a place is free" in mail.body
    ]
    public = publish_cohort(cohort, cohort.release.programme)
    public.body = [("text", "<p>Plan to be away from your service on each day.</p>")]
    public.save_revision().publish()
    text = Client().get(public.url).text
    assert "This cohort is cancelled and will not take place" in text
    assert "Plan to be away" not in text
    # A second one is told of, too.
    cancel_cohort(cohort=later, reason="Snow", actor=None)
    rows = Notification.objects.filter(slug="training.cohort_cancelled", recipient=first.person)
    assert rows.count() == 2


def test_nominators_are_told_that_the_cohort_of_their_nominees_is_cancelled(mailoutbox):
    cohort = make_cohort(capacity=2)
    places = [make_place(cohort=cohort) for _ in range(2)]
    nominator = make_member("nominator", places[0].organisation)
    # A place of a nominator's own is cancelled to them once, as to everybody.
    Membership.objects.create(
        user=places[1].person,
        organisation=places[1].organisation,
        role="nominator",
        valid_from="2013-01-01",
    )
    trainer = signed_in(make_person("", StaffGroup.TRAINERS))
    page = reverse("training:cohort_move", args=[cohort.slug, "cancel"])
    trainer.post(page, {"reason": "The rooms are closed."})
    assert told("nominees_cohort_cancelled", places[0]) == [nominator.pk]
    assert told("cohort_cancelled", places[0]) == [places[0].person_id]
    deliver_all()
    body = next(mail.body for mail in mailoutbox if mail.to == [nominator.email])
    assert f"{cohort.name}, {cohort.dates_in_words}, {cohort.location}, is cancelled" in body
    assert f"Somebody from {places[0].organisation.name} had a place" in body
    assert "The rooms are closed." in body
    assert places[0].person.email not in body
    own = [mail.body for mail in mailoutbox if mail.to == [places[1].person.email]]
    assert len([each for each in own if "is cancelled. It will not" in each]) == 1


def test_the_place_of_somebody_whose_access_ends_is_named_to_who_stands_in():
    place = make_place(cohort=make_cohort(capacity=1))
    role = Membership.objects.create(
        user=place.person,
        organisation=place.organisation,
        role="requester",
        valid_from="2013-01-01",
    )
    administrator = make_member("administrator", place.organisation)
    lead = make_person("", StaffGroup.HUB_LEADS)
    page = signed_in(lead).get(reverse("role_end", args=[role.pk]))
    assert str(place) in page.text
    end_membership(membership=role, on=None, actor=lead)
    letter = Notification.objects.get(slug="hub.work_left_open")
    assert (letter.recipient, letter.context["records"]) == (administrator, [str(place)])
