"""Times for interviews: kept after a preview, chosen, moved, cancelled (S28 to S32)."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.dates import date_gb, time_gb
from hub.models import Notification
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Application, Campaign, Conflict, Interview, InterviewChoice, Slot, SlotSeat
from roles.selection.services.conflicts import declare_own_knowledge
from roles.selection.services.panel_answers import leave_panel
from roles.selection.services.slot_choices import (
    ChoiceRefusedError,
    TimeTakenError,
    TooLateToChangeError,
    choose_time,
    times_for,
)
from roles.selection.services.slots import PlanChangedError, make_slots
from tests.factories.adverts import book, make_handler
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.panels import make_sitter
from tests.factories.slots import (
    at,
    holders_of,
    invited_of,
    make_interviewing,
    make_times,
    make_wish,
    planned,
    working_day,
)

pytestmark = pytest.mark.django_db


def day_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def typed(campaign, day, **changes):
    return {
        **day_parts("first_day", day),
        **day_parts("last_day", day),
        "start": "9am",
        "end": "12pm",
        "minutes": 45,
        "gap": 15,
        "break_from": "",
        "break_to": "",
        "second_from": "",
        "second_to": "",
        "everybody": [place.pk for place in holders_of(campaign)],
        "medium": "video",
        "place": "https://video.example.gov.uk/panel",
        **changes,
    }


def hidden_fields(page):
    from html.parser import HTMLParser

    found = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            if tag == "input" and given.get("type") == "hidden":
                found.setdefault(given["name"], []).append(given.get("value", ""))

    Reader().feed(page)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def starts(slots):
    return [time_gb(slot.starts_at) for slot in slots]


def choose(application, slot, **more):
    return choose_time(application=application, slot=slot, actor=application.candidate, **more)


def page_of(application, tail="interview/"):
    return f"/applications/{application.reference}/{tail}"


def test_SC23_what_is_offered_is_planned_around_the_people_and_the_rest_is_explained():
    campaign = make_interviewing(members=2)
    chair, *others = sorted(holders_of(campaign), key=lambda place: not place.is_chair)
    day = working_day(5)
    # The chair interviews elsewhere from 9 to 10.
    elsewhere = make_interviewing(people=1)
    slot = make_times(elsewhere, day, last=time(10), minutes=60)[0]
    SlotSeat.objects.filter(slot=slot).delete()
    place = holders_of(elsewhere)[0]
    SlotSeat.objects.create(slot=slot, place=place, person=chair.person, starts_at=slot.starts_at)
    plan = planned(
        campaign,
        day,
        everybody=[chair],
        one_of=others,
        breaks=[(time(11), time(12))],
    )
    assert [time_gb(start.starts_at) for start in plan.starts] == ["10:15am"]
    assert [place.pk in {other.pk for other in others} for place in plan.starts[0].holders] == [
        False,
        True,
    ]
    assert [(shut.when, shut.why) for shut in plan.shut] == [
        (f"{date_gb(day)}, 9am", f"{chair.name} has another interview"),
        (f"{date_gb(day)}, 11:15am", "You keep 11am to midday free"),
    ]
    # A forged start is refused: what is offered and what is accepted is one rule.
    with pytest.raises(PlanChangedError):
        make_slots(
            campaign=campaign,
            wish=make_wish(campaign, day, everybody=[chair], one_of=others),
            seen=plan.version,
            actor=make_handler(campaign),
        )


def test_S28_times_are_made_on_a_page_after_a_preview_and_closed_one_by_one_or_all():
    campaign = make_interviewing(people=2)
    manager, day = make_handler(campaign), working_day(5)
    browser, base = signed_in(manager), f"/campaigns/{campaign.reference}/interview-times/"
    assert base in browser.get(f"/campaigns/{campaign.reference}/").text
    page = browser.get(base).text
    assert "No interview times are offered." in page
    form = browser.get(f"{base}offer/").text
    token = hidden_fields(form)["page_token"]
    preview = browser.post(f"{base}offer/", {**typed(campaign, day), "page_token": token})
    assert preview.status_code == 200
    assert "You are about to offer 3 interview times" in preview.text
    assert Slot.objects.count() == 0
    sent = {**hidden_fields(preview.text), "step": "send"}
    assert browser.post(f"{base}offer/", sent).url == base
    slots = list(Slot.objects.all())
    assert starts(slots) == ["9am", "10am", "11am"]
    # The same page sent again makes nothing.
    browser.post(f"{base}offer/", sent)
    assert Slot.objects.count() == 3
    told = Notification.objects.filter(slug="roles.interview_times")
    assert {row.recipient for row in told} == {each.candidate for each in invited_of(campaign)}
    # What is kept is not free for others, nor is the room.
    preview = browser.post(f"{base}offer/", typed(campaign, day)).text
    assert "None of these times can be offered." in preview
    assert "You already offer a time then" in preview
    assert browser.post(f"{base}{slots[0].pk}/close/").url == base
    assert Slot.objects.free().count() == 2
    assert browser.post(f"{base}close-free/").url == base
    assert Slot.objects.free().count() == 0
    assert Slot.objects.filter(closed_at=None).count() == 0
    preview = browser.post(f"{base}offer/", typed(campaign, day)).text
    assert "You are about to offer 3 interview times" in preview


def test_S28_days_and_hours_that_are_none_are_left_out_with_a_reason():
    campaign = make_interviewing(people=1)
    first = working_day(5)
    saturday = first + timedelta(days=(5 - first.weekday()) % 7)
    Campaign.objects.filter(pk=campaign.pk).update(interviews_from=first)
    campaign.refresh_from_db()
    plan = planned(campaign, days=[working_day(4), saturday, first], first=time(7), last=time(9))
    assert [shut.why for shut in plan.shut] == [
        f"The advert says that interviews are from {date_gb(first)}",
        "Interviews are between 8am and 8pm",
        "It is a Saturday",
    ]
    assert [time_gb(start.starts_at) for start in plan.starts] == ["8am"]


def test_S29_a_candidate_chooses_in_two_pages_and_getting_changes_nothing():
    campaign = make_interviewing(people=1)
    slots = make_times(campaign)
    application = invited_of(campaign)[0]
    browser = signed_in(application.candidate)
    own = browser.get(application.get_absolute_url()).text
    assert page_of(application) in own
    page = browser.get(page_of(application)).text
    assert "Europe/London" in page
    day = timezone.localdate(slots[0].starts_at)
    assert f"{day:%A} {date_gb(day)}" in page
    assert [f'value="{slot.pk}"' in page for slot in slots] == [True] * 3
    assert Slot.objects.taken().count() == 0
    answer = browser.post(page_of(application), {"slot": slots[1].pk})
    assert answer.url == application.get_absolute_url()
    application.refresh_from_db()
    assert application.state == "interview_booked"
    assert application.interview.starts_at == slots[1].starts_at
    assert list(Slot.objects.taken()) == [slots[1]]
    booked = Notification.objects.get(slug="roles.interview_booked")
    assert booked.recipient == application.candidate
    assert "Change or cancel the interview" in browser.get(application.get_absolute_url()).text


def test_SC25_old_links_show_how_it_stands_and_there_is_one_booking():
    campaign = make_interviewing(people=2)
    slots = make_times(campaign)
    application, other = invited_of(campaign)
    browser, stranger = signed_in(application.candidate), signed_in(other.candidate)
    for slot in (slots[0], slots[1], slots[2]):
        browser.post(page_of(application), {"slot": slot.pk})
    assert list(Slot.objects.taken()) == [slots[2]]
    files = [
        application.__class__.objects.get(pk=application.pk).interview.calendar_file
        for _ in range(1)
    ]
    assert files[0][0] == "interview.ics"
    for tail in ("interview/", "interview/cancel/"):
        assert browser.get(page_of(application, tail)).status_code == 200
        assert stranger.get(page_of(application, tail)).status_code == 404
        assert stranger.post(page_of(application, tail), {"slot": slots[0].pk}).status_code == 404
    assert browser.post(page_of(application, "interview/cancel/")).status_code == 302
    assert Slot.objects.taken().count() == 0
    application.refresh_from_db()
    assert (application.state, application.interview.is_off) == ("interview_invited", True)
    # Cancelling again, and cancelling by opening, do nothing.
    for _ in range(2):
        answer = browser.get(page_of(application, "interview/cancel/"), follow=True)
        assert "You have no interview to cancel." in answer.text
    assert browser.get(page_of(application)).status_code == 200
    withdraw_application(application=application, actor=application.candidate)
    page = browser.get(page_of(application), follow=True).text
    assert "You can only choose a time while you are invited" in page
    taken = slots[0]
    Slot.objects.filter(pk=taken.pk).update(application=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=slots[1].pk).update(application=other)


def test_S32_one_uid_for_life_and_a_growing_sequence_and_no_name():
    campaign = make_interviewing(people=1)
    slots = make_times(campaign)
    application = invited_of(campaign)[0]
    Application.objects.filter(pk=application.pk).update(full_name="Zebedee Quux")
    now = timezone.now()
    texts = []
    for number, slot in enumerate(slots):
        application = choose(application, slot, at=now + timedelta(minutes=number))
        texts.append(application.interview.calendar_file[1])
    signed_in(application.candidate).post(page_of(application, "interview/cancel/"))
    Interview.objects.update(cancelled_at=now + timedelta(minutes=9))
    cancelled = Application.objects.get(pk=application.pk).interview.calendar_file[1]
    lines = [
        dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        for text in (*texts, cancelled)
    ]
    assert len({each["UID"] for each in lines}) == 1
    numbers = [int(each["SEQUENCE"]) for each in lines]
    assert numbers == sorted(set(numbers))
    assert [each["METHOD"] for each in lines] == ["PUBLISH"] * 3 + ["CANCEL"]
    assert "Quux" not in "".join((*texts, cancelled))


def test_SC30_a_candidate_has_one_interview_at_a_time_and_the_other_department_learns_nothing():
    person, day = make_person(), working_day(6)
    first, second = make_interviewing(people=0), make_interviewing(people=0)
    from tests.factories.adverts import make_application

    mine, other = (
        make_application(campaign, person, "pass_sift", "invite") for campaign in (first, second)
    )
    held = make_times(first, day, first=time(10), last=time(10, 45))[0]
    choose(mine, held)
    kept = []
    for start in ((9, 15), (10, 0), (10, 30), (10, 45), (11, 0)):
        stage = second.selection_panels.get(kind="interview").number
        kept.append(
            Slot.objects.create(
                campaign=second, number=stage, starts_at=at(day, *start), minutes=45, place="x"
            )
        )
    shown = {
        time_gb(each.slot.starts_at): each.why_not for each in times_for(other, timezone.now())
    }
    why = "You have another interview then"
    assert shown == {"9:15am": why, "10am": why, "10:30am": why, "10:45am": why, "11am": ""}
    browser = signed_in(person)
    page = browser.get(page_of(other)).text
    assert "You have another interview at or near these times" in page
    assert browser.post(page_of(other), {"slot": kept[2].pk}).status_code == 200
    with pytest.raises(ChoiceRefusedError):
        choose(other, kept[2])
    listed = (
        signed_in(make_handler(second)).get(f"/campaigns/{second.reference}/interview-times/").text
    )
    assert listed.count(">Free<") + listed.count("Free\n") >= 0
    assert "another interview" not in listed
    assert browser.post(page_of(other), {"slot": kept[4].pk}).status_code == 302
    assert set(Slot.objects.taken()) == {held, kept[4]}


def test_S28_a_slot_that_is_taken_is_said_so_and_the_first_keeps_it():
    campaign = make_interviewing(people=2)
    slot = make_times(campaign)[0]
    one, two = invited_of(campaign)
    choose(one, slot)
    with pytest.raises(TimeTakenError):
        choose(two, slot)
    page = signed_in(two.candidate).post(page_of(two), {"slot": slot.pk}).text
    assert "This time is no longer available. Choose another time" in page
    slot.refresh_from_db()
    assert slot.application == one


def test_S29_a_time_can_be_changed_until_two_working_days_before_and_not_later():
    campaign = make_interviewing(people=1)
    near = make_times(campaign, working_day(2))
    far = make_times(campaign, working_day(6))
    application = invited_of(campaign)[0]
    choose(application, near[0])
    browser = signed_in(application.candidate)
    assert browser.get(page_of(application)).status_code == 200
    Slot.objects.filter(pk=near[0].pk).update(starts_at=at(working_day(1), 9))
    Interview.objects.update(starts_at=at(working_day(1), 9))
    for tail in ("interview/", "interview/cancel/"):
        page = browser.get(page_of(application, tail), follow=True).text
        assert "It is too late to change or cancel this interview online" in page
    application.refresh_from_db()
    with pytest.raises(TooLateToChangeError):
        choose(application, far[0])


def test_S30_none_suits_goes_to_the_department_and_is_done_by_a_booking_or_new_times():
    campaign = make_interviewing(people=1)
    make_times(campaign)
    application = invited_of(campaign)[0]
    manager = make_handler(campaign)
    browser, office = signed_in(application.candidate), signed_in(manager)
    words = "Only after 5pm, as I work in a shop."
    sent = browser.post(page_of(application, "interview/none-suits/"), {"words": words})
    assert sent.status_code == 302
    assert "Book interviews for people who cannot make these times" in office.get("/work/").text
    detail = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    assert words in office.get(detail).text
    assert words in office.get(f"{detail}book/").text
    told = Notification.objects.filter(slug="roles.interview_none_suits")
    assert manager in {row.recipient for row in told}
    assert words not in "".join(str(row.context) for row in told)
    make_times(campaign, working_day(7))
    assert "who cannot make these times" not in office.get("/work/").text
    assert Application.objects.get(pk=application.pk).state == "interview_invited"


def test_S30_too_few_times_are_warned_of():
    campaign = make_interviewing(people=3)
    make_times(campaign)
    browser, base = (
        signed_in(make_handler(campaign)),
        f"/campaigns/{campaign.reference}/interview-times/",
    )
    assert "Offer at least 1 more" in browser.get(base).text
    make_times(campaign, working_day(6))
    assert "Offer at least" not in browser.get(base).text


def test_S31_who_leaves_closes_free_times_and_a_booked_one_is_listed_for_somebody_else():
    campaign = make_interviewing(people=1)
    chair, member = sorted(holders_of(campaign), key=lambda place: not place.is_chair)
    slots = make_times(campaign)
    application = invited_of(campaign)[0]
    choose(application, slots[0])
    leave_panel(member=member, why="not_available", actor=member.person)
    assert Slot.objects.free().count() == 0
    assert list(Slot.objects.taken().short_of_people()) == [slots[0]]
    manager = make_handler(campaign)
    office = signed_in(manager)
    address = f"/campaigns/{campaign.reference}/interview-times/{slots[0].pk}/replace/"
    assert address in office.get("/work/").text
    assert "Nobody else on the panel is free then" in office.get(address, follow=True).text
    from roles.selection.services.panel_answers import accept_invitation
    from roles.selection.services.panels import invite_member

    other = make_sitter(campaign)
    place = invite_member(
        panel=member.panel, person=other, role="member", answer_by=working_day(2), actor=manager
    )
    accept_invitation(member=place, actor=other)
    place.refresh_from_db()
    declare_own_knowledge(member=place, knows_somebody=False, names="", actor=other)
    assert str(other) in office.get(address).text
    assert office.post(address, {"place": place.pk}).status_code == 302
    assert list(Slot.objects.short_of_people()) == []
    told = Notification.objects.get(slug="roles.interview_to_hold")
    assert told.recipient == other
    assert {seat.person for seat in SlotSeat.objects.held().filter(slot=slots[0])} == {
        chair.person,
        other,
    }


def test_a_withdrawal_and_a_booking_by_hand_free_the_time():
    campaign = make_interviewing(people=2)
    slots = make_times(campaign)
    one, two = invited_of(campaign)
    choose(one, slots[0])
    choose(two, slots[1])
    withdraw_application(application=one, actor=one.candidate)
    slots[0].refresh_from_db()
    assert slots[0].is_free
    two.refresh_from_db()
    book(two, make_handler(campaign), starts_at=at(working_day(8), 10))
    assert Slot.objects.taken().count() == 0
    # All who sit are needed then: nothing near it is offered.
    assert [each.slot for each in times_for(two, timezone.now())] == slots


def test_S4_a_member_in_conflict_is_offered_to_the_candidate_in_no_time():
    campaign = make_interviewing(members=2)
    places = holders_of(campaign)
    day = working_day(5)
    first = make_times(campaign, day, everybody=places[:2], last=time(10))[0]
    second = make_times(campaign, day, everybody=[places[0], places[2]], first=time(11))[0]
    application = invited_of(campaign)[0]
    Conflict.objects.create(
        application=application,
        person=places[1].person,
        grounds=["declared"],
        found_at=timezone.now(),
    )
    assert [each.slot for each in times_for(application, timezone.now())] == [second]
    with pytest.raises(TimeTakenError):
        choose(application, first)
    choose(application, second)
    manager = make_handler(campaign)
    Conflict.objects.create(
        application=application, person=manager, grounds=["declared"], found_at=timezone.now()
    )
    page = signed_in(manager).get(f"/campaigns/{campaign.reference}/interview-times/").text
    assert ("Taken" in page, application.reference in page) == (True, False)


def test_S32_members_see_their_times_without_a_name():
    campaign = make_interviewing(people=1)
    slots = make_times(campaign)
    application = invited_of(campaign)[0]
    Application.objects.filter(pk=application.pk).update(full_name="Zebedee Quux")
    choose(application, slots[0])
    from hub.calendars import days_of, file_of

    for place in holders_of(campaign):
        day = timezone.localdate(slots[0].starts_at)
        titles = [each.title for each in days_of(place.person, day, day).happenings]
        assert titles == [
            f"Interview for {campaign.title}",
            f"Possible interview (not booked yet): {campaign.title}",
            f"Possible interview (not booked yet): {campaign.title}",
        ]
        text = file_of(place.person)
        assert ("Quux" in text, application.reference in text) == (False, False)
        assert "Hold interviews" in signed_in(place.person).get("/work/").text


def test_R12_who_asked_for_adjustments_has_the_times_and_the_officer_checks_them():
    campaign = make_interviewing(people=1)
    slots = make_times(campaign)
    application = invited_of(campaign)[0]
    from roles.models import Adjustments

    Adjustments.objects.update_or_create(
        application=application, defaults={"is_needed": "yes", "detail": "A step-free room"}
    )
    officer, manager = make_member("resourcing", campaign.organisation), make_handler(campaign)
    choose(application, slots[0])
    told = Notification.objects.filter(slug="roles.interview_to_arrange")
    assert [row.recipient for row in told] == [officer]
    assert "step-free" not in str(told[0].context)
    office = signed_in(officer)
    assert "Check the arrangements for interviews" in office.get("/work/").text
    assert "Check the arrangements" not in signed_in(manager).get("/work/").text
    address = f"/campaigns/{campaign.reference}/applications/{application.reference}/arranged/"
    assert signed_in(manager).get(address).status_code in (302, 404)
    assert office.get(address).status_code == 200
    assert office.post(address).status_code == 302
    assert InterviewChoice.objects.get(application=application).arranged_at is not None
    assert "Check the arrangements for interviews" not in office.get("/work/").text
