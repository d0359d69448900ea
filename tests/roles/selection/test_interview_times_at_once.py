"""Several connections at once on PostgreSQL: a time, a person, a room is taken once (S28, SC30)."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from roles.models import Interview, Slot, SlotSeat
from roles.selection.services.interviews import book_interview
from roles.selection.services.slot_choices import (
    ChoiceRefusedError,
    TimeTakenError,
    choose_time,
    times_for,
)
from roles.selection.services.slot_plan import plan_of
from roles.selection.services.slots import SlotRefusedError, make_slots
from tests.factories.adverts import make_application, make_handler
from tests.factories.hub import make_person
from tests.factories.slots import (
    at,
    invited_of,
    make_interviewing,
    make_times,
    make_wish,
    working_day,
)
from tests.roles.test_concurrency import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def choosing(application, slot):
    return lambda: choose_time(application=application, slot=slot, actor=application.candidate)


def test_S28_eight_candidates_at_one_time_and_one_has_it():
    assert connection.vendor == "postgresql"
    campaign = make_interviewing(people=8)
    slot = make_times(campaign)[0]
    results = at_once(*[choosing(each, slot) for each in invited_of(campaign)])
    assert sum(isinstance(result, TimeTakenError) for result in results) == 7
    assert Interview.objects.count() == 1
    slot.refresh_from_db()
    assert slot.application == Interview.objects.get().application


def test_S28_many_tries_on_few_times_fill_each_once_and_lose_none():
    campaign = make_interviewing(people=12)
    slots = make_times(campaign, last=time(13))
    assert len(slots) == 4

    def persist(application):
        def tries():
            while True:
                free = [each.slot for each in times_for(application, timezone.now())]
                if not free:
                    return "none"
                try:
                    return choose_time(
                        application=application,
                        slot=free[application.pk % len(free)],
                        actor=application.candidate,
                    )
                except TimeTakenError:
                    continue

        return tries

    results = at_once(*[persist(each) for each in invited_of(campaign)])
    assert [result for result in results if isinstance(result, Exception)] == []
    taken = Slot.objects.taken()
    assert (taken.count(), taken.values("application").distinct().count()) == (4, 4)
    assert Interview.objects.count() == 4


def test_SC30_two_tabs_of_one_person_in_two_departments_and_one_wins():
    person, day = make_person(), working_day(6)
    campaigns = [make_interviewing(people=0) for _ in range(2)]
    pairs = []
    for campaign in campaigns:
        application = make_application(campaign, person, "pass_sift", "invite")
        pairs.append((application, make_times(campaign, day, last=time(10))[0]))
    results = at_once(*[choosing(*pair) for pair in pairs])
    assert sum(isinstance(result, ChoiceRefusedError) for result in results) == 1
    assert Interview.objects.count() == Slot.objects.taken().count() == 1


def test_S28_two_who_change_to_each_others_time_do_not_lock_each_other_out():
    campaign = make_interviewing(people=2)
    slots = make_times(campaign)
    one, two = invited_of(campaign)
    choosing(one, slots[0])()
    choosing(two, slots[1])()
    results = at_once(choosing(one, slots[1]), choosing(two, slots[0]))
    assert {type(result) for result in results} <= {TimeTakenError, type(one)}
    assert Slot.objects.taken().count() == 2


def test_S28_two_sets_of_times_for_the_same_people_or_room_at_once():
    campaign = make_interviewing()
    handler, wish = make_handler(campaign), make_wish(campaign)
    seen = plan_of(wish, timezone.now()).version
    made = lambda: make_slots(campaign=campaign, wish=wish, seen=seen, actor=handler)  # noqa: E731
    results = at_once(made, made, made)
    assert sum(isinstance(result, SlotRefusedError) for result in results) == 2
    assert Slot.objects.count() == 3
    # Another campaign of the department, other people, the same room.
    other = make_interviewing(organisation=campaign.organisation)
    room = {"place": "Room 4, 1 Example Street", "medium": "in_person"}
    calls, day = [], working_day(7)
    for each in (campaign, other):
        wanted = make_wish(each, day, **room)
        version = plan_of(wanted, timezone.now()).version
        calls.append(
            lambda each=each, wanted=wanted, version=version: make_slots(
                campaign=each, wish=wanted, seen=version, actor=make_handler(each)
            )
        )
    results = at_once(*calls)
    assert sum(isinstance(result, SlotRefusedError) for result in results) == 1
    assert Slot.objects.filter(room__endswith=" room 4, 1 example street").count() == 3
    seats = SlotSeat.objects.held()
    assert seats.values("person", "starts_at").distinct().count() == seats.count()


def test_S28_a_booking_by_hand_and_a_choice_at_once_never_need_the_same_people():
    campaign = make_interviewing(people=2)
    slot = make_times(campaign)[0]
    one, two = invited_of(campaign)
    handler = make_handler(campaign)

    def by_hand():
        return book_interview(
            application=two,
            starts_at=slot.starts_at + timedelta(minutes=5),
            place="Room 9",
            contact_name="Team",
            contact_email="team@example.gov.uk",
            actor=handler,
        )

    results = at_once(choosing(one, slot), by_hand)
    assert sum(isinstance(result, Exception) for result in results) == 1
    assert Interview.objects.count() == 1
    assert at(working_day(5), 9) == slot.starts_at
