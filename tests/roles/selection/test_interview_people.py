"""Who holds interviews: nobody who left, nobody in conflict by another account, nobody twice."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from hub.calendars import days_of
from hub.dates import date_gb
from hub.models import Grade, Membership, Qualification, User
from roles.models import Application, Campaign, Conflict, PanelMember, Slot
from roles.selection.services.panel_answers import leave_panel
from roles.selection.services.slot_choices import choose_time
from tests.factories.adverts import make_handler
from tests.factories.hub import make_member, make_organisation, signed_in
from tests.factories.slots import (
    holders_of,
    invited_of,
    make_interviewing,
    make_times,
    working_day,
)
from tests.typed import tick_on

pytestmark = pytest.mark.django_db


def listed(campaign):
    return f"/campaigns/{campaign.reference}/interview-times/"


def own_page(application, tail="interview/"):
    return f"/applications/{application.reference}/{tail}"


def with_one_who_left(people=2):
    """A candidate has a time; one of the two who hold it then left the panel."""
    campaign = make_interviewing(people=people)
    slots = make_times(campaign)
    first, *others = invited_of(campaign)
    choose_time(application=first, slot=slots[0], actor=first.candidate)
    gone = next(place for place in holders_of(campaign) if not place.is_chair)
    leave_panel(member=gone, why="not_available", actor=gone.person)
    return campaign, slots[0], first, others, gone


def test_S31_a_time_that_comes_free_is_offered_to_nobody_while_one_of_its_people_is_gone():
    _, slot, first, (second,), _ = with_one_who_left()
    sent = signed_in(first.candidate).post(own_page(first, "interview/cancel/"))
    assert sent.status_code == 302
    browser = signed_in(second.candidate)
    page = browser.get(own_page(second)).text
    assert "There are no times to choose from at the moment." in page
    browser.post(own_page(second), {"slot": slot.pk})
    slot.refresh_from_db()
    assert (slot.application, slot.closed_at is None) == (None, False)
    assert "Choose a time for your interview" not in browser.get("/work/").text


def test_S31_who_left_has_the_interview_neither_in_to_do_nor_in_the_calendar():
    campaign, slot, _, _, gone = with_one_who_left(people=1)
    day = timezone.localdate(slot.starts_at)
    stays = holders_of(campaign)[0].person
    for person, number in ((stays, 1), (gone.person, 0)):
        assert len(days_of(person, day, day).happenings) == number
        assert ("Hold interviews" in signed_in(person).get("/work/").text) == bool(number)


def second_account(person):
    """Another account of the same mailbox."""
    name, _, domain = person.email.partition("@")
    return User.objects.create_user(f"{name}+two@{domain}")


def test_R9_a_conflict_that_is_known_of_another_account_keeps_its_person_from_the_interview():
    campaign = make_interviewing(people=2)
    later = make_times(campaign)[1]
    one, two = invited_of(campaign)
    holder = next(place.person for place in holders_of(campaign) if not place.is_chair)
    other = second_account(holder)
    assert other.pk in holder.account_keys
    Conflict.objects.create(
        application=one, person=other, grounds=["declared"], found_at=timezone.now()
    )
    page = signed_in(one.candidate).get(own_page(one)).text
    assert "There are no times to choose from at the moment." in page
    # Of a time that was taken before somebody else is needed.
    choose_time(application=two, slot=later, actor=two.candidate)
    Conflict.objects.create(
        application=two, person=other, grounds=["declared"], found_at=timezone.now()
    )
    address = f"{listed(campaign)}{later.pk}/replace/"
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    assert address in signed_in(officer).get("/work/").text


def parts_of(name, day):
    return {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}


def test_S28_a_booking_by_hand_asks_first_where_somebody_on_the_panel_has_another_interview():
    here, there = make_interviewing(people=1), make_interviewing(people=1)
    day = working_day(5)
    shared = next(place for place in holders_of(here) if not place.is_chair)
    # The same person, by another account, holds an interview of another department.
    slot = make_times(there, day, first=time(10), last=time(10, 45))[0]
    one, other = invited_of(here)[0], invited_of(there)[0]
    slot.seats.filter(place=holders_of(there)[0]).update(person=second_account(shared.person))
    office = signed_in(make_handler(here))
    address = f"/campaigns/{here.reference}/applications/{one.reference}/book/"
    sent = {
        **parts_of("day", day),
        "hour": "10:30am",
        "minutes": 60,
        "medium": "video",
        "place": "https://video.example.gov.uk/by-hand",
        "contact_name": "Recruitment team",
        "contact_email": "jobs@example.gov.uk",
    }
    said = "Somebody on the panel for interviews has another interview at or near this time."
    # A time that nobody has taken is given up for it.
    assert said not in office.post(address, {**sent, "minutes": ""}).text
    choose_time(application=other, slot=slot, actor=other.candidate)
    page = office.post(address, sent).text
    assert (said in page, Application.objects.get(pk=one.pk).state) == (True, "interview_invited")
    for word in (there.reference, there.title, there.organisation.name, other.reference):
        assert word not in page.split("<main")[1].replace(here.title, "")
    assert office.post(address, {**sent, "hour": "11am"}).status_code == 302
    change = address.replace("/book/", "/rebook/")
    page = office.post(change, sent).text
    assert said in page
    assert office.post(change, {**sent, **tick_on(page, "together")}).status_code == 302
    history = office.get(address.removesuffix("book/")).text
    assert f"Confirmed for {date_gb(day)}, 10:30am, when it overlaps another" in history


def lapse(person, day):
    """Their certificates are valid until the day before."""
    Qualification.objects.filter(person=person).update(valid_until=day - timedelta(days=1))


def test_R9_nobody_holds_an_interview_who_has_not_declared_or_has_no_certificate_that_day():
    campaign, day = make_interviewing(people=2, members=2), working_day(5)
    one, two, three = holders_of(campaign)
    lapse(three.person, day)
    office, offer = signed_in(make_handler(campaign)), f"{listed(campaign)}offer/"
    sent = {
        **parts_of("first_day", day),
        **parts_of("last_day", day),
        "start": "9am",
        "end": "12pm",
        "minutes": 45,
        "gap": 15,
        "everybody": [place.pk for place in (one, two, three)],
        "medium": "video",
        "place": "https://video.example.gov.uk/panel",
    }
    said = f"No valid assessor’s certificate on this day: {three.name}"
    assert said in office.post(offer, sent).text
    page = office.post(offer, {**sent, "everybody": [one.pk, two.pk]}).text
    assert "You are about to offer 3 interview times" in page
    slot = make_times(campaign, day, everybody=[one, two])[0]
    application = invited_of(campaign)[0]
    choose_time(application=application, slot=slot, actor=application.candidate)
    leave_panel(member=two, why="not_available", actor=two.person)
    replace = f"{listed(campaign)}{slot.pk}/replace/"
    assert "Nobody else on the panel is free then" in office.get(replace, follow=True).text
    Qualification.objects.filter(person=three.person).update(valid_until=day)
    assert three.name in office.get(replace).text
    PanelMember.objects.filter(pk=three.pk).update(declared_at=None)
    assert "Nobody else on the panel is free then" in office.get(replace, follow=True).text
    page = office.get(offer, follow=True).text
    assert "At least 2 people must have accepted, declared any conflicts of interest" in page


def test_R10_where_a_commissioner_chairs_one_person_beside_them_is_asked_for():
    campaign = make_interviewing(people=1)
    Campaign.objects.filter(pk=campaign.pk).update(grade=Grade.objects.get(code="scs3"))
    PanelMember.objects.update(declared_at=None)
    page = signed_in(make_handler(campaign)).get(f"{listed(campaign)}offer/", follow=True).text
    assert "At least 1 person must have accepted, declared any" in page


def test_R9_who_has_not_declared_reads_that_a_time_is_taken_and_not_by_whom():
    campaign = make_interviewing(people=1)
    slot = make_times(campaign)[0]
    application = invited_of(campaign)[0]
    choose_time(application=application, slot=slot, actor=application.candidate)
    manager = make_handler(campaign)
    browser = signed_in(manager)
    assert f"Taken by {application.reference}" in browser.get(listed(campaign)).text
    place = holders_of(campaign)[0]
    PanelMember.objects.filter(pk=place.pk).update(person=manager, declared_at=None)
    page = browser.get(listed(campaign)).text
    assert ("Taken" in page, application.reference in page) == (True, False)


def offered(campaign, day, **changes):
    """What the preview of the page says, of one time from 9am."""
    sent = {
        **parts_of("first_day", day),
        **parts_of("last_day", day),
        "start": "9am",
        "end": "9:45am",
        "minutes": 45,
        "gap": 15,
        "everybody": [place.pk for place in holders_of(campaign)],
        **changes,
    }
    browser = signed_in(make_handler(campaign))
    return browser.post(f"{listed(campaign)}offer/", sent).text


def test_S28_rooms_are_compared_within_a_department_and_the_address_of_a_link_everywhere():
    day = working_day(5)
    department = make_organisation("DDD")
    here = make_interviewing(organisation=department)
    body = make_interviewing(organisation=make_organisation("BBB", parent=department))
    other = make_interviewing()
    taken, free = "The room or link is taken", "You are about to offer 1 interview time"
    room, link = "Room 1", "Join at https://video.example.gov.uk/one"
    make_times(here, day, last=time(9, 45), medium="in_person", place=room)
    make_times(body, day, first=time(11), last=time(11, 45), place=link)
    for campaign, said in ((body, taken), (other, free)):
        assert said in offered(campaign, day, medium="in_person", place="room  1")
    later = {"start": "11am", "end": "11:45am", "medium": "video"}
    for place, said in ((f"{link}.", taken), (link.replace("one", "two"), free)):
        assert said in offered(other, day, place=place, **later)
    # The database says the same.
    make_times(other, day, last=time(9, 45), medium="in_person", place=room)
    assert Slot.objects.filter(place=room).count() == 2
